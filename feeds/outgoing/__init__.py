"""The HTTP clients: time limits, bounded responses, private networks only where allowed.

The names are imported on first use: the settings use ``networks`` alone, without aiohttp (PEP 562).
"""

from feeds.lazy import lazy_names

__getattr__ = lazy_names(
    __name__,
    {
        "MAX_URL": "client",
        "NO_VALIDATORS": "response",
        "USER_AGENT": "client",
        "Outgoing": "client",
        "Poster": "posting",
        "Response": "response",
        "Validators": "response",
        "check_public_url": "client",
        "decompress": "decompression",
        "host_of_url": "client",
        "is_public": "networks",
        "site_key": "client",
    },
)
