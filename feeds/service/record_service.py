"""The records behind the push API, over the orchestrator and the store."""

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from feeds.errors import FeedsError
from feeds.model import (
    IdempotentResponse,
    Place,
    PushResult,
    Reading,
    RecordOutcome,
    Scope,
    SourceSettings,
    Token,
    local_id,
)
from feeds.readers import SourceDefaults, push_threads, read_line, read_named, record_json, source_defaults
from feeds.server.api.line_splitter import Line
from feeds.server.api.record_service import RecordView
from feeds.service.service import Service
from feeds.service.source_health import PUSH
from feeds.store import idempotency, tokens
from feeds.text.dates import rfc3339


def push_sources(service: Service) -> tuple[SourceSettings, ...]:
    """The configured sources that records can be pushed to."""
    return tuple(source for source in service.settings.sources if source.kind == PUSH)


class StoreRecordService:
    """A ``RecordService`` over a running service; each call uses the settings of its moment."""

    def __init__(self, service: Service) -> None:
        """Use the orchestrator, the store and the clock of a service."""
        self._service = service
        self._waiting: dict[int, float] = {}
        self._changes = 0

    def sources(self) -> tuple[str, ...]:
        """The names of the sources that records can be pushed to."""
        return tuple(source.name for source in push_sources(self._service))

    def behind_s(self) -> float:
        """How long the oldest change that is not stored yet has been waiting."""
        oldest = next(iter(self._waiting.values()), None)
        return 0.0 if oldest is None else time.monotonic() - oldest

    async def token(self, id_: str) -> Token | None:
        """The token with this public part."""
        return await self._service.store.read_at_once(lambda tx: tokens.fetch(tx, id_))

    async def push(self, source: str, lines: Sequence[Line], token: Token) -> tuple[PushResult, ...]:
        """Clean lines of JSON in a thread and store them."""
        read = partial(_read, lines, _path(source, token), self._defaults(source))
        readings = await push_threads().run(read)
        async with self._changing():
            return await self._monitored(
                source, await self._service.orchestrator.push(source, readings, token.scope)
            )

    async def put(self, source: str, id_: str, text: bytes, token: Token) -> PushResult | None:
        """Store one JSON object under an id; ``None`` where it has another id."""
        place = Place(path=_path(source, token), line=1)
        reading = await push_threads().run(partial(read_named, text, id_, place, self._defaults(source)))
        if reading.record is not None and reading.record.id not in (id_, local_id(id_, source)):
            return None
        async with self._changing():
            results = await self._service.orchestrator.push(source, (reading,), token.scope)
            (result,) = await self._monitored(source, results)
        return result

    async def find(self, id_: str, scope: Scope) -> RecordView | None:
        """A record in scope, published or not."""
        stored = await self._service.orchestrator.find(id_, scope)
        if stored is None:
            return None
        return RecordView(
            record=record_json(stored.record),
            state=stored.state.value,
            revision=stored.revision,
            published=rfc3339(stored.published_at),
            updated=rfc3339(stored.updated_at),
        )

    async def withdraw(self, id_: str, token: Token, reason: str) -> RecordOutcome | None:
        """Withdraw a record; the ledger keeps the name of the token and the reason."""
        note = f"{token.name}: {reason}" if reason else token.name
        async with self._changing():
            return await self._service.orchestrator.withdraw(id_, token.scope, note)

    async def answer(self, token: str, key: str) -> IdempotentResponse | None:
        """The response stored for a token's idempotency key."""
        async with self._service.store.read() as tx:
            return await idempotency.fetch(tx, token, key, self._now_s())

    async def answer_part(self, token: str, key: str, number: int) -> bytes | None:
        """One part of the body of that response, ``None`` after the last."""
        async with self._service.store.read() as tx:
            return await idempotency.fetch_part(tx, token, key, number)

    async def keep_answer(
        self, token: str, key: str, answer: IdempotentResponse, body: Iterator[bytes]
    ) -> None:
        """Store a response for a day, unless there is one."""
        async with self._changing(), self._service.store.write() as tx:
            await idempotency.keep(tx, token, key, answer, body, now_s=self._now_s())

    async def _monitored(self, source: str, results: tuple[PushResult, ...]) -> tuple[PushResult, ...]:
        """Report to the monitor that the source pushed records."""
        await self._service.monitor.pushed(
            source, new=any(one.outcome is RecordOutcome.NEW for one in results)
        )
        return results

    def _now_s(self) -> int:
        return int(self._service.clock().timestamp())

    def _defaults(self, source: str) -> SourceDefaults:
        """The defaults of a source now. Raises ``FeedsError`` for one that a reload removed."""
        for settings in push_sources(self._service):
            if settings.name == source:
                return source_defaults(settings, self._service.settings.site, self._service.clock())
        raise FeedsError("no push source has this name", where=source)

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


def _read(lines: Sequence[Line], path: str, defaults: SourceDefaults) -> tuple[Reading, ...]:
    return tuple(read_line(line.text, Place(path=path, line=line.number), defaults) for line in lines)
