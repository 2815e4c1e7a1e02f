"""Builds the reply to a request: the one way to answer a GET.

``Responder.respond_cached`` answers from memory, at once; ``Responder.respond`` does the same and reads the
store where memory does not suffice. The fast path of a connection calls the first, then ``Responder.read`` if
there was no reply; the aiohttp handler calls the second. Scheme, limits, ``Date`` and counting are handled
here, once for each request.
"""

from dataclasses import replace
from http import HTTPStatus

from feeds.model import Publication
from feeds.server.auth.failure_limiter import FailureLimiter
from feeds.server.auth.subscriber_auth import FAILURES, SubscriberAuth, Subscribers
from feeds.server.http.addresses import canonical_target, is_operational
from feeds.server.http.date_header import DateHeader
from feeds.server.http.deltas import Deltas
from feeds.server.http.event_messages import stream_head
from feeds.server.http.forwarded import HSTS_LINE, forwarded_proto
from feeds.server.http.freshness import remaining_s
from feeds.server.http.header_cache import HeaderCache
from feeds.server.http.headers import (
    FORWARDED_FOR,
    HOST,
    IF_MODIFIED_SINCE,
    IF_NONE_MATCH,
    LONGEST_HOST,
    USER_AGENT,
    Headers,
    joined,
    valid_host,
)
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import respond, too_many
from feeds.server.http.user_agents import LONGEST_USER_AGENT, short_agent
from feeds.server.publication_source import PublicationSource
from feeds.server.redownload_limiter import RedownloadLimiter
from feeds.server.repeated_requests import Decision, RecentHeads
from feeds.server.resolver import (
    READING,
    FoundStream,
    Lookup,
    LookupResult,
    Request,
    Resolver,
    SubscriberLookup,
)
from feeds.server.response_counters import ResponseCounters
from feeds.server.state import ServerState

Reply = tuple[RawResponse, bytes]
"""A response, and the header lines that depend on the second and on the connection."""


class Responder:
    """Answers GET, HEAD and OPTIONS for one site, and refuses other methods."""

    def __init__(
        self,
        source: PublicationSource,
        state: ServerState,
        *,
        date: DateHeader,
        counters: ResponseCounters,
        subscribers: Subscribers | None = None,
    ) -> None:
        """Build nothing yet."""
        self._source = source
        self._date = date
        self._counters = counters
        self._subscribers = subscribers
        self._deltas = Deltas()
        self._limiter = RedownloadLimiter()
        self._failures = FailureLimiter(FAILURES)
        self.reconfigure(state)

    def reconfigure(self, state: ServerState) -> None:
        """Replace the state as a whole; what was built from the last one is built again."""
        self._state = state
        self._auth = SubscriberAuth(self._subscribers, state.realm, self._failures)
        self._resolver = Resolver(self._source, state, self._auth, self._date)
        self._repeated = RecentHeads[Decision]()

    @property
    def state(self) -> ServerState:
        """The state that requests are answered by at present."""
        return self._state

    def respond_again(self, head: bytes, peer: str) -> Reply | None:
        """The reply to a head that ``respond_cached`` was given before, if all it depended on is the same."""
        known = self._repeated.get(head)
        if known is None:
            return None
        prepared = known.prepared
        publication = self._source.cached(prepared.name)
        target = known.token_target
        if (
            publication is None
            or prepared.publication() is not publication
            or known.is_reported is not self._is_reported(peer)
            or self._source.due_s(prepared.channel) is not None
            or (target is not None and self._resolver.opened(target) is not prepared)
        ):
            self._repeated.forget(head)
            return None
        now_s = int(self._date.clock())
        return self._count(known, known.response(publication), peer, now_s)

    def respond_cached(
        self, method: str, target: str, headers: Headers, peer: str, head: bytes | None = None
    ) -> Reply | None:
        """The reply to a request if it needs nothing that has to be waited for, else ``None``.

        ``target`` is the request target as sent, ``peer`` the address at the other end. The decision is kept
        for requests with the same ``head``.
        """
        request = self._request(method, target, headers, peer)
        prepared = self._resolver.prepared.get(target) or self._resolver.opened(target)
        if prepared is not None and request.proto != "http" and method in READING:
            publication = self._source.cached(prepared.name)
            hosts = headers.getall(HOST, None)
            is_valid = hosts is None or (
                len(hosts) == 1 and len(hosts[0]) <= LONGEST_HOST and valid_host(hosts[0])
            )
            if is_valid and publication is not None and prepared.publication() is publication:
                return self._conditional(request, prepared, publication, head)
        if is_operational(target):
            return None
        steps = self._resolver.resolve(request)
        try:
            lookup = next(steps)
            while True:
                if isinstance(lookup, SubscriberLookup):
                    subscriber = self._auth.find_now(lookup.token)
                    if subscriber is None:
                        return None
                    lookup = steps.send(subscriber[0])
                else:
                    found = self._source.cached(lookup.name)
                    if found is None:
                        return None
                    lookup = steps.send(found)
        except StopIteration as done:
            is_stream = isinstance(done.value, FoundStream)
            return None if is_stream else self._finish(request, done.value)

    async def respond(self, method: str, target: str, headers: Headers, peer: str) -> Reply:
        """The reply to any request that no other handler takes. Raises ``StoreError``.

        For a stream of events it is the header lines.
        """
        found = await self.find(method, target, headers, peer)
        if isinstance(found, FoundStream):
            return stream_head(found.publication), self._date.lines(self._date.now_s())
        return found

    async def find(self, method: str, target: str, headers: Headers, peer: str) -> Reply | FoundStream:
        """The reply to a request, or the stream of events that it is for. Raises ``StoreError``."""
        reply = self.respond_cached(method, target, headers, peer)
        return reply if reply is not None else await self.read(method, target, headers, peer)

    def reads(self, target: str) -> bool:
        """Whether ``read`` may be called: not for what other handlers take, nor for an unusual spelling."""
        return canonical_target(target) == target and not is_operational(target)

    async def read(self, method: str, target: str, headers: Headers, peer: str) -> Reply | FoundStream:
        """Return what ``find`` returns, of a request that ``respond_cached`` has no reply to.

        Raises ``StoreError``.
        """
        request = self._request(method, target, headers, peer)
        steps = self._resolver.resolve(request)
        try:
            lookup = next(steps)
            while True:
                lookup = steps.send(await self._look_up(lookup))
        except StopIteration as done:
            return done.value if isinstance(done.value, FoundStream) else self._finish(request, done.value)

    def _request(self, method: str, target: str, headers: Headers, peer: str) -> Request:
        """A request with the scheme that a trusted proxy reports, if the site has https."""
        proto = forwarded_proto(headers) if self._is_reported(peer) else None
        return Request(method, target, headers, peer, proto)

    def _is_reported(self, peer: str) -> bool:
        """Whether the scheme of the client's request is what a proxy says."""
        return self._state.is_https and self._state.clients.name_of(peer) is None

    async def _look_up(self, lookup: Lookup) -> LookupResult:
        if isinstance(lookup, SubscriberLookup):
            return await self._auth.find(lookup.token)
        return self._source.cached(lookup.name) or await self._source.fetch(lookup.name)

    def _finish(self, request: Request, resolved: RawResponse | tuple[HeaderCache, Publication]) -> Reply:
        """The reply with a response that is not about a publication, or with a publication."""
        if isinstance(resolved, tuple):
            return self._conditional(request, *resolved)
        response = resolved.without_cors() if is_operational(request.target) else resolved
        self._counters.note(response.status, 0 if request.method == "HEAD" else len(response.body))
        lines = self._date.lines(self._date.now_s())
        return response, lines + HSTS_LINE if request.proto == "https" else lines

    def _conditional(
        self, request: Request, prepared: HeaderCache, publication: Publication, head: bytes | None = None
    ) -> Reply:
        """The reply about a publication: 200, 226, 304, 406 or 429."""
        now_s = int(self._date.clock())
        due_s = self._source.due_s(prepared.channel)
        is_get = request.method == "GET"
        headers = request.headers
        response = respond(
            prepared,
            publication,
            headers,
            now_s=now_s,
            deltas=self._deltas if is_get else None,
            left_s=None if due_s is None else remaining_s(due_s, now_s),
        )
        user_agent = headers.get(USER_AGENT)
        decision = Decision(
            prepared=prepared,
            agent=short_agent("" if user_agent is None else user_agent[:LONGEST_USER_AGENT]),
            is_get=is_get,
            forwarded_for=joined(headers, FORWARDED_FOR),
            proto=request.proto,
            is_reported=self._is_reported(request.peer),
            token_target=request.target if publication.private else None,
        )
        if head is not None and due_s is None and not _depends_on_time(headers):
            self._keep(head, decision, response, publication)
        return self._count(decision, response, request.peer, now_s)

    def _keep(self, head: bytes, decision: Decision, response: RawResponse, publication: Publication) -> None:
        """Keep a decision for the same head, unless it is about a part or a refusal."""
        if response.status == HTTPStatus.NOT_MODIFIED:
            self._repeated.keep(head, replace(decision, unchanged=response))
        elif response.status == HTTPStatus.OK:
            bodies = [one.body is response.body for one in publication.representations]
            self._repeated.keep(head, replace(decision, index=bodies.index(True)))

    def _count(self, decision: Decision, response: RawResponse, peer: str, now_s: int) -> Reply:
        """Count a response about a publication as it is sent; it may become a 429."""
        prepared = decision.prepared
        if decision.is_get and response.status == HTTPStatus.OK:
            response = self._throttle(decision, response, peer, now_s)
        has_body = decision.is_get and response.body != b""
        self._counters.count(prepared.name, response, decision.agent, has_body=has_body)
        lines = self._date.lines(now_s, prepared.modified_s)
        return response, lines + HSTS_LINE if decision.proto == "https" else lines

    def _throttle(self, decision: Decision, response: RawResponse, peer: str, now_s: int) -> RawResponse:
        """The same response, or a 429 for a client that downloads the same bytes too often (R-HTTP-50).

        A client that is not known, behind proxies, is never refused, nor one that fetches for many.
        """
        client = self._state.clients.resolve(peer, decision.forwarded_for)
        if client is None:
            return response
        size_bytes, revision = len(response.body), hash(response.block)
        wait_s = self._limiter.spend(client, revision, size_bytes, now_s, self._state.limits)
        return too_many(wait_s) if wait_s and decision.agent.subscribers is None else response


def _depends_on_time(headers: Headers) -> bool:
    """Whether the time decides about a condition: a date in the future counts as none."""
    return headers.get(IF_NONE_MATCH) is None and headers.get(IF_MODIFIED_SINCE) is not None
