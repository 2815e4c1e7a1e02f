"""Asks for the length and the type of articles' files where they are served (R-MEDIA-01)."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus

import structlog

from feeds.errors import OutgoingError
from feeds.model import Attachment, Reading, Record, SourceSettings
from feeds.outgoing import Outgoing, host_of_url
from feeds.readers import Reader
from feeds.store import Store, identity
from feeds.text.secrets import without_secrets

AT_ONCE = 8
"""How many files are requested at the same time."""

KNOWN_FOR = timedelta(days=1)
"""How long an answer is valid before the file is requested again."""

KNOWN_FILES = 20_000
MAX_BYTES = 1 << 16
"""A HEAD has no body."""

_UNSPECIFIC = frozenset({"", "application/octet-stream", "binary/octet-stream", "text/html", "text/plain"})
"""Types that servers send for want of a better one, or with an error page."""

_log = structlog.get_logger("feeds.service")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What a server said about a file; ``None`` where it said nothing usable."""

    size_bytes: int | None
    mime_type: str | None
    asked_at: datetime


class FileChecks:
    """The files of records of sources with ``check_files``: one HEAD for each address and day.

    A file that cannot be requested keeps its stored values, so that an outage changes no feed.
    """

    def __init__(self, outgoing: Outgoing, store: Store, clock: Callable[[], datetime]) -> None:
        """Nothing is known yet."""
        self._outgoing = outgoing
        self._store = store
        self._clock = clock
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._known: OrderedDict[str, FileFacts] = OrderedDict()

    async def readings(self, source: SourceSettings, reader: Reader) -> AsyncIterator[Sequence[Reading]]:
        """Read a source; where its settings say so, with the length and type that files really have."""
        client = self._outgoing.for_source(map(host_of_url, source.urls), source.allow_hosts)
        async for batch in reader.read():
            yield [await self._checked(one, client) for one in batch] if source.check_files else batch

    async def _checked(self, reading: Reading, client: Outgoing) -> Reading:
        record = reading.record
        if record is None or not record.attachments:
            return reading
        found = await asyncio.gather(*(self._facts(one.url, client) for one in record.attachments))
        stored = {} if all(found) else await self._stored(record)
        files = tuple(
            _corrected(one, facts) if facts else stored.get(one.url, one)
            for one, facts in zip(record.attachments, found, strict=True)
        )
        return replace(reading, record=replace(record, attachments=files))

    async def _facts(self, url: str, client: Outgoing) -> FileFacts | None:
        known = self._known.get(url)
        if known is not None and self._clock() - known.asked_at < KNOWN_FOR:
            return known
        async with self._turns:
            facts = await self._ask(url, client)
        if facts is not None:
            self._known[url] = facts
            if len(self._known) > KNOWN_FILES:
                self._known.popitem(last=False)
        return facts

    async def _ask(self, url: str, client: Outgoing) -> FileFacts | None:
        identity_coding = (("Accept-Encoding", "identity"),)
        try:
            response = await client.fetch(url, method="HEAD", headers=identity_coding, max_bytes=MAX_BYTES)
        except OutgoingError as error:
            _log.info("a file could not be requested", url=without_secrets(url), error=str(error))
            return None
        if response.status != HTTPStatus.OK:
            _log.info("a file could not be requested", url=without_secrets(url), status=response.status)
            return None
        length = response.header("content-length") or ""
        whole = length.isascii() and length.isdigit() and response.header("content-encoding") is None
        mime_type = response.content_type.partition(";")[0].strip().lower()
        return FileFacts(
            size_bytes=int(length) or None if whole else None,
            mime_type=None if mime_type in _UNSPECIFIC or "/" not in mime_type else mime_type,
            asked_at=self._clock(),
        )

    async def _stored(self, record: Record) -> dict[str, Attachment]:
        """The files of the stored record by address."""
        async with self._store.read() as tx:
            stored = await identity.by_name(tx, record.id)
        return {one.url: one for one in stored.record.attachments} if stored else {}


def _corrected(file: Attachment, facts: FileFacts) -> Attachment:
    size_bytes = facts.size_bytes if facts.size_bytes is not None else file.size_bytes
    return replace(file, size_bytes=size_bytes, mime_type=facts.mime_type or file.mime_type)
