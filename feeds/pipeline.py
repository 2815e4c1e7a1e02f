"""The one conductor: calls each room once, in order; no room calls another."""
