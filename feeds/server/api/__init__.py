"""The push API: records by HTTP, authorised by bearer tokens."""
