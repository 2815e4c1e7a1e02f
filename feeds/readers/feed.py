"""Feeds as a source: files and addresses, polled as their servers ask, with their whole history at first."""

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from feeds.errors import OutgoingError, SourceError
from feeds.model import AdvertisedHubs, Mark, Reading, SourceSettings
from feeds.outgoing import Response
from feeds.readers.feed_hubs import hub_links
from feeds.readers.feed_readings import FeedBody, FeedReadings
from feeds.readers.files import BROKEN, input_files, opened
from feeds.readers.parser_pool import shared_pool
from feeds.readers.polled_addresses import PolledAddresses, refusal
from feeds.readers.polling import NOT_MODIFIED, PollOutcome, PollState
from feeds.readers.reader import ReadContext, batches, raise_broken
from feeds.readers.source_defaults import SourceDefaults, source_defaults
from feeds.text.urls import absolute_url

_log = logging.getLogger(__name__)
_ENDINGS = (".xml", ".rss", ".atom", ".rdf", ".json")
_MAX_PAGES = 1000
_MAX_BYTES = 100_000_000
_EVERY_S = 300.0
_SAFETY_FACTOR = 12
_LONGEST_SAFETY_S = 86_400.0
_ACCEPT = (
    (
        "Accept",
        "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    ),
)


class FeedReader:
    """A source of kind ``feed``."""

    OPTIONS = frozenset({"websub"})

    def __init__(self, settings: SourceSettings, context: ReadContext) -> None:
        """Keep what to read; nothing is opened or fetched yet."""
        self._settings = settings
        self._context = context
        self._addresses = PolledAddresses(settings, context)
        self.changed_urls: set[str] = set()
        """The addresses that answered with a document."""

    @property
    def outcome(self) -> PollOutcome:
        """What became of the addresses."""
        return self._addresses.outcome

    @property
    def name(self) -> str:
        """The source's name."""
        return self._settings.name

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is remembered of each address."""
        return self._addresses.marks

    @property
    def was_read(self) -> bool:
        """Whether an address was due, and none that failed still waits."""
        return self.outcome.was_read

    @property
    def complete(self) -> bool:
        """Files are read from their start; an address may answer that nothing changed."""
        return not self._settings.urls

    @property
    def advertised(self) -> tuple[AdvertisedHubs, ...]:
        """What the feeds at the addresses of the source say about push, as far as they were read."""
        return tuple(
            AdvertisedHubs(url=url, address=state.fetched_from or url, topic=state.topic, hubs=state.hubs)
            for url in self._settings.urls
            if (state := self._addresses.state(url)).topic is not None
        )

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield the entries of all files and addresses; raises ``SourceError`` for those that failed."""
        broken: list[SourceError] = []
        defaults = source_defaults(self._settings, self._context.site, self._context.now())
        if self._settings.paths:
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
        """One address: nothing if it is not due, gone or unchanged. Raises ``SourceError``."""
        if self._addresses.skips(url, defaults.now):
            return
        document, state, address = await self._ask(url, defaults)
        known: set[str] = set()
        pages = 0
        seen = {address}
        while document is not None:
            async for batch in batches(_unknown(document.readings, known)):
                yield batch
            pages += 1
            older = absolute_url(document.older or "", address)
            if state.imported or older is None or older in seen or pages == _MAX_PAGES:
                break
            if not self._addresses.client.may_follow(older):
                _log.warning("older entries are at another host", extra={"feed": url, "address": older})
                break
            seen.add(older)
            document, address = await self._page(older, defaults), older
        self._addresses.remember(url, replace(state, imported=True))

    async def _ask(self, url: str, defaults: SourceDefaults) -> tuple[FeedReadings | None, PollState, str]:
        """The document if it changed, the state to remember once it is read, and the address it came from."""
        response, after = await self._addresses.request(url, defaults.now, headers=_ACCEPT)
        if url in self._context.pushed:
            safety_at = defaults.now + safety_interval(self._settings)
            after = replace(after, safety_at=safety_at, asked_at=defaults.now)
        if response.status == NOT_MODIFIED:
            return None, after, response.url
        try:
            document = await _parsed(response, defaults)
        except SourceError as error:
            self._addresses.fail(url, defaults.now)
            raise SourceError(error.message, where=url, hint=error.hint) from error
        self.changed_urls.add(url)
        hubs, topic = hub_links(response, document)
        return document, replace(after, hubs=hubs, topic=topic, fetched_from=response.url), response.url

    async def _page(self, url: str, defaults: SourceDefaults) -> FeedReadings:
        """A document with older entries. Raises ``SourceError``, so that the history is tried again."""
        try:
            response = await self._addresses.client.follow(url, headers=_ACCEPT)
        except OutgoingError as error:
            raise SourceError(error.message, where=url, hint=error.hint) from error
        if response.status != 200:  # noqa: PLR2004 - the status of success
            raise refusal(response, url)
        try:
            return await _parsed(response, defaults)
        except SourceError as error:
            raise SourceError(error.message, where=url, hint=error.hint) from error


def safety_interval(settings: SourceSettings) -> timedelta:
    """Return how often a feed is polled all the same while its documents are pushed: a day apart at most."""
    every_s = settings.every_s or _EVERY_S
    return timedelta(seconds=max(every_s, min(every_s * _SAFETY_FACTOR, _LONGEST_SAFETY_S)))


async def _parsed(response: Response, defaults: SourceDefaults) -> FeedReadings:
    """The readings of a fetched document. Raises ``SourceError``."""
    document = FeedBody(
        body=response.body,
        path=response.url,
        defaults=defaults,
        url=response.url,
        content_type=response.content_type,
    )
    return await shared_pool().parse("feed", document, FeedReadings)


def _files(paths: tuple[str, ...], defaults: SourceDefaults, broken: list[SourceError]) -> Iterator[Reading]:
    """The entries of all files; one that is not a feed is noted and the others are read."""
    for path in input_files(paths, _ENDINGS):
        try:
            with opened(path) as file:
                body = _bounded(file.read(_MAX_BYTES + 1), path)
            document = FeedBody(body=body, path=path, defaults=defaults)
            yield from shared_pool().parse_blocking("feed", document, FeedReadings).readings
        except BROKEN as error:
            broken.append(SourceError(f"the file could not be read: {error}", where=path))
        except SourceError as error:
            broken.append(SourceError(error.message, where=error.where or path, hint=error.hint))


def _bounded(body: bytes, path: str) -> bytes:
    """The bytes of a file. Raises ``SourceError`` for more than a feed has, compressed or not."""
    if len(body) > _MAX_BYTES:
        raise SourceError(f"the file is larger than {_MAX_BYTES:,} bytes", where=path)
    return body


def _unknown(readings: Iterable[Reading], known: set[str]) -> Iterator[Reading]:
    """The readings that newer documents did not have (``known``, which grows)."""
    found = set()
    for reading in readings:
        record = reading.record
        if record is None or record.id not in known:
            yield reading
        if record:
            found.add(record.id)
    known |= found
