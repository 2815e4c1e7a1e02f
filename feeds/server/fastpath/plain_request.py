"""Reads the head of a plain request: GET or HEAD, without a body and without anything unusual. Pure.

Almost every poll is such a request. Whatever is not, in any respect, is left to aiohttp's parser, so this one
decides about nothing: it has no error, only requests that it does not take.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from multidict import CIMultiDict, CIMultiDictProxy

LONGEST_BYTES = 4096
"""A longer head is not plain."""

_REQUEST = re.compile(
    rb"(GET|HEAD) (/(?!/)(?:[A-Za-z0-9/._~!$&'()*+,;=:@?-]|%[0-9A-Fa-f]{2})*+) HTTP/1\.([01])\r\n"
    rb"((?:[A-Za-z0-9-]{1,64}+:[ \t]*+(?:[!-~](?:[ \t!-~]*+))?+\r\n)*+)\r\n"
)
_UNUSUAL = frozenset(
    {"authorization", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade"}
)
_CONNECTION = "connection"
_CACHED_BLOCKS = 512
"""A client that polls sends the same fields each time; half a megabyte if these have 1 KB."""


class PlainRequest(NamedTuple):
    """A request; ``end`` is the offset of what follows its head, which has ``size_bytes``.

    ``closes`` unless the connection stays open after the response.
    """

    method: str
    target: str
    is_1_1: bool
    closes: bool
    headers: CIMultiDictProxy[str]
    end: int
    size_bytes: int


class _Fields(NamedTuple):
    """The fields of a head; ``keeps_open`` is what ``Connection`` says, ``None`` without it."""

    headers: CIMultiDictProxy[str]
    keeps_open: bool | None
    number: int


def read_plain(data: bytes, start: int, *, most_bytes: int, most_fields: int) -> PlainRequest | None:
    """Return the request at an offset, ``None`` if it is not plain, not complete or too long."""
    found = _REQUEST.match(data, start, start + most_bytes)
    if found is None:
        return None
    method, target, minor, block = found.groups()
    fields = _read_fields(block)
    is_1_1 = minor == b"1"
    if fields is None or fields.number > most_fields or (is_1_1 and "Host" not in fields.headers):
        return None
    closes = not is_1_1 if fields.keeps_open is None else not fields.keeps_open
    end = found.end()
    return PlainRequest(method.decode(), target.decode(), is_1_1, closes, fields.headers, end, end - start)


@lru_cache(_CACHED_BLOCKS)
def _read_fields(block: bytes) -> _Fields | None:
    """Read the lines of fields, ``None`` if one of them asks for more than an answer or holds a secret.

    A field that is sent twice is left to aiohttp, which refuses some.
    """
    fields = []
    seen = set()
    keeps_open: bool | None = None
    for line in block.decode("ascii").split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        value = value.strip(" \t")
        lower = name.lower()
        if lower in _UNUSUAL or lower in seen:
            return None
        seen.add(lower)
        if lower == _CONNECTION:
            wish = value.lower()
            if wish not in {"close", "keep-alive"}:
                return None
            keeps_open = wish == "keep-alive"
        fields.append((name, value))
    return _Fields(CIMultiDictProxy(CIMultiDict(fields)), keeps_open, len(fields))
