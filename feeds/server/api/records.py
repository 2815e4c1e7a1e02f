"""``/api/records/{id}``: one record put, shown or withdrawn."""

from http import HTTPStatus
from urllib.parse import quote, unquote_to_bytes

import msgspec
from aiohttp import web

from feeds.errors import StoreError
from feeds.model import PushResult, RecordOutcome
from feeds.server.api.authorization import (
    AUTHENTICATOR,
    RETRY_AFTER_S,
    AuthorizedRequest,
    identified,
    refusal,
)
from feeds.server.api.media_types import JSON, check_object, is_lines, json_object
from feeds.server.api.problems import HTTPProblem, Where, bad_request, later
from feeds.server.api.results import result
from feeds.server.api.spooled_response import FIELDS
from feeds.server.auth.authenticator import outside_scope
from feeds.server.publications import DATE

REASON_BYTES = 65_536
"""The longest body of a withdrawal."""

_PREFIX = "/api/records/"
_STATUSES = {
    RecordOutcome.NEW: HTTPStatus.CREATED,
    RecordOutcome.CHANGED: HTTPStatus.OK,
    RecordOutcome.UNCHANGED: HTTPStatus.OK,
    RecordOutcome.QUARANTINED: HTTPStatus.UNPROCESSABLE_ENTITY,
}


async def put(call: AuthorizedRequest) -> bytes:
    """Store a record under its id. Raises ``HTTPProblem`` and ``StoreError``."""
    request = call.request
    id_ = _id(request)
    source = call.authenticator.source(request.query.get("source"), call.token.scope)
    is_lines(request.content_type, request.charset, lines=False)
    body = call.body(call.authenticator.limits.document_bytes)
    text = await body.whole()
    await check_object(text)
    outcome = await call.authenticator.records.put(source, id_, text, call.token)
    if outcome is None:
        raise bad_request("The record has another id than its address.", Where(field="id"))
    if outcome.outcome is RecordOutcome.REFUSED:
        raise outside_scope(outcome.findings[-1].message, "channel")
    await _respond(call, id_, outcome)
    return body.digest


async def _respond(call: AuthorizedRequest, id_: str, outcome: PushResult) -> None:
    status = _STATUSES[outcome.outcome]
    created = status is HTTPStatus.CREATED
    location = (("Location", f"{_PREFIX}{quote(id_, safe='')}"),) if created else ()
    call.response.open(status, JSON, location)
    await call.response.write(msgspec.json.encode(result(outcome, None) | {"id": id_}))


async def delete(call: AuthorizedRequest) -> bytes:
    """Withdraw a record, the reason stored in the ledger. Raises ``HTTPProblem`` and ``StoreError``."""
    request = call.request
    id_ = _id(request)
    body = call.body(REASON_BYTES)
    text = await body.whole()
    reason = _reason(text) if text.strip() else request.headers.get("Reason", "").strip()
    outcome = await call.authenticator.records.withdraw(id_, call.token, reason)
    if outcome is None:
        raise _missing()
    call.response.open(HTTPStatus.OK, JSON)
    await call.response.write(msgspec.json.encode({"id": id_, "result": outcome.value, "state": "withdrawn"}))
    return body.digest


async def show(request: web.Request) -> web.Response:
    """A record and its state, within the scope of the token."""
    try:
        token = await identified(request)
        entry = await request.app[AUTHENTICATOR].records.find(_id(request), token.scope)
        if entry is None:
            raise _missing()
    except HTTPProblem as refused:
        return refusal(request, refused)
    except StoreError:
        text = "The store is not available at the moment."
        return refusal(request, later(HTTPStatus.SERVICE_UNAVAILABLE, text, RETRY_AFTER_S))
    body = msgspec.json.encode(
        {
            "record": msgspec.Raw(entry.record),
            "state": entry.state,
            "revision": entry.revision,
            "published": entry.published,
            "updated": entry.updated,
        }
    )
    headers = dict((("Date", request.app[DATE].date()), *FIELDS))
    return web.Response(body=body, headers=headers, content_type=JSON)


def _id(request: web.Request) -> str:
    """The id as it was before it was percent-encoded. Raises ``HTTPProblem``: 400."""
    path = request.raw_path.partition("?")[0].partition("#")[0]
    encoded = path[path.index(_PREFIX) + len(_PREFIX) :]
    try:
        return unquote_to_bytes(encoded.encode("utf-8", "surrogateescape")).decode()
    except UnicodeDecodeError as error:
        raise bad_request("The id is not UTF-8, percent-encoded.", Where(field="id")) from error


def _reason(text: bytes) -> str:
    reason = json_object(text).get("reason", "")
    if not isinstance(reason, str):
        raise bad_request("The reason is not a text.", Where(field="reason"))
    return reason.strip()


def _missing() -> HTTPProblem:
    """The same response for no record and for one outside the scope."""
    text = "No record within this token's scope has this id."
    return HTTPProblem(HTTPStatus.NOT_FOUND, text, Where(field="id"))
