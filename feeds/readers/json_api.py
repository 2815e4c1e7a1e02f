"""Read records from JSON files and HTTP APIs that give them in pages."""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from feeds.errors import ConfigError, OutgoingError, Problem, SourceError
from feeds.model import Mark, Reading, SourceSettings
from feeds.outgoing import Response
from feeds.readers.files import input_files, opened_own
from feeds.readers.json_pages import JsonBody, JsonFile, JsonPage, read_json_file
from feeds.readers.large_files import needs_parser
from feeds.readers.packed_readings import PackedReadings
from feeds.readers.parser_pool import file_pool, shared_pool
from feeds.readers.polled_addresses import PolledAddresses, refusal
from feeds.readers.polling import NOT_MODIFIED
from feeds.readers.reader import ReadContext, batches, raise_broken
from feeds.readers.source_defaults import SourceDefaults, source_defaults

MAX_PAGES = 1_000
"""The most pages of an API in one read."""

_ACCEPT = ("Accept", "application/json, application/feed+json;q=0.9, */*;q=0.5")
_END = frozenset({400, 404, 416})
_OK = 200
_HINTS = dict.fromkeys((401, 403), "Give a token: token_file or token_env")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    records: str = ""
    next: str = ""
    token: str | None = None


class JsonReader:
    """A source of kind ``json``: ``records`` is where they are, ``next`` leads to the page after."""

    OPTIONS: ClassVar[frozenset[str]] = frozenset({"records", "next", "token_file", "token_env"})

    def __init__(self, settings: SourceSettings, context: ReadContext) -> None:
        """Keep what to read. Raises ``ConfigError`` for a token that is not there."""
        self._settings = settings
        self._context = context
        self._options = _options(settings)
        self._addresses = PolledAddresses(settings, context)
        self._complete = True

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
        return self._addresses.outcome.was_read

    @property
    def complete(self) -> bool:
        """Whether every address answered with all of its pages."""
        return self._complete

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield the records of all files and addresses; raises ``SourceError`` for those that failed."""
        broken: list[SourceError] = []
        now = self._context.now()
        defaults = source_defaults(self._settings, self._context.site, now)
        async for batch in batches(self._files(defaults, broken)):
            yield batch
        fetched = source_defaults(self._settings, self._context.site, now, from_address=True)
        for url in self._settings.urls:
            try:
                async for batch in self._pages(url, fetched):
                    yield batch
            except SourceError as error:
                broken.append(error)
        raise_broken(broken)

    def _files(self, defaults: SourceDefaults, broken: list[SourceError]) -> Iterator[Reading]:
        for path in input_files(self._settings.paths, (".json",)):
            document = JsonFile(path=path, defaults=defaults, records=self._options.records)
            try:
                if needs_parser(path, is_document=True):
                    yield from file_pool().parse_blocking("json_file", document, PackedReadings)
                    continue
                with opened_own(path) as file:
                    body = file.read()
                yield from read_json_file(document, body)
            except SourceError as error:
                broken.append(SourceError(error.message, where=path, hint=error.hint))

    async def _pages(self, url: str, defaults: SourceDefaults) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield the records of an API, page by page; nothing if it is not due or unchanged."""
        if self._addresses.skips(url, defaults.now):
            self._complete = False
            return
        response, after = await self._addresses.request(
            url, defaults.now, headers=self._headers(), hints=_HINTS
        )
        if response.status == NOT_MODIFIED:
            self._addresses.remember(url, after)
            self._complete = False
            return
        seen = {response.url}
        for _ in range(MAX_PAGES):
            page = await self._parsed(response, defaults)
            async for batch in batches(iter(page.readings)):
                yield batch
            address = page.next
            if address is None or address in seen or not _same_origin(address, response.url):
                break
            seen.add(address)
            response = await self._follow(address)
            if response.status in _END:
                break
            if response.status != _OK:
                self._addresses.remember(url, after)
                raise refusal(response, response.url, _HINTS)
        else:
            self._complete = False
        self._addresses.remember(url, after)

    async def _parsed(self, response: Response, defaults: SourceDefaults) -> JsonPage:
        document = JsonBody(
            body=response.body,
            url=response.url,
            defaults=defaults,
            link=response.header("link") or "",
            records=self._options.records,
            next=self._options.next,
        )
        try:
            return await shared_pool().parse("json", document, JsonPage)
        except SourceError as error:
            raise SourceError(error.message, where=response.url, hint=error.hint) from error

    async def _follow(self, url: str) -> Response:
        """Request the page after. Raises ``SourceError``, so that all pages are requested again."""
        try:
            return await self._addresses.client.follow(url, headers=self._headers())
        except OutgoingError as error:
            raise SourceError(error.message, where=url, hint=error.hint) from error

    def _headers(self) -> tuple[tuple[str, str], ...]:
        token = self._options.token
        return (_ACCEPT, ("Authorization", f"Bearer {token}")) if token else (_ACCEPT,)


def _same_origin(address: str, other: str) -> bool:
    """Whether a page stands on the same server: a document may not lead the source elsewhere."""
    return urlsplit(address)[:2] == urlsplit(other)[:2]


def _options(settings: SourceSettings) -> _Options:
    given = dict(settings.options)
    token = _token(settings, str(given.get("token_env", "")), str(given.get("token_file", "")))
    return _Options(records=str(given.get("records", "")), next=str(given.get("next", "")), token=token)


def _token(settings: SourceSettings, variable: str, file: str) -> str | None:
    """Return the bearer token from an environment variable or a file. Raises ``ConfigError``."""
    where = f"sources.{settings.name}"
    if variable:
        if token := os.environ.get(variable):
            return token
        hint = "Set the variable before the service starts"
        problem = Problem(where=f"{where}.token_env", message=f"{variable} is not set", hint=hint)
        raise ConfigError((problem,))
    if not file:
        return None
    try:
        return (settings.folder / file).read_text(encoding="utf-8").strip()
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}"
        problem = Problem(where=f"{where}.token_file", message=message, hint="Write the token into it")
        raise ConfigError((problem,)) from error
