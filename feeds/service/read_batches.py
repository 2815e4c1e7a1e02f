"""Reads of single names put together: what is requested during one read is read by the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import islice
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class ReadBatches(Generic[_Value]):
    """Reads names, several at a time and each of them once; no read began before it was requested.

    After a start, when every client requests what is not in memory, a read for each request would take
    several times the processor time.
    """

    def __init__(
        self, read: Callable[[Sequence[str]], Awaitable[Mapping[str, _Value]]], *, at_once: int
    ) -> None:
        """``read`` returns the value of every name it is given, of ``at_once`` at most."""
        self._read = read
        self._at_once = at_once
        self._requested: dict[str, asyncio.Future[_Value]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def get(self, name: str) -> _Value:
        """Return the value of a name. Raises what ``read`` raises."""
        loop = asyncio.get_running_loop()
        value = self._requested.get(name)
        if value is None:
            value = self._requested[name] = loop.create_future()
        if self._reading is None:
            self._reading = loop.create_task(self._read_all())
        return await asyncio.shield(value)  # a client that leaves ends its own waiting alone

    async def _read_all(self) -> None:
        """Read until nothing is requested."""
        try:
            while self._requested:
                batch = dict(islice(self._requested.items(), self._at_once))
                for name in batch:
                    del self._requested[name]
                await self._read_batch(batch)
        finally:
            self._reading = None

    async def _read_batch(self, batch: Mapping[str, asyncio.Future[_Value]]) -> None:
        try:
            found = await self._read(tuple(batch))
        except Exception as error:  # noqa: BLE001 - raised again where the names were requested
            for value in batch.values():
                value.set_exception(error)
                value.exception()  # retrieved, even if nobody waits any more
        else:
            for name, value in batch.items():
                value.set_result(found[name])
