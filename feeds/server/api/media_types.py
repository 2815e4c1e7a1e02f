"""Media types of bodies, and the items of a JSON document."""

import json
from http import HTTPStatus

from feeds.errors import SourceError
from feeds.readers.json_documents import DocumentItems, read_items
from feeds.readers.large_files import is_large
from feeds.readers.parser_pool import record_pool
from feeds.server.api.problems import HTTPProblem, Where, bad_request, too_large

JSON = "application/json"
NDJSON = "application/x-ndjson"
_LINES = frozenset({NDJSON, "application/ndjson", "application/jsonl", "application/x-jsonlines"})
_UTF8 = frozenset({"", "utf-8", "utf8", "us-ascii"})


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


async def document_items(text: bytes) -> tuple[bytes, ...]:
    """The records of a document: the items of an array, or the one object.

    Raises ``HTTPProblem``: 400, or 413 for too many.
    """
    return (await _cut(text)).items


async def check_object(text: bytes) -> None:
    """Check that a document is one object. Raises ``HTTPProblem``: 400."""
    if not (await _cut(text)).is_object:
        raise bad_request("The body is not a JSON object.", Where(line=1))


async def _cut(text: bytes) -> DocumentItems:
    try:
        found = (
            await record_pool().parse("items", text, DocumentItems) if is_large(text) else read_items(text)
        )
    except SourceError as error:
        raise bad_request(f"{error.message}.".capitalize()) from error
    if found.fault is None:
        return found
    if found.too_many:
        raise too_large(f"{found.fault} Send them as lines (application/x-ndjson), or in several requests.")
    raise bad_request(found.fault, Where(line=found.line, column=found.column))


def json_object(text: bytes) -> dict[str, object]:
    """The one object of a short document. Raises ``HTTPProblem``: 400."""
    value = _value(text)
    if not isinstance(value, dict):
        raise bad_request("The body is not a JSON object.", Where(line=1))
    return value


def _value(text: bytes) -> object:
    try:
        return json.loads(text.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        place = Where(line=error.lineno, column=error.colno)
        raise bad_request(f"The body is not JSON: {error.msg}.", place) from error
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise bad_request("The body is not UTF-8.", Where(line=line)) from error
    except (RecursionError, ValueError) as error:
        message = "The body is nested too deeply, or a number in it is too long."
        raise bad_request(message, Where(line=1)) from error


def _unsupported(text: str, *, lines: bool) -> HTTPProblem:
    accepted = (("Accept-Post", f"{JSON}, {NDJSON}"),) if lines else ()
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    return HTTPProblem(status, text, Where(field="Content-Type"), accepted)
