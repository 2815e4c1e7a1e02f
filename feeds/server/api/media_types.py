"""Media types of bodies, and the items of a JSON document."""

import json
from http import HTTPStatus

import msgspec

from feeds.server.api.line_splitter import Line
from feeds.server.api.problems import HTTPProblem, Where, bad_request

JSON = "application/json"
NDJSON = "application/x-ndjson"
_LINES = frozenset({NDJSON, "application/ndjson", "application/jsonl", "application/x-jsonlines"})
_UTF8 = frozenset({"", "utf-8", "utf8", "us-ascii"})
_items = msgspec.json.Decoder(list[msgspec.Raw])


def is_lines(content_type: str, charset: str | None, *, lines: bool) -> bool:
    """Whether a body is lines of JSON rather than one document; ``lines`` says whether lines are accepted.

    Raises ``HTTPProblem``: 415.
    """
    known = content_type == JSON or content_type.endswith("+json") or content_type in _LINES
    if (charset or "").lower() not in _UTF8:
        raise _unsupported("JSON is written in UTF-8.", lines=lines)
    if not known or (content_type in _LINES and not lines):
        wanted = f"{JSON} or {NDJSON}" if lines else JSON
        raise _unsupported(f"Send {wanted} with its Content-Type.", lines=lines)
    return content_type in _LINES


def document_items(text: bytes) -> tuple[Line, ...]:
    """The records of a document: the items of an array, or the one object. Raises ``HTTPProblem``: 400."""
    start = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        if start[:1] == b"[":
            return tuple(Line(n, bytes(item)) for n, item in enumerate(_items.decode(start), 1))
        msgspec.json.decode(start, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _standard_items(text)
    if start[:1] != b"{":
        raise bad_request("The body is neither a JSON object nor an array of them.", Where(line=1))
    return (Line(1, start),)


def json_object(text: bytes) -> dict[str, object]:
    """The one object of a document. Raises ``HTTPProblem``: 400."""
    value = _value(text)
    if not isinstance(value, dict):
        raise bad_request("The body is not a JSON object.", Where(line=1))
    return value


def _standard_items(text: bytes) -> tuple[Line, ...]:
    """The items of a document that the fast decoder refuses, or the place of its fault."""
    value = _value(text)
    items = value if isinstance(value, list) else [value]
    return tuple(Line(n, json.dumps(item).encode()) for n, item in enumerate(items, 1))


def _value(text: bytes) -> object:
    try:
        return json.loads(text.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        place = Where(line=error.lineno, column=error.colno)
        raise bad_request(f"The body is not JSON: {error.msg}.", place) from error
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise bad_request("The body is not UTF-8.", Where(line=line)) from error
    except RecursionError as error:
        raise bad_request("The body is nested too deeply.", Where(line=1)) from error


def _unsupported(text: str, *, lines: bool) -> HTTPProblem:
    accepted = (("Accept-Post", f"{JSON}, {NDJSON}"),) if lines else ()
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    return HTTPProblem(status, text, Where(field="Content-Type"), accepted)
