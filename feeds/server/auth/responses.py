"""Answers that only concern private channels: never for other origins, shared caches or search engines."""

from http import HTTPStatus

from feeds.server.http import response_headers
from feeds.server.http.raw_response import Fields, RawResponse, raw_response

_MOVED_MAX_AGE_S = 86_400


def refusal(status: int, text: str, extra: Fields = ()) -> RawResponse:
    """An error that says nothing of what lies behind."""
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
    """A move within this host, given as a path: no other host is ever told the address (R-AUTH-09)."""
    listed = (
        ("Location", location),
        ("Content-Length", "0"),
        ("Cache-Control", f"private, max-age={_MOVED_MAX_AGE_S}"),
        *response_headers.security(page=False, private=True),
    )
    return raw_response(HTTPStatus.MOVED_PERMANENTLY, listed)


def challenge(realm: str) -> RawResponse:
    """401: name and password are wanted (R-AUTH-05); ``realm`` is visible ASCII without quotes."""
    wanted = f'Basic realm="{realm}", charset="UTF-8"'
    text = "This is for subscribers: any name, and your token as the password."
    return refusal(HTTPStatus.UNAUTHORIZED, text, (("WWW-Authenticate", wanted),))


def too_many(wait_s: int) -> RawResponse:
    """429 for who guesses; a good token is never kept waiting (R-AUTH-06)."""
    text = "Too many wrong tokens came from your address."
    return refusal(HTTPStatus.TOO_MANY_REQUESTS, text, (("Retry-After", str(wait_s)),))


FORBIDDEN = refusal(HTTPStatus.FORBIDDEN, "Your subscription is for other channels.")
HTTPS_ONLY = refusal(HTTPStatus.FORBIDDEN, "This address works by https only.")
