"""Imports on first use: a command waits only for the modules and libraries that it uses (decision 0036).

A package whose modules few commands need gives its names by ``lazy_names``; a stub file beside it has their
types. A library that few functions need is imported in these functions, and events are logged through
``feeds.log``. ``tests/cli/test_imports.py`` states what each command imports.
"""

from collections.abc import Callable, Mapping
from importlib import import_module


def lazy_names(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package (PEP 562); ``modules`` are those of its names, within it."""

    def import_name(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{modules[name]}"), name)

    return import_name
