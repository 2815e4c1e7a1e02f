"""The one HTTP client: timeouts, size caps, no private networks."""
