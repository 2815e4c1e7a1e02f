"""Asks for the length and the type of articles' files where they are served (R-MEDIA-01).

Reading does not wait for it: a batch gets what is known, and what is not known is asked for beside it. A
record is stored again only if an answer changes it.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import NoReturn

from msgspec.structs import replace

from feeds.errors import OutgoingError
from feeds.log import Logger
from feeds.model import Attachment, DueFile, FileFacts, Reading, Record, SourceSettings
from feeds.outgoing import Outgoing, host_of_url
from feeds.readers import Reader
from feeds.service.backoff import Backoff
from feeds.store import Store, Transaction, file_facts
from feeds.text.secrets import without_secrets

AT_ONCE = 8
"""How many files are asked for at the same time."""

PER_HOST = 2
"""How many of them from one host."""

BATCH = 200
KNOWN_FOR_S = 86_400
"""How long an answer counts before a file that a reading brings is asked for again."""

GIVE_UP_AFTER = 8
"""Failures in a row after which a file is left to the next reading that brings it, a day later or more."""

IDLE_S = 3_600.0
RETRY = Backoff(first_s=60.0, longest_s=43_200.0)
MAX_BYTES = 1 << 16
"""A HEAD has no body."""

_UNSPECIFIC = frozenset({"", "application/octet-stream", "binary/octet-stream", "text/html", "text/plain"})
"""Types that servers send that do not know the type, or with an error page."""

_log = Logger("feeds.service")

Revise = Callable[[Sequence[str], Callable[[Record], Record]], Awaitable[int]]
"""Stores what a function makes of stored records, named by their ids; returns how many changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    file: DueFile
    facts: FileFacts | None

    @property
    def is_news(self) -> bool:
        """Whether the file is other than it was known to be."""
        return self.facts is not None and self.facts != self.file.known


class FileChecks:
    """The files of records of sources with ``check_files``: one HEAD for each address and day at most.

    A file that cannot be asked for stays as it is known, so that an outage changes no feed.
    """

    def __init__(
        self,
        outgoing: Outgoing,
        store: Store,
        clock: Callable[[], datetime],
        *,
        revise: Revise,
        sources: Callable[[], Sequence[SourceSettings]],
    ) -> None:
        """Ask for nothing yet."""
        self._outgoing = outgoing
        self._store = store
        self._clock = clock
        self._revise = revise
        self._sources = sources
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._expected = asyncio.Event()

    async def readings(self, source: SourceSettings, reader: Reader) -> AsyncIterator[Sequence[Reading]]:
        """Read a source; where its settings say so, with the known length and type of its files."""
        async for batch in reader.read():
            yield await self._with_known(source.name, batch) if source.check_files else batch

    async def keep_checking(self) -> NoReturn:
        """Ask for files as readings bring them. Raises ``StoreError``."""
        while True:
            self._expected.clear()
            while await self.check_due():
                pass
            due_s = await self._store.read_at_once(file_facts.next_due_s)
            wait_s = IDLE_S if due_s is None else max(1.0, due_s - self._now_s())
            try:
                async with asyncio.timeout(min(wait_s, IDLE_S)):
                    await self._expected.wait()
            except TimeoutError:
                continue

    def clock_was_set_back(self) -> None:
        """Look again at what waited until a moment by the clock that was ahead."""
        self._expected.set()

    async def check_due(self) -> int:
        """Ask for some of the files that are due, and correct the records that have them; return how many."""
        now_s = self._now_s()
        files = await self._store.read_at_once(lambda tx: file_facts.due(tx, now_s, BATCH))
        if not files:
            return 0
        answers = await self._ask_all(files)
        await self._store_answers(answers)
        facts = {one.file.url: one.facts for one in answers if one.is_news and one.facts is not None}
        ids = dict.fromkeys(id_ for one in answers if one.file.url in facts for id_ in one.file.records)
        if ids:
            changed = await self._revise(tuple(ids), lambda record: corrected(record, facts))
            _log.info("files were checked", files=len(answers), records=changed)
        return len(files)

    def _now_s(self) -> int:
        return int(self._clock().timestamp())

    async def _with_known(self, source: str, batch: Sequence[Reading]) -> list[Reading]:
        """A batch with what is known of its files; the others are expected to be asked for."""
        files = [
            (one.url, reading.record.id)
            for reading in batch
            if reading.record is not None and reading.accepted
            for one in reading.record.attachments
        ]
        if not files:
            return list(batch)
        now_s, urls = self._now_s(), {url for url, _ in files}

        async def read(tx: Transaction) -> tuple[dict[str, FileFacts], set[tuple[str, str]]]:
            return await file_facts.known(tx, urls), await file_facts.fresh(tx, urls, now_s - KNOWN_FOR_S)

        facts, fresh = await self._store.read_at_once(read)
        if wanted := [pair for pair in files if pair not in fresh]:
            await self._store.write_at_once(lambda tx: file_facts.expect(tx, source, wanted, now_s))
            self._expected.set()
        return [_corrected_reading(one, facts) for one in batch]

    async def _ask_all(self, files: Sequence[DueFile]) -> list[_Answer]:
        hosts: defaultdict[str, _FileHost] = defaultdict(_FileHost)
        clients = {
            one.name: self._outgoing.for_source(map(host_of_url, one.urls), one.allow_hosts)
            for one in self._sources()
            if one.check_files
        }
        asked = (
            self._ask_one(file, clients.get(file.source), hosts[host_of_url(file.url)]) for file in files
        )
        return list(await asyncio.gather(*asked))

    async def _ask_one(self, file: DueFile, client: Outgoing | None, host: "_FileHost") -> _Answer:
        """Ask for a file, unless its host did not answer a moment ago."""
        async with host.turns, self._turns:
            if client is None or host.is_down:
                return _Answer(file=file, facts=None)
            try:
                return _Answer(file=file, facts=await _ask(file.url, client))
            except OutgoingError as error:
                host.is_down = True
                _log.info("a file could not be requested", url=without_secrets(file.url), error=str(error))
                return _Answer(file=file, facts=None)

    async def _store_answers(self, answers: Sequence[_Answer]) -> None:
        now_s = self._now_s()

        async def work(tx: Transaction) -> None:
            for one in answers:
                if one.facts is not None:
                    await file_facts.answered(tx, one.file.url, _merged(one), now_s)
                    continue
                failures = one.file.failures + 1
                due_s = now_s + int(RETRY.delay_s(failures)) if failures < GIVE_UP_AFTER else None
                await file_facts.failed(tx, one.file.url, failures, due_s)
            await file_facts.forget(tx, now_s)

        await self._store.write_at_once(work)


class _FileHost:
    """The turns of one host, and whether it failed in this round."""

    def __init__(self) -> None:
        self.turns = asyncio.Semaphore(PER_HOST)
        self.is_down = False


async def _ask(url: str, client: Outgoing) -> FileFacts | None:
    """What a server says about a file; ``None`` for any status but 200. Raises ``OutgoingError``."""
    identity = (("Accept-Encoding", "identity"),)
    response = await client.fetch(url, method="HEAD", headers=identity, max_bytes=MAX_BYTES)
    if response.status != HTTPStatus.OK:
        _log.info("a file could not be requested", url=without_secrets(url), status=response.status)
        return None
    length = response.header("content-length") or ""
    whole = length.isascii() and length.isdigit() and response.header("content-encoding") is None
    mime_type = response.content_type.partition(";")[0].strip().lower()
    return FileFacts(
        size_bytes=int(length) or None if whole else None,
        mime_type=None if mime_type in _UNSPECIFIC or "/" not in mime_type else mime_type,
    )


def _merged(answer: _Answer) -> FileFacts:
    """An answer with what was known before where it says nothing."""
    facts, known = answer.facts, answer.file.known
    assert facts is not None
    if known is None:
        return facts
    return FileFacts(
        size_bytes=known.size_bytes if facts.size_bytes is None else facts.size_bytes,
        mime_type=facts.mime_type or known.mime_type,
    )


def _corrected_reading(reading: Reading, facts: Mapping[str, FileFacts]) -> Reading:
    if reading.record is None or not reading.record.attachments:
        return reading
    return replace(reading, record=corrected(reading.record, facts))


def corrected(record: Record, facts: Mapping[str, FileFacts]) -> Record:
    """A record whose files have the length and type that their servers say."""
    files = tuple(_corrected(one, facts.get(one.url)) for one in record.attachments)
    return record if files == record.attachments else replace(record, attachments=files)


def _corrected(file: Attachment, facts: FileFacts | None) -> Attachment:
    if facts is None:
        return file
    size_bytes = facts.size_bytes if facts.size_bytes is not None else file.size_bytes
    return replace(file, size_bytes=size_bytes, mime_type=facts.mime_type or file.mime_type)
