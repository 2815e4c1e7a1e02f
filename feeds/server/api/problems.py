"""Errors of a request, with the place of the fault. Source: RFC 9457 (problem details)."""

from dataclasses import dataclass
from http import HTTPStatus

import msgspec

from feeds.server.http.raw_response import Fields

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The place of a fault: a line and column from 1, or a field of the request or the record."""

    line: int | None = None
    column: int | None = None
    field: str | None = None


class HTTPProblem(Exception):  # noqa: N818  # a response, not a fault of the program
    """Ends the handling of a request with this response."""

    def __init__(self, status: HTTPStatus, detail: str, where: Where = Where(), extra: Fields = ()) -> None:
        """Keep the parts; ``extra`` are header fields."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.where = where
        self.extra = tuple(extra)

    def body(self) -> bytes:
        """The body of the response, without unknown members."""
        return msgspec.json.encode(self.fields())

    def fields(self) -> dict[str, object]:
        """The members of the body."""
        place = {"line": self.where.line, "column": self.where.column, "field": self.where.field}
        known = {name: value for name, value in place.items() if value is not None}
        return {"title": self.status.phrase, "status": self.status.value, "detail": self.detail, **known}


def bad_request(detail: str, where: Where = Where()) -> HTTPProblem:
    """400: the request cannot be understood, at this place."""
    return HTTPProblem(HTTPStatus.BAD_REQUEST, detail, where)


def too_large(detail: str, where: Where = Where()) -> HTTPProblem:
    """413: more than the limit."""
    return HTTPProblem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, where)


def later(status: HTTPStatus, detail: str, retry_after_s: int) -> HTTPProblem:
    """503 or 429, with a delay in seconds (R-HTTP-48)."""
    return HTTPProblem(status, detail, extra=(("Retry-After", str(retry_after_s)),))
