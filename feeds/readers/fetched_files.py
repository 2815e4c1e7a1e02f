"""Addresses of files: requested as their servers ask, and read in a process of their own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feeds.errors import SourceError
from feeds.model import Mark, Reading, SourceSettings
from feeds.outgoing import Response
from feeds.readers.file_documents import MAX_BYTES, FileDocument, FileReadings
from feeds.readers.packed_readings import PackedReadings
from feeds.readers.polled_addresses import PolledAddresses
from feeds.readers.polling import NOT_MODIFIED, PollOutcome, PollState
from feeds.readers.reader import ReadContext
from feeds.readers.source_defaults import SourceDefaults


class FetchedFiles:
    """The addresses of one source; ``complete`` is whether every one gave its whole file in this read."""

    def __init__(self, settings: SourceSettings, context: ReadContext) -> None:
        """Nothing is requested yet."""
        self._settings = settings
        self._addresses = PolledAddresses(settings, context)
        self.complete = True

    @property
    def outcome(self) -> PollOutcome:
        """What became of the addresses."""
        return self._addresses.outcome

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is remembered of each address."""
        return self._addresses.marks

    async def read(self, url: str, defaults: SourceDefaults) -> "FetchedFile":
        """Request an address and read its file; nothing if it is not due or unchanged.

        Raises ``SourceError``. The address counts as read once ``finish`` is called with the result.
        """
        if self._addresses.skips(url, defaults.now):
            self.complete = False
            return FetchedFile(url=url, state=self._addresses.state(url))
        response, after = await self._addresses.request(url, defaults.now, max_bytes=MAX_BYTES)
        if response.status == NOT_MODIFIED:
            self.complete = False
            return FetchedFile(url=url, state=after)
        return FetchedFile(url=url, state=after, readings=await self._parsed(response, defaults))

    def finish(self, file: "FetchedFile") -> None:
        """Remember an address whose readings were all taken."""
        self._addresses.remember(file.url, file.state)

    async def _parsed(self, response: Response, defaults: SourceDefaults) -> PackedReadings:
        from feeds.readers.parser_pool import shared_pool  # loaded here: it imports the readers of files

        settings = self._settings
        document = FileDocument(
            body=response.body,
            path=response.url,
            kind=settings.kind,
            defaults=defaults.at(response.url),
            options=settings.options,
            fields=settings.fields,
            base_url=settings.base_url,
        )
        try:
            return (await shared_pool().parse("file", document, FileReadings)).readings
        except SourceError as error:
            raise SourceError(error.message, where=response.url, hint=error.hint) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFile:
    """The readings of an address, and what is remembered of it once they are taken."""

    url: str
    state: PollState
    readings: Iterable[Reading] = ()

    def __iter__(self) -> Iterator[Reading]:
        """Iterate over the readings."""
        return iter(self.readings)
