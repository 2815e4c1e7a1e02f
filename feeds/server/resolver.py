"""Resolves a request to a publication, a redirect or an error, in steps that say what they need to know.

The steps know neither the store nor asyncio: ``Resolver.resolve`` yields look-ups, and the caller sends their
results, from memory or from the store.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from feeds.model import GoneResource, Publication, Subscriber
from feeds.server.auth import responses as private
from feeds.server.auth.subscriber_auth import SubscriberAuth
from feeds.server.auth.subscriber_tokens import password
from feeds.server.http.addresses import (
    Address,
    Gone,
    NotFound,
    PageAddress,
    Redirect,
    Resource,
    StreamAddress,
    TokenUrl,
    split_name,
)
from feeds.server.http.date_header import DateHeader
from feeds.server.http.header_cache import HeaderCache
from feeds.server.http.headers import (
    ACCEPT_LANGUAGE,
    AUTHORIZATION,
    FORWARDED_FOR,
    HOST,
    Headers,
    joined,
    joined_short,
    valid_hosts,
)
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import (
    BAD_REQUEST,
    GONE,
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_PUBLISHED,
    PREFLIGHT,
    moved,
    moved_for_now,
)
from feeds.server.pages import page_names
from feeds.server.publication_source import PublicationSource
from feeds.server.state import ServerState

READING = frozenset({"GET", "HEAD"})
CACHED_TARGETS = 16_384
"""Targets whose header blocks are kept, about 2 KB each; bodies belong to the publication source."""

_LONGEST_TARGET = 512
_CACHED_ADDRESSES = 4096


class Request(NamedTuple):
    """One request; ``peer`` is the address at the other end, ``proto`` the scheme a proxy reports."""

    method: str
    target: str
    headers: Headers
    peer: str
    proto: str | None


@dataclass(frozen=True, slots=True)
class PublicationLookup:
    """Needs the publication with this name."""

    name: str


@dataclass(frozen=True, slots=True)
class SubscriberLookup:
    """Needs the subscriber who has this token, revoked or not; ``None`` if the secret is wrong."""

    token: str


Lookup = PublicationLookup | SubscriberLookup
LookupResult = Publication | GoneResource | Subscriber | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStream:
    """A stream of the changes of a JSON feed; a private one for a ``subscriber``.

    ``client`` is the address that connections are counted by, ``None`` where it is not known.
    """

    publication: Publication
    channel: str
    subscriber: Subscriber | None
    client: str | None


Resolved = RawResponse | tuple[HeaderCache, Publication] | FoundStream
"""A response as it is, a publication to answer conditionally, or a stream."""

_Followed = Resource | StreamAddress | PageAddress

Steps = Generator[Lookup, LookupResult, Resolved]
_Found = Generator[Lookup, LookupResult, Publication | GoneResource | None]


class Resolver:
    """Resolves the requests for one state of the server; a new state has a new resolver."""

    def __init__(
        self, source: PublicationSource, state: ServerState, auth: SubscriberAuth, date: DateHeader
    ) -> None:
        """Build nothing yet."""
        self._source = source
        self._state = state
        self._auth = auth
        self._date = date
        self._read: Callable[[str], Address | TokenUrl] = lru_cache(_CACHED_ADDRESSES)(state.addresses.read)
        self.prepared: dict[str, HeaderCache] = {}
        """Header blocks by canonical target, and under keys that no target has."""
        self._opened: dict[str, tuple[HeaderCache, Subscriber]] = {}

    def resolve(self, request: Request) -> Steps:
        """Find what a request is answered with."""
        refused = _refused(request)
        if refused is not None:
            return refused
        read = self._read if len(request.target) <= _LONGEST_TARGET else self._state.addresses.read
        address = read(request.target)
        if request.proto == "http":
            is_private = isinstance(address, TokenUrl)
            return private.HTTPS_ONLY if is_private else moved(self._state.addresses.public(request.target))
        if isinstance(address, TokenUrl):
            return (yield from self._behind_token(request, address))
        if isinstance(address, Resource | StreamAddress | PageAddress):
            return (yield from self._public(request, address))
        return _without_lookup(address)

    def opened(self, target: str) -> HeaderCache | None:
        """The private publication that the token in this very target opened before, if it still does."""
        opened = self._opened.get(target)
        if opened is None:
            return None
        prepared, subscriber = opened
        return prepared if self._auth.is_unchanged(subscriber) else None

    def _public(self, request: Request, address: _Followed) -> Steps:
        """Resolve an address that has no token; a private one needs a password."""
        subscriber: LookupResult = None
        publication = yield from self._publication(request, address)
        if publication is None:
            return (yield from self._missing(request, address))
        if publication.private:
            authorization = joined(request.headers, AUTHORIZATION)
            if authorization is not None:
                subscriber = yield SubscriberLookup(password(authorization))
            refused = self._auth.by_password(
                subscriber if isinstance(subscriber, Subscriber) else None,
                authorization,
                _channel(address),
                self._client(request),
                self._date.now_s(),
            )
            if refused is not None:
                return refused
        return self._found(request, address, publication, subscriber)

    def _behind_token(self, request: Request, url: TokenUrl) -> Steps:
        """Resolve an address behind a token: only private ones, and only those of its subscriber."""
        address = url.address
        if isinstance(address, Redirect):
            return private.moved(address.location)
        subscriber = yield SubscriberLookup(url.token)
        refused = self._auth.by_path(
            subscriber if isinstance(subscriber, Subscriber) else None,
            _channel(address),
            self._client(request),
            self._date.now_s(),
        )
        if refused is not None or not isinstance(address, Resource | StreamAddress | PageAddress):
            return refused or NOT_FOUND
        publication = yield from self._publication(request, address)
        if publication is None or not publication.private:
            return NOT_FOUND
        found = self._found(request, address, publication, subscriber)
        if isinstance(found, tuple) and isinstance(address, Resource) and isinstance(subscriber, Subscriber):
            self._remember(request.target, found[0], subscriber)
        return found

    def _remember(self, target: str, prepared: HeaderCache, subscriber: Subscriber) -> None:
        """Remember what a target with a token opened; the oldest one makes room for a new one."""
        if target not in self._opened and len(self._opened) >= CACHED_TARGETS:
            del self._opened[next(iter(self._opened))]
        self._opened[target] = prepared, subscriber

    def _missing(self, request: Request, address: _Followed) -> Steps:
        """A redirect from a well-known address to the main feed, or an error."""
        if self._source.is_awaited(_channel(address)):
            return NOT_PUBLISHED
        for name in self._state.addresses.well_known(request.target):
            if isinstance((yield PublicationLookup(name)), Publication):
                return moved(self._state.addresses.url(name))
        return NOT_FOUND

    def _publication(self, request: Request, address: _Followed) -> _Found:
        """Look up a publication by its address; a page in the best language that there is."""
        if isinstance(address, Resource | StreamAddress):
            found = yield PublicationLookup(address.name)
            return None if isinstance(found, Subscriber) else found
        accept_language = joined_short(request.headers, ACCEPT_LANGUAGE)
        for name in page_names(address.channel, accept_language, self._state.languages):
            found = yield PublicationLookup(name)
            if isinstance(found, Publication):
                return found
        return None

    def _found(
        self,
        request: Request,
        address: _Followed,
        publication: Publication | GoneResource,
        subscriber: LookupResult,
    ) -> Resolved:
        """A publication or stream that the client may have, or a redirect to another address."""
        addresses, target = self._state.addresses, request.target
        if isinstance(publication, GoneResource):
            return self._successor(publication)
        if isinstance(address, StreamAddress):
            target = target.partition("?")[0]  # the query may say where the stream goes on
        if not addresses.is_canonical(target):
            return (private.moved if publication.private else moved)(addresses.canonical(target))
        if isinstance(address, StreamAddress):
            return FoundStream(
                publication=publication,
                channel=_channel(address),
                subscriber=subscriber if isinstance(subscriber, Subscriber) else None,
                client=self._state.clients.resolve(request.peer, joined(request.headers, FORWARDED_FOR)),
            )
        path = addresses.path(publication.name)
        if isinstance(address, PageAddress):
            return self._prepare(f" {path}", publication, path), publication
        # A private target may hold a token, and any other can be spelled in many ways: neither is a key.
        key = path if target == path and not publication.private else f" ~{path}"
        return self._prepare(key, publication), publication

    def _successor(self, gone: GoneResource) -> RawResponse:
        """A redirect to what is read instead of a removed address, or 410.

        A private one is relative, so that a token in the address stays there.
        """
        if gone.moved_to is None:
            return GONE
        if not gone.private:
            return moved_for_now(self._state.addresses.url(gone.moved_to))
        last = quote(gone.moved_to.rpartition("/")[2])
        return private.moved_for_now(last if "/archive/" in gone.moved_to else f"../../{last}")

    def _prepare(self, key: str, publication: Publication, location: str | None = None) -> HeaderCache:
        """The header cache of this very publication; the oldest one makes room for a new one."""
        prepared = self.prepared.get(key)
        if prepared is None or prepared.publication() is not publication:
            if key not in self.prepared and len(self.prepared) >= CACHED_TARGETS:
                del self.prepared[next(iter(self.prepared))]
            prepared = self.prepared[key] = HeaderCache(
                publication, location, self._state.options.takedown_within_s
            )
        return prepared

    def _client(self, request: Request) -> str:
        forwarded_for = joined(request.headers, FORWARDED_FOR)
        return self._state.clients.resolve(request.peer, forwarded_for) or request.peer


def _refused(request: Request) -> RawResponse | None:
    """The refusal of a request, independent of its address."""
    if not valid_hosts(request.headers.getall(HOST, None)):
        return BAD_REQUEST
    if request.method not in READING:
        return PREFLIGHT if request.method == "OPTIONS" else NOT_ALLOWED
    return None


def _without_lookup(address: Redirect | Gone | NotFound) -> RawResponse:
    """The response at an address that needs no publication."""
    if isinstance(address, Redirect):
        return moved(address.location)
    return GONE if isinstance(address, Gone) else NOT_FOUND


def _channel(address: Address) -> str:
    """The path of the channel that an address belongs to, empty if there is none."""
    if isinstance(address, PageAddress):
        return address.channel
    return split_name(address.name)[0] if isinstance(address, Resource | StreamAddress) else ""
