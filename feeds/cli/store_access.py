"""Access to the store for commands that run no service."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from feeds.cli.options import load_settings
from feeds.store import Store, Work, open_store

_Result = TypeVar("_Result")


def with_store(url: str, act: Callable[[Store], Awaitable[_Result]]) -> _Result:
    """Open the store, call ``act`` with it, and return its result."""

    async def run() -> _Result:
        store = await open_store(url)
        try:
            return await act(store)
        finally:
            await store.close()

    return asyncio.run(run())


def read_store(config_file: Path | None, query: Work[_Result]) -> _Result:
    """Return the result of a query on the store; faults of sources in the settings do not matter."""
    url = load_settings(config_file, check_sources=False).store_url
    return with_store(url, lambda store: store.read_at_once(query))
