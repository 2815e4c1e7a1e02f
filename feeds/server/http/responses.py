"""From a request's conditions to its response: the one place where a status is decided. No I/O, no clock."""

from http import HTTPStatus

from feeds.model import Publication, Representation
from feeds.server.http import response_headers
from feeds.server.http.conditions import match_tags, unmodified_since
from feeds.server.http.deltas import Deltas, accepts_delta
from feeds.server.http.forwarded import may_be_of_cache
from feeds.server.http.header_cache import HeaderCache
from feeds.server.http.headers import ACCEPT_ENCODING, IF_MODIFIED_SINCE, IF_NONE_MATCH, Headers, joined
from feeds.server.http.negotiation import LONGEST_LIST, ranked_codings
from feeds.server.http.raw_response import Fields, RawResponse, raw_response

_MOVED_MAX_AGE_S = 86_400


def respond(
    prepared: HeaderCache,
    publication: Publication,
    headers: Headers,
    *,
    now_s: int,
    deltas: Deltas | None = None,
    left_s: int | None = None,
) -> RawResponse:
    """The response to a GET or HEAD for a publication.

    ``If-None-Match`` precedes ``If-Modified-Since`` even if it cannot be parsed (R-HTTP-07). Without
    ``deltas`` there are none, as for HEAD (R-HTTP-57). ``left_s`` bounds the freshness; a shared cache that
    has an outdated version gets no 304: nginx would keep its copy for as long as at first.
    """
    chosen = _choose(publication, joined(headers, ACCEPT_ENCODING))
    if chosen is None:
        return NOT_ACCEPTABLE
    if left_s == 0 and may_be_of_cache(headers):
        return prepared.full(publication, chosen, left_s)
    if_none_match = joined(headers, IF_NONE_MATCH)
    if if_none_match is None:
        if _is_unmodified(prepared, headers, now_s):
            return prepared.unchanged(publication, chosen, left_s)
        return prepared.full(publication, chosen, left_s)
    current = chosen if if_none_match == chosen.etag else _current(publication, chosen, if_none_match)
    if current is not None:
        return prepared.unchanged(publication, current, left_s)
    delta = None
    if deltas is not None and accepts_delta(headers):
        delta = deltas.respond(publication, chosen, if_none_match)
    return delta or prepared.full(publication, chosen, left_s)


def _choose(publication: Publication, accept_encoding: str | None) -> Representation | None:
    """The representation in the coding that the client prefers."""
    for coding in ranked_codings(accept_encoding and accept_encoding[:LONGEST_LIST]):
        for one in publication.representations:
            if one.coding is coding:
                return one
    return None


def _is_unmodified(prepared: HeaderCache, headers: Headers, now_s: int) -> bool:
    """Whether ``If-Modified-Since`` says that the client's copy is current."""
    lines = headers.getall(IF_MODIFIED_SINCE, None)
    if lines is None or len(lines) > 1:
        return False
    return lines[0] == prepared.last_modified or unmodified_since(lines[0], prepared.modified_s, now_s)


def _current(publication: Publication, chosen: Representation, if_none_match: str) -> Representation | None:
    """The representation of this revision that the client has, in whichever coding (R-HTTP-06)."""
    tags = {one.etag: one for one in (chosen, *publication.representations)}
    matched = match_tags(if_none_match, tags)
    return None if matched is None else tags[matched]


def report(status: int, media_type: str, text: str, extra: Fields = ()) -> RawResponse:
    """A text of this moment that no cache keeps (R-HTTP-23)."""
    body = f"{text}\n".encode()
    fields = (
        ("Content-Type", media_type),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *extra,
        *response_headers.CORS,
        *response_headers.security(page=False),
    )
    return raw_response(status, fields, body)


def refusal(status: int, text: str, extra: Fields = ()) -> RawResponse:
    """An error: the right status and a short text (R-HTTP-51)."""
    return report(status, "text/plain; charset=utf-8", text, extra)


def moved(location: str) -> RawResponse:
    """A permanent move: 301, which every client knows (R-HTTP-43)."""
    fields = (
        ("Location", location),
        ("Content-Length", "0"),
        ("Cache-Control", f"public, max-age={_MOVED_MAX_AGE_S}"),
        *response_headers.CORS,
        *response_headers.security(page=False),
    )
    return raw_response(HTTPStatus.MOVED_PERMANENTLY, fields)


def moved_for_now(location: str) -> RawResponse:
    """A redirect whose target may change, so that nobody may keep it (R-HTTP-44)."""
    fields = (
        ("Location", location),
        ("Content-Length", "0"),
        ("Cache-Control", "public, max-age=0"),
        *response_headers.CORS,
        *response_headers.security(page=False),
    )
    return raw_response(HTTPStatus.FOUND, fields)


def too_many(retry_after_s: int) -> RawResponse:
    """A client that must wait, for all of this host (R-HTTP-49)."""
    text = "You fetched the same bytes too often. Send If-None-Match."
    return refusal(HTTPStatus.TOO_MANY_REQUESTS, text, (("Retry-After", str(retry_after_s)),))


def unavailable(text: str, retry_after_s: int) -> RawResponse:
    """An outage: never a 4xx (R-HTTP-47), with a delay in seconds (R-HTTP-48)."""
    return refusal(HTTPStatus.SERVICE_UNAVAILABLE, text, (("Retry-After", str(retry_after_s)),))


NOT_ACCEPTABLE = refusal(
    HTTPStatus.NOT_ACCEPTABLE,
    "This address has none of the content codings you accept.",
    (("Vary", "Accept-Encoding"),),
)
NOT_FOUND = refusal(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
NOT_PUBLISHED = unavailable("This feed is not published yet.", 10)
GONE = refusal(HTTPStatus.GONE, "This feed has ended permanently.")
NOT_ALLOWED = refusal(
    HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD work here.", (("Allow", response_headers.ALLOW),)
)
BAD_REQUEST = refusal(HTTPStatus.BAD_REQUEST, "This request cannot be understood.")
HEAD_TOO_LARGE = refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The header fields are too long.")
WRONG_VERSION = refusal(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "This server speaks HTTP/1.1 and HTTP/1.0.")
FAILED = refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here.")
BUSY = unavailable("All connections are in use.", 30)
TOO_MANY_CONNECTIONS = refusal(
    HTTPStatus.TOO_MANY_REQUESTS, "You have too many connections.", (("Retry-After", "60"),)
)
PREFLIGHT = raw_response(HTTPStatus.NO_CONTENT, response_headers.PREFLIGHT)
