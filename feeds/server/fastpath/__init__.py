"""The fast path: a TCP listener that answers GET requests from memory, before aiohttp's own handling."""
