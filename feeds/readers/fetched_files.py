"""Addresses of files: requested as their servers ask, and read in a process of their own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feeds.errors import OutgoingError, SourceError
from feeds.model import Mark, Reading, SourceSettings
from feeds.outgoing import Response
from feeds.readers.file_documents import MAX_BYTES, FileDocument, FileReadings
from feeds.readers.packed_readings import PackedReadings
from feeds.readers.polling import (
    GONE,
    NOT_MODIFIED,
    PollOutcome,
    PollState,
    after_answer,
    after_failure,
    from_mark,
    to_mark,
)
from feeds.readers.reader import ReadContext
from feeds.readers.source_client import SourceClient
from feeds.readers.source_defaults import SourceDefaults

_OK = 200


class FetchedFiles:
    """The addresses of one source; ``complete`` is whether every one gave its whole file in this read."""

    def __init__(self, settings: SourceSettings, context: ReadContext) -> None:
        """Nothing is requested yet."""
        self._settings = settings
        self._context = context
        self._client = SourceClient(settings, context.outgoing)
        self._states = {mark.key: from_mark(mark) for mark in context.marks}
        self.outcome = PollOutcome()
        self.complete = True

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is remembered of each address."""
        return tuple(to_mark(url, state) for url, state in self._states.items())

    async def read(self, url: str, defaults: SourceDefaults) -> "FetchedFile":
        """Request an address and read its file; nothing if it is not due or unchanged.

        Raises ``SourceError``. The address counts as read once ``finish`` is called with the result.
        """
        state = self._states.get(url, PollState())
        if self.outcome.skips(state, defaults.now, by_hand=self._context.by_hand):
            self.complete = False
            return FetchedFile(url=url, state=state)
        response = await self._fetch(url, state)
        after = after_answer(state, response, defaults.now)
        if response.status == NOT_MODIFIED:
            self.complete = False
            return FetchedFile(url=url, state=after)
        if response.status != _OK:
            self._states[url] = after
            hint = "Remove the source" if response.status == GONE else None
            raise SourceError(f"the server answered {response.status}", where=url, hint=hint)
        return FetchedFile(url=url, state=after, readings=await self._parsed(response, defaults))

    def finish(self, file: "FetchedFile") -> None:
        """Remember an address whose readings were all taken."""
        self._states[file.url] = file.state

    async def _fetch(self, url: str, state: PollState) -> Response:
        try:
            address = state.address or url
            return await self._client.fetch(address, validators=state.validators, max_bytes=MAX_BYTES)
        except OutgoingError as error:
            self._states[url] = after_failure(state, self._context.now())
            raise SourceError(error.message, where=url, hint=error.hint) from error

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
