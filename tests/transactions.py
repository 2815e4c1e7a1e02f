"""One query or one change of the store in a transaction of its own."""

from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

from feeds.model import GoneResource, Publication
from feeds.store import Store, Transaction, publications

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


async def query(
    store: Store,
    function: Callable[Concatenate[Transaction, Arguments], Awaitable[Result]],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Result:
    """Run one query."""
    async with store.read() as tx:
        return await function(tx, *args, **kwargs)


async def change(
    store: Store,
    function: Callable[Concatenate[Transaction, Arguments], Awaitable[Result]],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Result:
    """Make one change."""
    async with store.write() as tx:
        return await function(tx, *args, **kwargs)


async def fetched(store: Store, name: str) -> Publication | GoneResource | None:
    """Return what is stored under a name."""
    return (await query(store, publications.fetch_many, [name])).get(name)
