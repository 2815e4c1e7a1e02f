"""The one HTTP client: timeouts, bounded responses, private networks only where allowed."""

from feeds.outgoing.client import (
    MAX_URL,
    NO_VALIDATORS,
    USER_AGENT,
    Outgoing,
    Response,
    Validators,
    check_public_url,
    host_of_url,
    site_key,
)
from feeds.outgoing.decompression import decompress
from feeds.outgoing.networks import is_public

__all__ = [
    "MAX_URL",
    "NO_VALIDATORS",
    "USER_AGENT",
    "Outgoing",
    "Response",
    "Validators",
    "check_public_url",
    "decompress",
    "host_of_url",
    "is_public",
    "site_key",
]
