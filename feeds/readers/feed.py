"""Feeds as a source: files and addresses, polled like a good citizen, with their whole history at first."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

from feeds.errors import OutgoingError, SourceError
from feeds.model import Mark, Place, Reading, SourceSettings
from feeds.outgoing import Outgoing
from feeds.readers.clean import clean_record, no_record
from feeds.readers.faults import FaultCollector, FieldFault
from feeds.readers.feed_document import FeedDocument, read_feed
from feeds.readers.files import BROKEN, input_files, opened
from feeds.readers.polling import (
    GONE,
    NOT_MODIFIED,
    PollState,
    after_answer,
    after_failure,
    from_mark,
    to_mark,
)
from feeds.readers.reader import ReadContext, batches, raise_broken
from feeds.readers.source_defaults import SourceDefaults, source_defaults
from feeds.text.urls import absolute_url

_ENDINGS = (".xml", ".rss", ".atom", ".rdf", ".json")
_MAX_PAGES = 1000
_ACCEPT = (
    (
        "Accept",
        "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    ),
)


class FeedReader:
    """A source of kind ``feed``."""

    def __init__(self, settings: SourceSettings, context: ReadContext) -> None:
        """Keep what to read; nothing is opened or asked yet."""
        self._settings = settings
        self._context = context
        self._states = {mark.key: from_mark(mark) for mark in context.marks}

    @property
    def name(self) -> str:
        """The source's name."""
        return self._settings.name

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is remembered of each address."""
        return tuple(to_mark(url, state) for url, state in self._states.items())

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield the entries of all files and addresses; raises ``SourceError`` for those that failed."""
        broken: list[SourceError] = []
        defaults = source_defaults(self._settings, self._context.site, self._context.now())
        async for batch in batches(_files(self._settings.paths, defaults, broken)):
            yield batch
        for url in self._settings.urls:
            try:
                async for batch in self._read_url(url, defaults):
                    yield batch
            except SourceError as error:
                broken.append(error)
        raise_broken(broken)

    async def _read_url(self, url: str, defaults: SourceDefaults) -> AsyncIterator[tuple[Reading, ...]]:
        """One address: nothing where it is not due, gone or unchanged. Raises ``SourceError``."""
        state = self._states.get(url, PollState())
        if state.gone or (state.waits(defaults.now) and not self._context.by_hand):
            return
        document, state, address = await self._ask(url, state, defaults)
        known: set[str] = set()
        pages = 0
        seen = {address}
        while document is not None:
            async for batch in batches(_entries(document, address, defaults, known)):
                yield batch
            pages += 1
            older = absolute_url(document.older or "", address)
            if state.imported or older is None or older in seen or pages == _MAX_PAGES:
                break
            seen.add(older)
            document, address = await self._page(older), older
        self._states[url] = replace(state, imported=True)

    async def _ask(
        self, url: str, state: PollState, defaults: SourceDefaults
    ) -> tuple[FeedDocument | None, PollState, str]:
        """The document if it changed, the state to remember once it is read, and the address it came from."""
        client = _client(self._context.outgoing)
        try:
            response = await client.fetch(state.address or url, headers=_ACCEPT, validators=state.validators)
        except OutgoingError as error:
            self._states[url] = after_failure(state, defaults.now)
            raise SourceError(error.message, where=url, hint=error.hint) from error
        after = after_answer(state, response, defaults.now)
        if response.status == NOT_MODIFIED:
            return None, after, response.url
        if response.status != 200:  # noqa: PLR2004 - the status of success
            self._states[url] = after
            hint = "Remove the source" if response.status == GONE else None
            raise SourceError(f"the server answered {response.status}", where=url, hint=hint)
        document = await asyncio.to_thread(read_feed, response.body, response.url, response.content_type)
        if document is None:
            self._states[url] = after_failure(state, defaults.now)
            raise SourceError(
                "this is no feed", where=url, hint="Give the address of an RSS, Atom or JSON feed"
            )
        return document, after, response.url

    async def _page(self, url: str) -> FeedDocument | None:
        """A document with older entries. Raises ``SourceError``, so that the history is tried again."""
        try:
            response = await _client(self._context.outgoing).fetch(url, headers=_ACCEPT)
        except OutgoingError as error:
            raise SourceError(error.message, where=url, hint=error.hint) from error
        if response.status != 200:  # noqa: PLR2004 - the status of success
            raise SourceError(f"the server answered {response.status}", where=url)
        return await asyncio.to_thread(read_feed, response.body, response.url, response.content_type)


def _client(outgoing: Outgoing | None) -> Outgoing:
    if outgoing is None:
        raise SourceError("no client was given to fetch addresses with")
    return outgoing


def _files(paths: tuple[str, ...], defaults: SourceDefaults, broken: list[SourceError]) -> Iterator[Reading]:
    """The entries of all files; one that is no feed is noted and the others go on."""
    for path in input_files(paths, _ENDINGS):
        try:
            with opened(path) as file:
                document = read_feed(file.read(), None)
        except BROKEN as error:
            broken.append(SourceError(f"the file could not be read: {error}", where=path))
            continue
        if document is None:
            broken.append(SourceError("this is no feed", where=path, hint="Give an RSS, Atom or JSON feed"))
            continue
        yield from _entries(document, path, defaults, set())


def _entries(
    document: FeedDocument, path: str, defaults: SourceDefaults, known: set[str]
) -> Iterator[Reading]:
    """The readings of one document, less what newer documents held (``known``, which grows).

    Of one id the first counts: the same again is read again, a different one is held (R-ID-10).
    """
    firsts: dict[str, int] = {}
    for number, item in enumerate(document.items, start=1):
        place = Place(path=path, line=number)
        if not isinstance(item, dict):
            yield no_record(place, repr(item), "this item is no object", "Mend the feed")
            continue
        reading = clean_record(item, place, defaults, plain=True)
        record = reading.record
        if record and record.id in known:
            continue
        if record and firsts.setdefault(record.id, hash(record)) != hash(record):
            reading = _held(reading, record.id)
        yield reading
    known.update(firsts)


def _held(reading: Reading, identity: str) -> Reading:
    faults = FaultCollector()
    what = f"{identity[:120]!r} is the id of an earlier, different entry"
    faults.add(FieldFault.DUPLICATE_ID, "id", what, "The earlier one counts; give each entry its own id")
    return replace(reading, findings=(*reading.findings, *faults.found))
