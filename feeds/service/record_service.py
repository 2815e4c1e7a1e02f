"""What the API asks for, answered by the conductor and the store."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

from feeds.errors import FeedsError
from feeds.model import IdempotentResponse, Outcome, Place, PushResult, Reading, Scope, SourceSettings, Token
from feeds.readers import SourceDefaults, read_line, read_named, record_json, source_defaults
from feeds.server.api.line_splitter import Line
from feeds.server.api.record_service import RecordView
from feeds.service.service import Service
from feeds.service.source_monitor import PUSH
from feeds.store import idempotency, tokens
from feeds.text.dates import rfc3339


def push_sources(service: Service) -> tuple[SourceSettings, ...]:
    """The configured sources that records can be pushed to."""
    return tuple(source for source in service.settings.sources if source.kind == PUSH)


class StoreRecordService:
    """A ``Registry`` over a running service; settings count as they are at each call."""

    def __init__(self, service: Service) -> None:
        """Use the service's conductor, store and clock."""
        self._service = service
        self._waiting: dict[int, float] = {}
        self._changes = 0

    def sources(self) -> tuple[str, ...]:
        """The names of the sources that records can be pushed to."""
        return tuple(source.name for source in push_sources(self._service))

    def behind_s(self) -> float:
        """How long the oldest change that waits for the store has been waiting."""
        oldest = next(iter(self._waiting.values()), None)
        return 0.0 if oldest is None else time.monotonic() - oldest

    async def token(self, id_: str) -> Token | None:
        """The token with this public part."""
        async with self._service.store.read() as tx:
            return await tokens.fetch(tx, id_)

    async def push(self, source: str, lines: Sequence[Line], token: Token) -> tuple[PushResult, ...]:
        """Clean lines of JSON off the event loop and take them in."""
        readings = await asyncio.to_thread(_read, lines, _path(source, token), self._terms(source))
        async with self._changing():
            return await self._told(source, await self._service.conductor.push(source, readings, token.scope))

    async def put(self, source: str, id_: str, text: bytes, token: Token) -> PushResult | None:
        """Take one JSON object in under an id; ``None`` where it has another."""
        place = Place(path=_path(source, token), line=1)
        reading = await asyncio.to_thread(read_named, text, id_, place, self._terms(source))
        if reading.record is not None and reading.record.id != id_:
            return None
        async with self._changing():
            outcomes = await self._service.conductor.push(source, (reading,), token.scope)
            (outcome,) = await self._told(source, outcomes)
        return outcome

    async def find(self, id_: str, scope: Scope) -> RecordView | None:
        """A record in scope, published or not."""
        kept = await self._service.conductor.find(id_, scope)
        if kept is None:
            return None
        return RecordView(
            record=record_json(kept.record),
            state=kept.state.value,
            revision=kept.revision,
            published=rfc3339(kept.published_at),
            updated=rfc3339(kept.updated_at),
        )

    async def withdraw(self, id_: str, token: Token, reason: str) -> Outcome | None:
        """Withdraw a record; the ledger says which token did it, and why."""
        note = f"{token.name}: {reason}" if reason else token.name
        async with self._changing():
            return await self._service.conductor.withdraw(id_, token.scope, note)

    async def answer(self, token: str, key: str) -> IdempotentResponse | None:
        """The answer kept for a token's idempotency key."""
        async with self._service.store.read() as tx:
            return await idempotency.fetch(tx, token, key, self._now_s())

    async def answer_part(self, token: str, key: str, number: int) -> bytes | None:
        """One part of its body, ``None`` after the last."""
        async with self._service.store.read() as tx:
            return await idempotency.fetch_part(tx, token, key, number)

    async def keep_answer(
        self, token: str, key: str, answer: IdempotentResponse, body: Iterator[bytes]
    ) -> None:
        """Keep an answer for a day, unless there is one."""
        async with self._changing(), self._service.store.write() as tx:
            await idempotency.keep(tx, token, key, answer, body, now_s=self._now_s())

    async def _told(self, source: str, outcomes: tuple[PushResult, ...]) -> tuple[PushResult, ...]:
        """Tell the watchdog that a source is alive."""
        await self._service.watch.pushed(source, new=any(one.outcome is Outcome.NEW for one in outcomes))
        return outcomes

    def _now_s(self) -> int:
        return int(self._service.clock().timestamp())

    def _terms(self, source: str) -> SourceDefaults:
        """The terms of a source now. Raises ``FeedsError`` for one that a reload took away."""
        for settings in push_sources(self._service):
            if settings.name == source:
                return source_defaults(settings, self._service.settings.site, self._service.clock())
        raise FeedsError("no such source to push to", where=source)

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[None]:
        """Count a change as waiting while the context lasts."""
        self._changes += 1
        number = self._changes
        self._waiting[number] = time.monotonic()
        try:
            yield
        finally:
            del self._waiting[number]


def _path(source: str, token: Token) -> str:
    return f"push:{source}:{token.name}"


def _read(lines: Sequence[Line], path: str, terms: SourceDefaults) -> tuple[Reading, ...]:
    return tuple(read_line(line.text, Place(path=path, line=line.number), terms) for line in lines)
