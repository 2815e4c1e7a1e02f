"""The composition root: builds the parts, and owns their lifetimes and the clock.

The names are imported on first use: commands that only look into the store need no service (PEP 562).
"""

from importlib import import_module

_MODULES = {
    "IngestResult": "service",
    "Service": "service",
    "log_to_stderr": "logs",
    "running": "service",
    "with_rejected": "service",
}


def __getattr__(name: str) -> object:
    """Import the module of a name on first use."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
