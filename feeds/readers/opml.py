"""Read the feeds of an OPML reading list: a planet. The list itself is read again when it changes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from lxml import etree
from msgspec import structs

from feeds.errors import OutgoingError, SourceError
from feeds.model import AdvertisedHubs, Mark, Reading, SourceSettings, is_global_id, local_id
from feeds.outgoing import host_of_url
from feeds.readers.feed import FeedReader
from feeds.readers.files import BROKEN, input_files, opened
from feeds.readers.polling import PollOutcome
from feeds.readers.reader import ReadContext, raise_broken
from feeds.readers.source_client import SourceClient
from feeds.readers.xml_source import local_tag, xml_parser
from feeds.text.urls import absolute_url

MAX_FEEDS = 5_000
"""The most feeds of one list."""

MAX_BYTES = 10_000_000
"""The longest list, decompressed."""

_OK = 200


class OpmlReader:
    """A source of kind ``opml``: one reading list, whose feeds are read like sources of kind ``feed``."""

    OPTIONS = frozenset({"websub"})

    def __init__(self, settings: SourceSettings, context: ReadContext) -> None:
        """Keep what to read; nothing is opened or requested yet."""
        self._settings = settings
        self._context = context
        self._client = SourceClient(settings, context.outgoing)
        self.outcome = PollOutcome()
        self.changed_urls: set[str] = set()
        """The addresses of feeds that answered with a document."""
        self._advertised: list[AdvertisedHubs] = []
        self._from_files: set[str] = set()
        self._marks = {mark.key: mark for mark in context.marks}

    @property
    def name(self) -> str:
        """The source's name."""
        return self._settings.name

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is remembered of each feed."""
        return tuple(self._marks.values())

    @property
    def was_read(self) -> bool:
        """Whether an address was due, and none that failed still waits."""
        return self.outcome.was_read

    @property
    def complete(self) -> bool:
        """Never: a feed lists its newest entries."""
        return False

    @property
    def advertised(self) -> tuple[AdvertisedHubs, ...]:
        """What the feeds of the list say about push, as far as they were read."""
        return tuple(self._advertised)

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield the entries of every feed; raises ``SourceError`` for lists and feeds that failed."""
        broken: list[SourceError] = []
        feeds = dict.fromkeys([url async for url in self._feeds(broken)])
        for url in list(feeds)[:MAX_FEEDS]:
            reader = self._reader(url)
            try:
                async for batch in reader.read():
                    yield tuple(of_feed(reading, url) for reading in batch)
            except SourceError as error:  # without its traceback, which keeps what was read alive
                broken.append(SourceError(error.message, where=error.where, hint=error.hint))
            self.outcome.add(reader.outcome)
            self.changed_urls |= reader.changed_urls
            self._advertised += reader.advertised
            self._marks.update({mark.key: mark for mark in reader.marks})
        if not broken:
            self._marks = {url: mark for url, mark in self._marks.items() if url in feeds}
        raise_broken(broken)

    def _reader(self, url: str) -> FeedReader:
        """Return the reader of one feed; one that a fetched list names gains no permission from its host."""
        marks = (self._marks[url],) if url in self._marks else ()
        settings = replace(self._settings, paths=(), urls=(url,))
        context = replace(self._context, marks=marks)
        if context.outgoing is not None and url not in self._from_files:
            client = context.outgoing.for_source(map(host_of_url, self._settings.urls), settings.allow_hosts)
            context = replace(context, outgoing=client)
            settings = replace(settings, allow_hosts=tuple(client.allow_hosts))
        return FeedReader(settings, context)

    async def _feeds(self, broken: list[SourceError]) -> AsyncIterator[str]:
        """Yield the addresses of all feeds, in the order of the lists."""
        for path in input_files(self._settings.paths, (".opml", ".xml")):
            try:
                with opened(path) as file:
                    body = file.read(MAX_BYTES + 1)
                found = await asyncio.to_thread(feed_addresses, body, None)
            except (*BROKEN, ValueError) as error:
                broken.append(SourceError(str(error), where=path, hint="Give an OPML file"))
                continue
            self._from_files.update(found)
            for url in found:
                yield url
        for url in self._settings.urls:
            for found_url in await self._listed(url, broken):
                yield found_url

    async def _listed(self, url: str, broken: list[SourceError]) -> tuple[str, ...]:
        try:
            response = await self._client.fetch(url)
            if response.status == _OK:
                return await asyncio.to_thread(feed_addresses, response.body, response.url)
            broken.append(SourceError(f"the server answered {response.status}", where=url))
        except OutgoingError as error:
            broken.append(SourceError(error.message, where=url, hint=error.hint))
        except ValueError as error:
            broken.append(SourceError(str(error), where=url, hint="Give the address of an OPML list"))
        return ()


def feed_addresses(body: bytes, url: str | None) -> tuple[str, ...]:
    """Return the ``xmlUrl`` of every outline once, up to ``MAX_FEEDS``.

    Raises ``ValueError`` for what is not OPML, or too long.
    """
    if len(body) > MAX_BYTES:
        raise ValueError(f"the list is larger than {MAX_BYTES:,} bytes")
    try:
        root = etree.fromstring(body, xml_parser(recover=True)) if body.strip() else None
    except etree.XMLSyntaxError as error:
        raise ValueError(f"this is not OPML: {error.msg}") from error
    if root is None or local_tag(root).lower() != "opml":
        raise ValueError("this is not OPML")
    found = (
        value
        for outline in root.iter("outline")
        for name, value in outline.attrib.items()
        if str(name).lower() == "xmlurl"
    )
    addresses: dict[str, None] = {}
    for value in found:
        if (address := absolute_url(str(value), url)) is not None:
            addresses[address] = None
        if len(addresses) == MAX_FEEDS:
            break
    return tuple(addresses)


def of_feed(reading: Reading, url: str) -> Reading:
    """Return a reading with a local id made global: two feeds of a list may both have an entry ``1``."""
    record = reading.record
    if record is None or is_global_id(record.id):
        return reading
    return structs.replace(reading, record=structs.replace(record, id=local_id(record.id, url)))
