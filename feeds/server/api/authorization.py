"""One call of the API from the door to the answer: who, how many at a time, and asked before or not."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from feeds.errors import StoreError
from feeds.model import IdempotentResponse, Token
from feeds.server.api.problems import PROBLEM, HTTPProblem, Where, bad_request, later
from feeds.server.api.request_body import RequestBody
from feeds.server.api.spooled_response import FIELDS, SpooledResponse
from feeds.server.auth.authenticator import Authenticator
from feeds.server.publications import DATE

PORTER = web.AppKey("porter", Authenticator)
RETRY_AFTER_S = 5
_KEY = re.compile(r'"?([!-~]{1,255}?)"?')


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizedRequest:
    """A request that was let in: the answer goes onto ``tape``."""

    request: web.Request
    porter: Authenticator
    token: Token
    key: str | None
    tape: SpooledResponse

    def body(self, limit_bytes: int) -> RequestBody:
        """The request's body, told by its digest from any other request's."""
        request = self.request
        reason = request.headers.get("Reason", "")
        told = (request.method, request.raw_path, request.content_type, reason)
        subject = "\n".join(told).encode("utf-8", "surrogateescape")
        return RequestBody(request, subject, limit_bytes, self.porter.limits)


Act = Callable[[AuthorizedRequest], Awaitable[bytes]]
"""Does what was asked onto the tape; gives the digest of the request."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def visiting(act: Act, limit_bytes: int) -> Handler:
    """A handler that lets ``act`` have those who may come; bodies end at ``limit_bytes``."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            return await _receive(request, act, limit_bytes)
        except HTTPProblem as refused:
            return refusal(request, refused)
        except StoreError:
            text = "The store is out of reach for a moment."
            return refusal(request, later(HTTPStatus.SERVICE_UNAVAILABLE, text, RETRY_AFTER_S))

    return handler


def refusal(request: web.Request, refused: HTTPProblem) -> web.Response:
    """The answer to a request that was refused."""
    headers = dict((*FIELDS, ("Date", request.app[DATE].date()), *refused.extra))
    return web.Response(status=refused.status, headers=headers, body=refused.body(), content_type=PROBLEM)


async def identified(request: web.Request) -> Token:
    """The token of a request. Raises ``HTTPProblem``."""
    porter = request.app[PORTER]
    now_s = float(request.app[DATE].now_s())
    return await porter.identify(request.headers.get("Authorization"), request.remote or "", now_s)


async def _receive(request: web.Request, act: Act, limit_bytes: int) -> web.StreamResponse:
    porter = request.app[PORTER]
    token = await identified(request)
    key = _key(request.headers.get("Idempotency-Key"))
    with porter.turnstile.enter(token.id, porter.registry.behind_s()), porter.turnstile.hold(token.id, key):
        tape = SpooledResponse(request, request.app[DATE].date())
        visit = AuthorizedRequest(request=request, porter=porter, token=token, key=key, tape=tape)
        try:
            kept = await porter.registry.answer(token.id, key) if key else None
            if kept is not None:
                await _repeat(visit, kept, limit_bytes)
            else:
                await _act(visit, act)
            return await tape.end()
        finally:
            tape.close()


async def _act(visit: AuthorizedRequest, act: Act) -> None:
    digest = await act(visit)
    tape = visit.tape
    if visit.key is not None and not tape.broken:
        registry = visit.porter.registry
        await registry.keep_answer(visit.token.id, visit.key, tape.kept(digest), tape.parts())


async def _repeat(visit: AuthorizedRequest, kept: IdempotentResponse, limit_bytes: int) -> None:
    """Say again what was said to the same request. Raises ``HTTPProblem``: 422 for another one."""
    body = visit.body(limit_bytes)
    async for _ in body.chunks():
        pass
    if body.digest != kept.digest:
        text = "This Idempotency-Key was used for another request within the last day."
        raise HTTPProblem(HTTPStatus.UNPROCESSABLE_ENTITY, text, Where(field="Idempotency-Key"))
    visit.tape.open(kept.status, kept.media_type, (("Idempotency-Replayed", "true"),))
    number = 0
    while part := await visit.porter.registry.answer_part(visit.token.id, visit.key or "", number):
        await visit.tape.write(part)
        number += 1


def _key(header: str | None) -> str | None:
    if header is None:
        return None
    found = _KEY.fullmatch(header.strip())
    if found is None:
        text = "An Idempotency-Key has 1 to 255 visible ASCII characters."
        raise bad_request(text, Where(field="Idempotency-Key"))
    return found[1]
