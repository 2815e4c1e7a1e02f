"""Read a feed document that a hub delivered, exactly as one that was polled."""

from collections.abc import AsyncIterator

from feeds.errors import SourceError
from feeds.model import Mark, PushedDocument, Reading, SourceSettings
from feeds.readers.feed_readings import FeedBody, FeedReadings
from feeds.readers.opml import of_feed
from feeds.readers.parser_pool import shared_pool
from feeds.readers.reader import ReadContext, batches
from feeds.readers.source_defaults import source_defaults


class PushedFeedReader:
    """A reader of one document of a source of kind ``feed`` or ``opml``.

    The document is foreign content: the same parser processes, bounds and permitted fields as for a polled
    one, and the same ids and base address.
    """

    def __init__(self, settings: SourceSettings, context: ReadContext, document: PushedDocument) -> None:
        """Keep what to read."""
        self._settings = settings
        self._context = context
        self._document = document

    @property
    def name(self) -> str:
        """The source's name."""
        return self._settings.name

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks of the source as they were."""
        return self._context.marks

    @property
    def was_read(self) -> bool:
        """Always: a document was there."""
        return True

    @property
    def complete(self) -> bool:
        """Never: a hub may send only what is new."""
        return False

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield the entries of the document. Raises ``SourceError``."""
        upstream = self._document.upstream
        body = FeedBody(
            body=self._document.body,
            path=upstream.address,
            defaults=source_defaults(self._settings, self._context.site, self._context.now()),
            url=upstream.address,
            content_type=self._document.content_type,
        )
        try:
            found = await shared_pool().parse("feed", body, FeedReadings)
        except SourceError as error:
            raise SourceError(error.message, where=upstream.topic, hint=error.hint) from error
        async for batch in batches(iter(found.readings)):
            if self._settings.kind == "opml":
                batch = tuple(of_feed(reading, upstream.url) for reading in batch)  # noqa: PLW2901 - the same batch
            yield batch
