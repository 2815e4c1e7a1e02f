"""Read article pages from files, folders, URLs and sitemaps."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from feeds.errors import OutgoingError, SourceError
from feeds.model import Mark, Reading, SourceSettings
from feeds.outgoing import Response, Validators, host_of_url
from feeds.readers.files import BROKEN, STDIN, input_files, opened
from feeds.readers.page.options import OPTIONS, page_options
from feeds.readers.page.page_readings import PageBody, PageReading
from feeds.readers.page.shrink_check import (
    PageSize,
    checked_size,
    decode_size,
    encode_size,
    is_alarming,
    shrunken_collection,
)
from feeds.readers.page.sitemap import Sitemap, SitemapEntry, may_be_sitemap
from feeds.readers.parser_pool import shared_pool
from feeds.readers.reader import ReadContext, batches
from feeds.readers.source_client import SourceClient
from feeds.readers.source_defaults import SourceDefaults, source_defaults

_ENDINGS = (".html", ".htm", ".xhtml", ".shtml", ".txt")
_TOGETHER = 8
_SITEMAP_DEPTH = 3
_UNCHANGED = 304
_OK = range(200, 300)
_MOST = 0.5
_FEW = 4
_MAX_BYTES = 10_000_000
_MAX_SITEMAPS = 1_000
_FILES = "files"


class PageReader:
    """A source of kind ``page``: its ``fields`` are CSS selectors, its ``OPTIONS`` as in ``PageOptions``."""

    OPTIONS = OPTIONS

    def __init__(self, settings: SourceSettings, context: ReadContext) -> None:
        """Keep what to read. Raises ``ConfigError`` for settings that cannot be used."""
        self._settings = settings
        self._context = context
        self._options = page_options(settings)
        self._defaults = _defaults(settings, context)
        self._client = SourceClient(settings, context.outgoing)
        self._before = {mark.key: decode_size(mark.value) for mark in context.marks}
        self._seen: dict[str, PageSize] = {}
        self._broken: list[str] = []
        self._alarms = 0
        self._read = 0

    @property
    def name(self) -> str:
        """The source's name."""
        return self._settings.name

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The length and validators of each page, so that a page that shrinks is noticed.

        Pages that are no longer listed are forgotten, unless something could not be read.
        """
        kept = self._before | self._seen if self._broken else self._seen
        return tuple(Mark(key=key, value=encode_size(page)) for key, page in sorted(kept.items()))

    @property
    def was_read(self) -> bool:
        """Always: every read starts from the beginning."""
        return True

    @property
    def complete(self) -> bool:
        """Not known: pages that did not change are not read again."""
        return False

    async def read(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield one reading per page.

        Raises ``SourceError``, after everything readable, for pages that could not be read, for a collection
        that lost most of its pages, and if most pages had no article.
        """
        if self._settings.paths:
            async for batch in batches(self._files()):
                yield batch
            self._check_count(_FILES, self._read)
        async for batch in self._addresses():
            yield batch
        if self._alarms >= _FEW and self._alarms > _MOST * self._read:
            message = f"{self._alarms} of {self._read} pages gave no article or much less than before"
            raise SourceError(message, where=self.name, hint="The site may have changed: give selectors")
        if self._broken:
            raise SourceError("; ".join(self._broken[:_FEW]), where=self.name)

    def _files(self) -> Iterator[Reading]:
        for path in input_files(self._settings.paths, _ENDINGS):
            try:
                with opened(path) as file:
                    body = file.read(_MAX_BYTES + 1)
            except BROKEN as error:
                self._broken.append(f"{path}: the file could not be read: {error}")
                continue
            if len(body) > _MAX_BYTES:
                self._broken.append(f"{path}: the file is larger than {_MAX_BYTES:,} bytes")
                continue
            document = self._body(body, path=path, url=None)
            try:
                page = shared_pool().parse_blocking("page", document, PageReading)
            except SourceError as error:
                self._broken.append(f"{path}: {error.message}")
                continue
            yield self._counted(page, self._relative(path))

    def _check_count(self, key: str, pages: int) -> None:
        """Record the number of pages of a collection; report one that lost most of them."""
        if lost := shrunken_collection(
            pages, self._before.get(key, PageSize()).pages, self._options.least_share
        ):
            self._broken.append(f"{key}: {lost}")
        self._seen[key] = PageSize(pages=pages)

    async def _addresses(self) -> AsyncIterator[tuple[Reading, ...]]:
        """Yield the pages at the URLs, a few at a time."""
        pages = [page async for page in self._pages()]
        for start in range(0, len(pages), _TOGETHER):
            group = pages[start : start + _TOGETHER]
            found = await asyncio.gather(*(self._page(page, answer) for page, answer in group))
            yield tuple(reading for reading in found if reading)

    async def _pages(self) -> AsyncIterator[tuple[SitemapEntry, Response | None]]:
        """Yield every page to read: a URL is a page, with its response, or a sitemap of pages."""
        left = self._options.max_pages
        for url in self._settings.urls:
            answer = await self._fetch(url, self._before.get(url, PageSize()))
            sitemap = await self._sitemap(answer)
            if sitemap is None:
                if answer:
                    yield SitemapEntry(url=url), answer
                continue
            listed = await self._listed(sitemap, left)
            self._check_count(url, len(listed))
            left -= len(listed)
            for page in listed:
                before = self._before.get(page.url, PageSize())
                if page.modified and before.listed == page.modified:
                    self._seen[page.url] = before
                else:
                    yield page, None

    async def _sitemap(self, answer: Response | None) -> Sitemap | None:
        """Return what an answer lists; ``None`` if it is not a sitemap."""
        if answer is None or not may_be_sitemap(answer.body):
            return None
        try:
            return await shared_pool().parse("sitemap", answer.body, Sitemap)
        except SourceError:
            return None

    async def _listed(self, sitemap: Sitemap, most: int, depth: int = 1) -> list[SitemapEntry]:
        """Return the pages of a sitemap and its nested sitemaps, newest first in each, up to ``most``."""
        found = list(self._on_own_hosts(sitemap.pages))[:most]
        for below in self._on_own_hosts(sitemap.sitemaps[:_MAX_SITEMAPS]) if depth < _SITEMAP_DEPTH else ():
            if len(found) >= most:
                break
            answer = await self._fetch(below.url, PageSize(), follows=True)
            inner = await self._sitemap(answer)
            if answer and inner is None:
                self._broken.append(f"{below.url}: this is not a sitemap")
            found += await self._listed(inner, most - len(found), depth + 1) if inner else []
        return found[:most]

    def _on_own_hosts(self, listed: Iterable[SitemapEntry]) -> Iterator[SitemapEntry]:
        """Yield the entries at hosts of this source; others are an error of the sitemap, once for a host."""
        elsewhere: dict[str, str] = {}
        for entry in listed:
            if self._client.may_follow(entry.url):
                yield entry
            else:
                elsewhere.setdefault(host_of_url(entry.url), entry.url)
        for host, url in elsewhere.items():
            hint = f'Add allow_hosts = ["{host}"] to the source if it may lead there' if host else None
            error = OutgoingError("the sitemap leads to another host", where=url[:200], hint=hint)
            self._broken.append(str(error))

    async def _page(self, page: SitemapEntry, answer: Response | None) -> Reading | None:
        """Return the reading of one page; ``None`` if it is unchanged or could not be fetched."""
        before = self._before.get(page.url, PageSize())
        answer = answer or await self._fetch(page.url, before, follows=True)
        if answer is None:
            return None
        charset = answer.content_type.lower().partition("charset=")[2].strip(" \"';") or None
        body = self._body(answer.body, path=page.url, url=answer.url, charset=charset)
        try:
            found = await shared_pool().parse("page", body, PageReading)
        except SourceError as error:
            self._broken.append(f"{page.url}: {error.message}")
            return None
        reading = self._counted(found, page.url)
        if reading.accepted:
            self._seen[page.url] = _with_validators(self._seen[page.url], answer.validators, page.modified)
        return reading

    async def _fetch(self, url: str, before: PageSize, *, follows: bool = False) -> Response | None:
        """Fetch one page; ``None`` if it is unchanged, or on a failure, which is recorded."""
        request = self._client.follow if follows else self._client.fetch
        validators = Validators(etag=before.etag, last_modified=before.last_modified)
        try:
            answer = await request(url, validators=validators)
        except OutgoingError as error:
            self._broken.append(str(error))
            return None
        if answer.status in _OK:
            return answer
        if answer.status == _UNCHANGED:
            self._seen[url] = before
        else:
            self._broken.append(f"{url}: the server answered {answer.status}")
        return None

    def _body(self, body: bytes, *, path: str, url: str | None, charset: str | None = None) -> PageBody:
        return PageBody(
            body=body,
            path=path,
            name=self._relative(path),
            defaults=self._defaults,
            url=url,
            base=url or self._settings.base_url,
            charset=charset,
            selectors=self._options.selectors,
        )

    def _counted(self, page: PageReading, key: str) -> Reading:
        """Return the reading of a page; rejected if it is empty or much smaller than the last time."""
        self._read += 1
        if page.chars is None:
            return page.reading
        before = self._before.get(key, PageSize()).chars
        if not page.chars:
            self._alarms += 1
            self._seen[key] = PageSize(chars=before)
            return page.reading
        share = self._options.least_share
        reading = checked_size(page.reading, chars=page.chars, before=before, least_share=share)
        alarming = is_alarming(reading)
        self._alarms += alarming
        self._seen[key] = PageSize(chars=before if alarming else page.chars)
        return reading

    def _relative(self, path: str) -> str:
        """Return a file name relative to the settings folder, so that the folder can move."""
        folder = self._settings.folder
        if path == STDIN or not Path(path).is_relative_to(folder):
            return path
        return Path(path).relative_to(folder).as_posix()


def _defaults(settings: SourceSettings, context: ReadContext) -> SourceDefaults:
    """The source's defaults; a selector for a field is the newsroom's word that it may count."""
    defaults = source_defaults(settings, context.site, context.now())
    fields = tuple((ours, None if theirs is None else ours) for ours, theirs in settings.fields)
    return replace(defaults, fields=fields)


def _with_validators(page: PageSize, validators: Validators, listed: str) -> PageSize:
    """Return the size with the validators for the next request."""
    return PageSize(
        chars=page.chars,
        etag=validators.etag,
        last_modified=validators.last_modified,
        listed=listed or None,
    )
