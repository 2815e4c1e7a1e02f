"""From the facts of a request to its answer: the one place where a status is decided. No I/O, no clock."""

from http import HTTPStatus

from feeds.model import Publication, Representation
from feeds.server.http import response_headers
from feeds.server.http.conditions import match_tags, unmodified_since
from feeds.server.http.deltas import Deltas, wants_delta
from feeds.server.http.header_cache import HeaderCache
from feeds.server.http.negotiation import accepted_codings
from feeds.server.http.raw_response import Fields, RawResponse, raw_response

_MOVED_MAX_AGE_S = 86_400


def respond(
    prepared: HeaderCache,
    publication: Publication,
    *,
    accept_encoding: str | None = None,
    if_none_match: str | None = None,
    if_modified_since: str | None = None,
    a_im: str | None = None,
    deltas: Deltas | None = None,
    due_in_s: int | None = None,
) -> RawResponse:
    """The answer to a GET or HEAD; each argument is a header as sent, several lines joined by a comma.

    ``If-None-Match`` stands before ``If-Modified-Since`` even where it cannot be read (R-HTTP-07). Without
    ``deltas`` there are none, as for HEAD (R-HTTP-57). ``due_in_s``: until the clock changes it, if soon.
    """
    chosen = _choose(publication, accept_encoding)
    if chosen is None:
        return NOT_ACCEPTABLE
    held = None
    if if_none_match is not None:
        held = _held(publication, chosen, if_none_match)
    elif if_modified_since is not None and (
        if_modified_since == prepared.last_modified
        or unmodified_since(if_modified_since, prepared.modified_s)
    ):
        held = chosen
    if held is not None:
        return prepared.unchanged(publication, held, due_in_s)
    delta = None
    if deltas is not None and a_im is not None and if_none_match is not None and wants_delta(a_im):
        delta = deltas.answer(publication, chosen, if_none_match)
    return delta or prepared.full(publication, chosen, due_in_s)


def _choose(publication: Publication, accept_encoding: str | None) -> Representation | None:
    """The representation in the best coding that there is."""
    for coding in accepted_codings(accept_encoding):
        for representation in publication.representations:
            if representation.coding is coding:
                return representation
    return None


def _held(publication: Publication, chosen: Representation, if_none_match: str) -> Representation | None:
    """The representation that the client has, in whichever coding, if it is of this revision (R-HTTP-06)."""
    if if_none_match == chosen.etag:
        return chosen
    tags = {one.etag: one for one in (chosen, *publication.representations)}
    matched = match_tags(if_none_match, tags)
    return None if matched is None else tags[matched]


def report(status: int, media_type: str, text: str, extra: Fields = ()) -> RawResponse:
    """A text of this moment that nobody keeps (R-HTTP-23)."""
    body = f"{text}\n".encode()
    listed = (
        ("Content-Type", media_type),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *extra,
        *response_headers.CORS,
        *response_headers.security(page=False),
    )
    return raw_response(status, listed, body)


def refusal(status: int, text: str, extra: Fields = ()) -> RawResponse:
    """An error: the right status and a short text (R-HTTP-51)."""
    return report(status, "text/plain; charset=utf-8", text, extra)


def moved(location: str) -> RawResponse:
    """A move for good: 301, which every client knows (R-HTTP-43)."""
    listed = (
        ("Location", location),
        ("Content-Length", "0"),
        ("Cache-Control", f"public, max-age={_MOVED_MAX_AGE_S}"),
        *response_headers.CORS,
        *response_headers.security(page=False),
    )
    return raw_response(HTTPStatus.MOVED_PERMANENTLY, listed)


def too_many(retry_after_s: int) -> RawResponse:
    """A client that must wait, for all of this host (R-HTTP-49)."""
    text = "You fetched the same bytes too often; ask with If-None-Match."
    return refusal(HTTPStatus.TOO_MANY_REQUESTS, text, (("Retry-After", str(retry_after_s)),))


def unavailable(text: str, retry_after_s: int) -> RawResponse:
    """An outage: never a 4xx (R-HTTP-47), and a delay in seconds (R-HTTP-48)."""
    return refusal(HTTPStatus.SERVICE_UNAVAILABLE, text, (("Retry-After", str(retry_after_s)),))


NOT_ACCEPTABLE = refusal(
    HTTPStatus.NOT_ACCEPTABLE,
    "None of the content codings you accept is here.",
    (("Vary", "Accept-Encoding"),),
)
NOT_FOUND = refusal(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
GONE = refusal(HTTPStatus.GONE, "This feed has ended for good.")
NOT_ALLOWED = refusal(
    HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD work here.", (("Allow", response_headers.ALLOW),)
)
BAD_REQUEST = refusal(HTTPStatus.BAD_REQUEST, "This request cannot be understood.")
FAILED = refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here.")
BUSY = unavailable("All connections are taken.", 30)
CROWD = refusal(HTTPStatus.TOO_MANY_REQUESTS, "You have too many connections.", (("Retry-After", "60"),))
PREFLIGHT = raw_response(HTTPStatus.NO_CONTENT, response_headers.PREFLIGHT)
