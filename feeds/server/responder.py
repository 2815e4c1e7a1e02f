"""The desk: takes what was asked, finds the publication, gives the answer."""

from dataclasses import dataclass
from http import HTTPStatus

from multidict import istr

from feeds.model import GoneResource, Publication
from feeds.server.auth import responses as private
from feeds.server.auth.subscriber_auth import SubscriberAuth
from feeds.server.http.addresses import (
    Address,
    Addresses,
    Gone,
    NotFound,
    PageAddress,
    Redirect,
    Resource,
    TokenUrl,
    split_name,
)
from feeds.server.http.clients import Clients
from feeds.server.http.date_header import DateHeader
from feeds.server.http.deltas import Deltas
from feeds.server.http.header_cache import HeaderCache
from feeds.server.http.headers import Headers, joined
from feeds.server.http.negotiation import choose_language
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import GONE, NOT_ALLOWED, NOT_FOUND, PREFLIGHT, moved, respond, too_many
from feeds.server.publication_source import PublicationSource
from feeds.server.redownload_limiter import RedownloadLimiter, fetches_for_many

A_IM = istr("A-IM")
ACCEPT_ENCODING = istr("Accept-Encoding")
ACCEPT_LANGUAGE = istr("Accept-Language")
AUTHORIZATION = istr("Authorization")
IF_NONE_MATCH = istr("If-None-Match")
IF_MODIFIED_SINCE = istr("If-Modified-Since")
FORWARDED_FOR = istr("X-Forwarded-For")
USER_AGENT = istr("User-Agent")
READING = frozenset({"GET", "HEAD"})
Found = tuple[RawResponse, int, str]
"""An answer, the second of the revision it is about or 0, and the name of the publication or nothing."""

KEPT_AT_MOST = 16_384
"""Prepared publications kept: about 2 KB each, for their header blocks (the bodies are the shelf's)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A GET or HEAD; ``peer`` is the address at the other end."""

    method: str
    target: str
    headers: Headers
    peer: str


class Responder:
    """Answers for one site. ``languages`` are those of its pages, the site's own first."""

    def __init__(
        self,
        shelf: PublicationSource,
        addresses: Addresses,
        *,
        languages: tuple[str, ...],
        stamp: DateHeader,
        clients: Clients,
        budget: RedownloadLimiter,
        doorkeeper: SubscriberAuth,
    ) -> None:
        """Begin with nothing prepared."""
        self._doorkeeper = doorkeeper
        self._shelf = shelf
        self._stamp = stamp
        self._deltas = Deltas()
        self.reconfigure(addresses, languages=languages, clients=clients, budget=budget)

    def reconfigure(
        self, addresses: Addresses, *, languages: tuple[str, ...], clients: Clients, budget: RedownloadLimiter
    ) -> None:
        """Go on by other settings; what was prepared by the last ones is made again."""
        self._budget = budget
        self._clients = clients
        self._addresses = addresses
        self._languages = languages
        self._kept: dict[str, HeaderCache] = {}

    async def answer(
        self, method: str, target: str, headers: Headers, *, peer: str = "", insecure: bool = False
    ) -> Found:
        """The answer to any request that no other handler took.

        ``target`` is the request target as sent, ``peer`` the address at the other end; ``insecure``: by
        http, where the site has https. Raises ``StoreError``.
        """
        if method not in READING:
            return (PREFLIGHT if method == "OPTIONS" else NOT_ALLOWED), 0, ""
        address = self._addresses.read(target)
        asked = Request(method=method, target=target, headers=headers, peer=peer)
        if isinstance(address, TokenUrl):
            return (private.HTTPS_ONLY, 0, "") if insecure else await self._behind_token(asked, address)
        if insecure:
            return moved(self._addresses.public(target)), 0, ""
        if not isinstance(address, Resource | PageAddress):
            return _settled(address), 0, ""
        return await self._plainly(asked, address)

    async def _plainly(self, asked: Request, address: Resource | PageAddress) -> Found:
        """The answer at an address as everybody knows it."""
        publication = await self._look_up(address, asked.headers)
        if not isinstance(publication, Publication):
            return (GONE if publication else await self._by_habit(asked.target)), 0, ""
        if publication.private:
            told, now_s = joined(asked.headers, AUTHORIZATION), self._stamp.now_s()
            client = self._client(asked.peer, asked.headers)
            refusal = await self._doorkeeper.by_password(told, _channel(address), client, now_s)
            return (refusal, 0, "") if refusal else self._send(asked, address, publication)
        return self._send(asked, address, publication)

    async def _behind_token(self, asked: Request, capability: TokenUrl) -> Found:
        """The answer at an address that a token opens: only private ones, and only those of its holder."""
        address = capability.address
        if isinstance(address, Redirect):
            return private.moved(address.location), 0, ""
        client = self._client(asked.peer, asked.headers)
        now_s, channel = self._stamp.now_s(), _channel(address)
        refusal = await self._doorkeeper.by_path(capability.token, channel, client, now_s)
        if refusal is not None or not isinstance(address, Resource | PageAddress):
            return refusal or NOT_FOUND, 0, ""
        publication = await self._look_up(address, asked.headers)
        if not isinstance(publication, Publication) or not publication.private:
            return NOT_FOUND, 0, ""
        return self._send(asked, address, publication)

    def _send(self, asked: Request, address: Resource | PageAddress, publication: Publication) -> Found:
        """A publication to who may have it; a private one is kept under no target, which may hold a token."""
        if not self._addresses.is_canonical(asked.target):
            location = self._addresses.canonical(asked.target)
            return (private.moved if publication.private else moved)(location), 0, ""
        name = publication.name
        if isinstance(address, PageAddress):
            prepared = self._prepare(f" {name}", publication, self._addresses.path(name))
        else:
            prepared = self._prepare(f" ~{name}" if publication.private else asked.target, publication)
        answer = self._respond(asked.method, prepared, publication, asked.headers)
        return answer, prepared.modified_s, name

    def _client(self, peer: str, headers: Headers) -> str:
        return self._clients.of(peer, joined(headers, FORWARDED_FOR)) or peer

    def respond_cached(self, method: str, target: str, headers: Headers) -> Found | None:
        """The same answer to a GET or HEAD at once, if the target is canonical and in memory."""
        prepared = self._kept.get(target)
        name = self._canonical_name(target) if prepared is None else prepared.name
        publication = None if name is None else self._shelf.cached(name)
        if publication is None or publication.private:
            return None
        if prepared is None or not prepared.is_of(publication):
            prepared = self._prepare(target, publication)
        answer = self._respond(method, prepared, publication, headers)
        return answer, prepared.modified_s, prepared.name

    def charge(self, peer: str, headers: Headers, answer: RawResponse, now_s: int) -> RawResponse:
        """The answer for a client that has to pay for its body: the same, or a 429 (R-HTTP-50).

        ``peer`` is the address at the other end; where it cannot be told who asks, nobody pays.
        """
        if answer.status != HTTPStatus.OK:
            return answer
        client = self._clients.of(peer, joined(headers, FORWARDED_FOR))
        if client is None:
            return answer
        wait_s = self._budget.spend(client, hash(answer.block), len(answer.body), now_s)
        if not wait_s or fetches_for_many(joined(headers, USER_AGENT)):
            return answer
        return too_many(wait_s)

    def _canonical_name(self, target: str) -> str | None:
        address = self._addresses.read(target)
        return (
            address.name if isinstance(address, Resource) and self._addresses.is_canonical(target) else None
        )

    async def _look_up(
        self, address: Resource | PageAddress, headers: Headers
    ) -> Publication | GoneResource | None:
        if isinstance(address, Resource):
            return await self._find(address.name)
        return await self._page(address.channel, joined(headers, ACCEPT_LANGUAGE))

    def _respond(
        self, method: str, prepared: HeaderCache, publication: Publication, headers: Headers
    ) -> RawResponse:
        return respond(
            prepared,
            publication,
            accept_encoding=joined(headers, ACCEPT_ENCODING),
            if_none_match=joined(headers, IF_NONE_MATCH),
            if_modified_since=joined(headers, IF_MODIFIED_SINCE),
            a_im=joined(headers, A_IM),
            deltas=self._deltas if method == "GET" else None,
            due_in_s=self._due_in_s(prepared.channel),
        )

    def _due_in_s(self, channel: str) -> int | None:
        """The whole seconds left of the second before the clock changes a channel; ``None``: not soon."""
        due_s = self._shelf.due_s(channel)
        return None if due_s is None else due_s - self._stamp.now_s() - 1

    async def _find(self, name: str) -> Publication | GoneResource | None:
        return self._shelf.cached(name) or await self._shelf.fetch(name)

    async def _page(self, channel: str, accept_language: str | None) -> Publication | None:
        """The page of a channel in the language asked for, or in another there is."""
        first = choose_language(accept_language, self._languages)
        for language in (first, *(other for other in self._languages if other != first)):
            publication = await self._find(f"{channel}.{language}.html")
            if isinstance(publication, Publication):
                return publication
        return None

    async def _by_habit(self, target: str) -> RawResponse:
        """A move to the main feed from where many look for it, or nothing."""
        for name in self._addresses.habit(target):
            if isinstance(await self._find(name), Publication):
                return moved(self._addresses.url(name))
        return NOT_FOUND

    def _prepare(self, key: str, publication: Publication, location: str | None = None) -> HeaderCache:
        """What was prepared for this very publication, or is now; the oldest makes room."""
        prepared = self._kept.get(key)
        if prepared is None or not prepared.is_of(publication):
            if key not in self._kept and len(self._kept) >= KEPT_AT_MOST:
                del self._kept[next(iter(self._kept))]
            prepared = self._kept[key] = HeaderCache(publication, location)
        return prepared


def _channel(address: Address) -> str:
    """The path of the channel that an address belongs to, empty where there is none."""
    if isinstance(address, PageAddress):
        return address.channel
    return split_name(address.name)[0] if isinstance(address, Resource) else ""


def _settled(address: Redirect | Gone | NotFound) -> RawResponse:
    """The answer where nothing has to be looked up."""
    match address:
        case Redirect(location=location):
            return moved(location)
        case Gone():
            return GONE
        case NotFound():
            return NOT_FOUND
