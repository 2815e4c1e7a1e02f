"""Responses about private channels: not for other origins, shared caches or search engines."""

from http import HTTPStatus

from feeds.server.http import response_headers
from feeds.server.http.raw_response import Fields, RawResponse, raw_response

_MOVED_MAX_AGE_S = 86_400


def refusal(status: int, text: str, extra: Fields = ()) -> RawResponse:
    """An error that shows nothing about the private address."""
    body = f"{text}\n".encode()
    listed = (
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *extra,
        *response_headers.security(page=False, private=True),
    )
    return raw_response(status, listed, body)


def moved(location: str) -> RawResponse:
    """A redirect within this host, given as a path: other hosts do not see the address (R-AUTH-09)."""
    listed = (
        ("Location", location),
        ("Content-Length", "0"),
        ("Cache-Control", f"private, max-age={_MOVED_MAX_AGE_S}"),
        *response_headers.security(page=False, private=True),
    )
    return raw_response(HTTPStatus.MOVED_PERMANENTLY, listed)


def moved_for_now(location: str) -> RawResponse:
    """A redirect within this host whose target may change; ``location`` is a path or relative to one."""
    listed = (
        ("Location", location),
        ("Content-Length", "0"),
        ("Cache-Control", "private, max-age=0"),
        *response_headers.security(page=False, private=True),
    )
    return raw_response(HTTPStatus.FOUND, listed)


def challenge(realm: str) -> RawResponse:
    """401: asks for name and password (R-AUTH-05); ``realm`` is visible ASCII without quotes."""
    wanted = f'Basic realm="{realm}", charset="UTF-8"'
    text = "This feed is for subscribers: use any name, and your token as the password."
    return refusal(HTTPStatus.UNAUTHORIZED, text, (("WWW-Authenticate", wanted),))


def too_many(wait_s: int) -> RawResponse:
    """429 for a client that guesses tokens; a valid token is never delayed (R-AUTH-06)."""
    text = "Too many wrong tokens came from your address."
    return refusal(HTTPStatus.TOO_MANY_REQUESTS, text, (("Retry-After", str(wait_s)),))


FORBIDDEN = refusal(HTTPStatus.FORBIDDEN, "Your subscription does not include this channel.")
HTTPS_ONLY = refusal(HTTPStatus.FORBIDDEN, "This address works with https only.")
