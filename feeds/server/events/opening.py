"""The aiohttp handler of publications and their streams."""

from aiohttp import web

from feeds.server.events.streams import EventStreams
from feeds.server.fastpath.aiohttp_private import release_transport
from feeds.server.fastpath.connection import STATUS_LINES
from feeds.server.fastpath.reply_writer import CLOSE
from feeds.server.http.event_messages import last_digest, stream_head
from feeds.server.publications import COUNTED, COUNTERS, DATE, RESPONDER, instant_response, web_response
from feeds.server.resolver import FoundStream

STREAMS = web.AppKey("streams", EventStreams)


async def publication_or_stream(request: web.Request) -> web.Response:
    """Send the reply of the responder, or begin a stream. Raises ``StoreError``."""
    found = await request.app[RESPONDER].find(
        request.method, request.raw_path, request.headers, request.remote or ""
    )
    if isinstance(found, FoundStream):
        if request.method == "GET":
            return _begin(request, found)
        return instant_response(request.app, stream_head(found.publication))
    response = web_response(*found)
    response[COUNTED] = True
    return response


def _begin(request: web.Request, found: FoundStream) -> web.Response:
    """Take the connection from aiohttp; what is returned then is not sent."""
    streams, date = request.app[STREAMS], request.app[DATE]
    refusal = streams.refusal(found.client)
    if refusal is not None:
        response = refusal.without_cors() if found.publication.private else refusal
        return instant_response(request.app, response)
    stream = streams.make(found, last_digest(request.headers, request.raw_path))
    ended = web.Response()
    ended[COUNTED] = True
    transport = release_transport(request, stream)
    if transport is not None:
        lines = (STATUS_LINES[200], date.lines(date.now_s()), CLOSE, stream_head(found.publication).block)
        streams.start(stream, transport, b"".join(lines), found)
        request.app[COUNTERS].note(200)
    return ended
