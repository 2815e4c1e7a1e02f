"""Every address that is a publication, a page, or nothing."""

from aiohttp import web

from feeds.model import Limits
from feeds.server.handlers.response import response
from feeds.server.http.clients import Clients
from feeds.server.http.date_header import DateHeader
from feeds.server.http.forwarded import ForwardedProto
from feeds.server.http.user_agents import agent_of
from feeds.server.responder import USER_AGENT, Responder
from feeds.server.response_counters import ResponseCounters

DESK = web.AppKey("desk", Responder)
STAMP = web.AppKey("stamp", DateHeader)
CLIENTS = web.AppKey("clients", Clients)
SCHEME = web.AppKey("scheme", ForwardedProto)
LIMITS = web.AppKey("limits", Limits)
TALLY = web.AppKey("tally", ResponseCounters)
COUNTED = web.ResponseKey("counted", bool)
"""Set on a response that is in the tally already."""


async def publication(request: web.Request) -> web.Response:
    """Whatever the desk answers. Raises ``StoreError``."""
    desk, stamp = request.app[DESK], request.app[STAMP]
    method, headers, peer = request.method, request.headers, request.remote or ""
    scheme = request.app[SCHEME].told(peer, headers)
    answer, modified_s, name = await desk.answer(
        method, request.raw_path, headers, peer=peer, insecure=scheme == "http"
    )
    if method == "GET":
        answer = desk.charge(peer, headers, answer, stamp.now_s())
    answered = response(answer, stamp.date(modified_s), secure=scheme == "https")
    if name:
        agent, has_body = agent_of(headers.get(USER_AGENT)), method == "GET" and answer.body != b""
        request.app[TALLY].count(name, answer, agent, has_body=has_body)
        answered[COUNTED] = True
    return answered
