"""The HTTP clients: time limits, bounded responses, private networks only where allowed.

The names are imported on first use: the settings use ``networks`` alone, without aiohttp (PEP 562).
"""

from importlib import import_module

_MODULES = {
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
}


def __getattr__(name: str) -> object:
    """Import the module of a name on first use."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
