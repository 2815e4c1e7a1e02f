"""Streams of server-sent events: the changes of a JSON feed, sent to every client that stays connected."""
