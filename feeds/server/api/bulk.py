"""``POST /api/records``: any number of records, as lines or as one document."""

from http import HTTPStatus

from feeds.errors import StoreError
from feeds.server.api.authorization import RETRY_AFTER_S, AuthorizedRequest
from feeds.server.api.media_types import JSON, NDJSON, document_items, is_lines
from feeds.server.api.problems import HTTPProblem, later
from feeds.server.api.request_body import RequestBody
from feeds.server.api.results import ResultCounts, document, error_line, result_lines, summary_line

_PROXY_SIGNS = ("X-Forwarded-For", "Forwarded", "Via")
"""What proxies add. Many, nginx among them, stop sending a body once its answer begins: the pusher waits for
the proxy, the proxy for us, and we for the rest. So behind one the answer waits for the end of the body."""


async def post(visit: AuthorizedRequest) -> bytes:
    """Take records in and say of each what became of it. Raises ``HTTPProblem`` and ``StoreError``."""
    request = visit.request
    source = visit.porter.source(request.query.get("source"), visit.token.scope)
    if is_lines(request.content_type, request.charset, lines=True):
        body = visit.body(visit.porter.limits.stream_bytes)
        await _take_lines(visit, body, source)
    else:
        body = visit.body(visit.porter.limits.document_bytes)
        await _take_document(visit, body, source)
    return body.digest


async def _take_lines(visit: AuthorizedRequest, body: RequestBody, source: str) -> None:
    """Commit batch after batch, each answered when it is safe; an error after the first ends the answer."""
    tally, tape = ResultCounts(source), visit.tape
    live = visit.key is None and not any(sign in visit.request.headers for sign in _PROXY_SIGNS)
    tape.open(HTTPStatus.OK, NDJSON, live=live)
    try:
        async for batch in body.batches():
            outcomes = await visit.porter.registry.push(source, batch, visit.token)
            tally.add(outcomes)
            await tape.write(result_lines(outcomes))
    except (HTTPProblem, StoreError) as error:
        if not tape.begun:
            raise
        tape.broken = True
        await tape.write(error_line(_told(error).fields()))
        return
    await tape.write(summary_line(tally))


def _told(error: HTTPProblem | StoreError) -> HTTPProblem:
    if isinstance(error, HTTPProblem):
        return error
    text = "The store is out of reach for a moment. Send the rest again."
    return later(HTTPStatus.SERVICE_UNAVAILABLE, text, RETRY_AFTER_S)


async def _take_document(visit: AuthorizedRequest, body: RequestBody, source: str) -> None:
    items = document_items(await body.whole())
    step = visit.porter.limits.batch_lines
    tally = ResultCounts(source)
    outcomes = [
        outcome
        for start in range(0, len(items), step)
        for outcome in await visit.porter.registry.push(source, items[start : start + step], visit.token)
    ]
    tally.add(outcomes)
    visit.tape.open(HTTPStatus.OK, JSON)
    await visit.tape.write(document(tally, outcomes))
