"""Authorises a request of the API, limits concurrency and repeats stored responses."""

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

AUTHENTICATOR = web.AppKey("authenticator", Authenticator)
RETRY_AFTER_S = 5
_KEY = re.compile(r'"?([!-~]{1,255}?)"?')


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizedRequest:
    """An authorised request; the answer is written to ``response``."""

    request: web.Request
    authenticator: Authenticator
    token: Token
    key: str | None
    response: SpooledResponse

    def body(self, limit_bytes: int) -> RequestBody:
        """The request's body, with a digest that identifies the request."""
        request = self.request
        reason = request.headers.get("Reason", "")
        parts = (request.method, request.raw_path, request.content_type, reason)
        subject = "\n".join(parts).encode("utf-8", "surrogateescape")
        return RequestBody(request, subject, limit_bytes, self.authenticator.limits)


Act = Callable[[AuthorizedRequest], Awaitable[bytes]]
"""Does what is requested, writes the response and returns the digest of the request."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def authorized_handler(act: Act, limit_bytes: int) -> Handler:
    """A handler that authorises a request and calls ``act``; bodies have ``limit_bytes`` at most."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            return await _receive(request, act, limit_bytes)
        except HTTPProblem as refused:
            return refusal(request, refused)
        except StoreError:
            text = "The store is not available at the moment."
            return refusal(request, later(HTTPStatus.SERVICE_UNAVAILABLE, text, RETRY_AFTER_S))

    return handler


def refusal(request: web.Request, refused: HTTPProblem) -> web.Response:
    """The response to a refused request."""
    headers = dict((*FIELDS, ("Date", request.app[DATE].date()), *refused.extra))
    return web.Response(status=refused.status, headers=headers, body=refused.body(), content_type=PROBLEM)


async def identified(request: web.Request) -> Token:
    """The token of a request. Raises ``HTTPProblem``."""
    authenticator = request.app[AUTHENTICATOR]
    now_s = float(request.app[DATE].now_s())
    return await authenticator.identify(request.headers.get("Authorization"), request.remote or "", now_s)


async def _receive(request: web.Request, act: Act, limit_bytes: int) -> web.StreamResponse:
    authenticator = request.app[AUTHENTICATOR]
    concurrency, records = authenticator.concurrency, authenticator.records
    token = await identified(request)
    key = _key(request.headers.get("Idempotency-Key"))
    with (
        concurrency.acquire(token.id, records.behind_s()),
        concurrency.lock_key(token.id, key),
    ):
        response = SpooledResponse(request, request.app[DATE].date())
        call = AuthorizedRequest(
            request=request, authenticator=authenticator, token=token, key=key, response=response
        )
        try:
            stored = await records.answer(token.id, key) if key else None
            if stored is not None:
                await _repeat(call, stored, limit_bytes)
            else:
                await _act(call, act)
            return await response.end()
        finally:
            response.close()


async def _act(call: AuthorizedRequest, act: Act) -> None:
    digest = await act(call)
    response = call.response
    if call.key is not None and not response.is_broken:
        records = call.authenticator.records
        await records.keep_answer(call.token.id, call.key, response.stored(digest), response.parts())


async def _repeat(call: AuthorizedRequest, stored: IdempotentResponse, limit_bytes: int) -> None:
    """Repeat the response to the same request. Raises ``HTTPProblem``: 422 for another request."""
    body = call.body(limit_bytes)
    async for _ in body.chunks():
        pass
    if body.digest != stored.digest:
        text = "This Idempotency-Key was used for another request within the last day."
        raise HTTPProblem(HTTPStatus.UNPROCESSABLE_ENTITY, text, Where(field="Idempotency-Key"))
    call.response.open(stored.status, stored.media_type, (("Idempotency-Replayed", "true"),))
    number = 0
    while part := await call.authenticator.records.answer_part(call.token.id, call.key or "", number):
        await call.response.write(part)
        number += 1


def _key(header: str | None) -> str | None:
    if header is None:
        return None
    found = _KEY.fullmatch(header.strip())
    if found is None:
        text = "An Idempotency-Key has 1 to 255 visible ASCII characters."
        raise bad_request(text, Where(field="Idempotency-Key"))
    return found[1]
