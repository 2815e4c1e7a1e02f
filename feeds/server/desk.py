"""The desk: takes what was asked, finds the publication, gives the answer."""

from typing import Protocol

from feeds.model import Publication
from feeds.server.accept import choose_language
from feeds.server.addresses import Addresses, Elsewhere, Gone, Named, Nowhere, Page
from feeds.server.answer import Answer
from feeds.server.delta import Deltas
from feeds.server.prepared import Prepared
from feeds.server.respond import GONE, NOT_ALLOWED, NOT_FOUND, PREFLIGHT, moved, respond
from feeds.server.shelf import Shelf
from feeds.server.stamp import Stamp

READING = frozenset({"GET", "HEAD"})
KEPT_AT_MOST = 16_384
"""Prepared publications kept: about 2 KB each, for their header blocks (the bodies are the shelf's)."""


class Headers(Protocol):
    """The request's header fields, by name in any case."""

    def getall(self, name: str, default: None, /) -> list[str] | None:
        """Every line of a field, in order."""
        ...


def joined(headers: Headers, name: str) -> str | None:
    """A list field as one line (RFC 9110 §5.3), or ``None`` if it was not sent."""
    lines = headers.getall(name, None)
    if lines is None:
        return None
    return lines[0] if len(lines) == 1 else ", ".join(lines)


class Desk:
    """Answers for one site. ``languages`` are those of its pages, the site's own first."""

    def __init__(self, shelf: Shelf, addresses: Addresses, languages: tuple[str, ...], stamp: Stamp) -> None:
        """Begin with nothing prepared."""
        self._shelf = shelf
        self._addresses = addresses
        self._languages = languages
        self._stamp = stamp
        self._deltas = Deltas()
        self._kept: dict[str, Prepared] = {}

    async def answer(self, method: str, target: str, headers: Headers) -> tuple[Answer, int]:
        """The answer to any request that no other handler took, and the second of its revision or 0.

        ``target`` is the request target as sent. Raises ``StoreError``.
        """
        if method not in READING:
            return (PREFLIGHT if method == "OPTIONS" else NOT_ALLOWED), 0
        address = self._addresses.read(target)
        if not isinstance(address, Named | Page):
            return _settled(address), 0
        prepared = await self._look_up(address, target, headers)
        if prepared is None:
            return await self._by_habit(target), 0
        if not self._addresses.is_canonical(target):
            return moved(self._addresses.canonical(target)), 0
        return self._respond(method, prepared, headers), prepared.modified_s

    async def _look_up(self, address: Named | Page, target: str, headers: Headers) -> Prepared | None:
        if isinstance(address, Named):
            return self._prepare(target, await self._find(address.name))
        return await self._page(address.channel, joined(headers, "Accept-Language"))

    def _respond(self, method: str, prepared: Prepared, headers: Headers) -> Answer:
        return respond(
            prepared,
            accept_encoding=joined(headers, "Accept-Encoding"),
            if_none_match=joined(headers, "If-None-Match"),
            if_modified_since=joined(headers, "If-Modified-Since"),
            a_im=joined(headers, "A-IM"),
            deltas=self._deltas if method == "GET" else None,
            now_s=self._stamp.now_s(),
        )

    async def _find(self, name: str) -> Publication | None:
        return self._shelf.peek(name) or await self._shelf.fetch(name)

    async def _page(self, channel: str, accept_language: str | None) -> Prepared | None:
        """The page of a channel in the language asked for, or in another there is."""
        first = choose_language(accept_language, self._languages)
        for language in (first, *(other for other in self._languages if other != first)):
            name = f"{channel}.{language}.html"
            publication = await self._find(name)
            if publication is not None:
                return self._prepare(f" {name}", publication, self._addresses.path(name))
        return None

    async def _by_habit(self, target: str) -> Answer:
        """A move to the main feed from where many look for it, or nothing."""
        for name in self._addresses.habit(target):
            if await self._find(name) is not None:
                return moved(self._addresses.url(name))
        return NOT_FOUND

    def _prepare(
        self, key: str, publication: Publication | None, location: str | None = None
    ) -> Prepared | None:
        """What was prepared for this very publication, or is now; the oldest makes room."""
        if publication is None:
            return None
        prepared = self._kept.get(key)
        if prepared is None or prepared.publication is not publication:
            if key not in self._kept and len(self._kept) >= KEPT_AT_MOST:
                del self._kept[next(iter(self._kept))]
            prepared = self._kept[key] = Prepared(publication, location)
        return prepared


def _settled(address: Elsewhere | Gone | Nowhere) -> Answer:
    """The answer where nothing has to be looked up."""
    match address:
        case Elsewhere(location=location):
            return moved(location)
        case Gone():
            return GONE
        case Nowhere():
            return NOT_FOUND
