"""``POST /api/records``: any number of records, as lines or as one document."""

import asyncio
from http import HTTPStatus

from feeds.errors import StoreError
from feeds.server.api.authorization import RETRY_AFTER_S, AuthorizedRequest
from feeds.server.api.line_splitter import Line
from feeds.server.api.media_types import JSON, NDJSON, document_items, is_lines
from feeds.server.api.problems import HTTPProblem, later
from feeds.server.api.request_body import RequestBody
from feeds.server.api.results import (
    ResultCounts,
    document,
    error_line,
    result_items,
    result_lines,
    summary_line,
)

_PROXY_SIGNS = ("X-Forwarded-For", "Forwarded", "Via")
"""Fields that proxies add. Many, nginx among them, stop sending a body once its response begins, and the
client, the proxy and this server wait for each other. So behind one the response waits for the whole body."""


async def post(call: AuthorizedRequest) -> bytes:
    """Store records and report the outcome of each. Raises ``HTTPProblem`` and ``StoreError``."""
    request = call.request
    source = call.authenticator.source(request.query.get("source"), call.token.scope)
    if is_lines(request.content_type, request.charset, lines=True):
        body = call.body(call.authenticator.limits.stream_bytes)
        await _take_lines(call, body, source)
    else:
        body = call.body(call.authenticator.limits.document_bytes)
        await _take_document(call, body, source)
    return body.digest


async def _take_lines(call: AuthorizedRequest, body: RequestBody, source: str) -> None:
    """Commit batch after batch, and report each when it is stored; a later error ends the response."""
    counts, response = ResultCounts(source), call.response
    live = call.key is None and not any(sign in call.request.headers for sign in _PROXY_SIGNS)
    response.open(HTTPStatus.OK, NDJSON, live=live)
    try:
        async for batch in body.batches():
            outcomes = await call.authenticator.records.push(source, batch, call.token)
            counts.add(outcomes)
            await response.write(result_lines(outcomes))
    except (HTTPProblem, StoreError) as error:
        if not response.has_begun:
            raise
        response.is_broken = True
        await response.write(error_line(_problem(error).fields()))
        return
    await response.write(summary_line(counts))


def _problem(error: HTTPProblem | StoreError) -> HTTPProblem:
    if isinstance(error, HTTPProblem):
        return error
    text = "The store is not available at the moment. Send the rest again."
    return later(HTTPStatus.SERVICE_UNAVAILABLE, text, RETRY_AFTER_S)


async def _take_document(call: AuthorizedRequest, body: RequestBody, source: str) -> None:
    items = await document_items(await body.whole())
    step = call.authenticator.limits.batch_lines
    counts, results = ResultCounts(source), list[bytes]()
    for start in range(0, len(items), step):
        batch = [Line(number, item) for number, item in enumerate(items[start : start + step], start + 1)]
        outcomes = await call.authenticator.records.push(source, batch, call.token)
        counts.add(outcomes)
        results.append(result_items(outcomes))
    call.response.open(HTTPStatus.OK, JSON)
    for piece in document(counts, results):
        await call.response.write(piece)
        await asyncio.sleep(0)
