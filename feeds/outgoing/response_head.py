"""Read the head of an HTTP/1.1 response as far as posting needs it. Pure. Source: RFC 9112."""

import re
from dataclasses import dataclass
from enum import Enum

_STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([1-9]\d\d)(?: [^\r\n]*)?\r\n")
_FIELD = re.compile(
    rb"^(content-length|transfer-encoding|connection)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r\n",
    re.MULTILINE | re.IGNORECASE,
)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,4})(?:;[^\r\n]*)?\r\n")
_NO_BODY = frozenset({204, 304})
_INTERIM = range(100, 200)


class Framing(Enum):
    """How a body ends that has no ``Content-Length``."""

    CHUNKED = "chunked"
    CLOSED = "closed with the connection"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseHead:
    """The status of a response, and where its body ends: after so many bytes, or as ``framing`` says."""

    status: int
    length: int = 0
    framing: Framing | None = None

    @property
    def interim(self) -> bool:
        """Whether the response proper follows."""
        return self.status in _INTERIM

    def is_complete(self, body: bytes) -> bool | None:
        """Whether the body ends exactly here; ``None`` if the connection cannot be used again."""
        if self.framing is Framing.CLOSED:
            return None
        if self.framing is Framing.CHUNKED:
            return _chunks_end(body)
        return None if len(body) > self.length else len(body) == self.length


def parse_head(head: bytes) -> ResponseHead | None:
    """Read a head, which ends with the line break of its last line; ``None`` if it is not one."""
    line = _STATUS_LINE.match(head)
    if line is None:
        return None
    status = int(line[2])
    if status in _INTERIM or status in _NO_BODY:
        return ResponseHead(status=status)
    found: dict[bytes, list[bytes]] = {}
    for name, value in _FIELD.findall(head, line.end()):
        found.setdefault(name.lower(), []).append(value.lower())
    lengths, codings = found.get(b"content-length", []), found.get(b"transfer-encoding", [])
    if line[1] == b"0" or b"close" in b",".join(found.get(b"connection", [])):
        return ResponseHead(status=status, framing=Framing.CLOSED)
    if codings == [b"chunked"] and not lengths:
        return ResponseHead(status=status, framing=Framing.CHUNKED)
    if not codings and len(lengths) == 1 and lengths[0].isdigit() and len(lengths[0]) < 10:  # noqa: PLR2004 - 1 GB
        return ResponseHead(status=status, length=int(lengths[0]))
    return ResponseHead(status=status, framing=Framing.CLOSED)


def _chunks_end(body: bytes) -> bool | None:
    """Whether a chunked body without trailers ends exactly here; ``None`` if it is not one."""
    at = 0
    while at < len(body):
        line = _CHUNK.match(body, at)
        if line is None:
            return None if b"\n" in body[at : at + 64] else False
        size = int(line[1], 16)
        at = line.end() + size + 2
        if at > len(body):
            return False
        if body[at - 2 : at] != b"\r\n":
            return None
        if size == 0:
            return True if at == len(body) else None
    return False
