"""Builds the reply to a request: the one way to answer a GET.

``Responder.respond_cached`` answers from memory, at once; ``Responder.respond`` does the same and reads the
store where memory does not suffice. The fast path of a connection calls the first, the aiohttp handler the
second. Scheme, limits, ``Date`` and counting are handled here, once for each request.
"""

from http import HTTPStatus

from feeds.model import Publication
from feeds.server.auth.failure_limiter import FailureLimiter
from feeds.server.auth.subscriber_auth import FAILURES, SubscriberAuth, Subscribers
from feeds.server.http.addresses import is_operational
from feeds.server.http.date_header import DateHeader
from feeds.server.http.deltas import Deltas
from feeds.server.http.event_messages import stream_head
from feeds.server.http.forwarded import HSTS_LINE, forwarded_proto
from feeds.server.http.freshness import remaining_s
from feeds.server.http.header_cache import HeaderCache
from feeds.server.http.headers import (
    FORWARDED_FOR,
    HOST,
    LONGEST_HOST,
    USER_AGENT,
    Headers,
    joined,
    valid_host,
)
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import respond, too_many
from feeds.server.http.user_agents import LONGEST_USER_AGENT, Agent, short_agent
from feeds.server.publication_source import PublicationSource
from feeds.server.redownload_limiter import RedownloadLimiter
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

    @property
    def state(self) -> ServerState:
        """The state that requests are answered by at present."""
        return self._state

    def respond_cached(self, method: str, target: str, headers: Headers, peer: str) -> Reply | None:
        """The reply to a request if it needs nothing that has to be waited for, else ``None``.

        ``target`` is the request target as sent, ``peer`` the address at the other end.
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
                return self._conditional(request, prepared, publication)
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
        if reply is not None:
            return reply
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
        state = self._state
        is_reported = state.is_https and state.clients.name_of(peer) is None
        return Request(method, target, headers, peer, forwarded_proto(headers) if is_reported else None)

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

    def _conditional(self, request: Request, prepared: HeaderCache, publication: Publication) -> Reply:
        """The reply about a publication: 200, 226, 304, 406 or 429."""
        now_s = int(self._date.clock())
        due_s = self._source.due_s(prepared.channel)
        is_get = request.method == "GET"
        response = respond(
            prepared,
            publication,
            request.headers,
            now_s=now_s,
            deltas=self._deltas if is_get else None,
            left_s=None if due_s is None else remaining_s(due_s, now_s),
        )
        user_agent = request.headers.get(USER_AGENT)
        agent = short_agent("" if user_agent is None else user_agent[:LONGEST_USER_AGENT])
        if is_get and response.status == HTTPStatus.OK:
            response = self._throttle(request, response, agent, now_s)
        has_body = is_get and response.body != b""
        self._counters.count(prepared.name, response, agent, has_body=has_body)
        lines = self._date.lines(now_s, prepared.modified_s)
        return response, lines + HSTS_LINE if request.proto == "https" else lines

    def _throttle(self, request: Request, response: RawResponse, agent: Agent, now_s: int) -> RawResponse:
        """The same response, or a 429 for a client that downloads the same bytes too often (R-HTTP-50).

        A client that is not known, behind proxies, is never refused, nor one that fetches for many.
        """
        client = self._state.clients.resolve(request.peer, joined(request.headers, FORWARDED_FOR))
        if client is None:
            return response
        size_bytes, revision = len(response.body), hash(response.block)
        wait_s = self._limiter.spend(client, revision, size_bytes, now_s, self._state.limits)
        return too_many(wait_s) if wait_s and agent.subscribers is None else response
