"""Reads the head of a plain request: GET or HEAD, without a body and without anything unusual. Pure.

Almost every poll is such a request. Whatever is not, in any respect, is left to aiohttp's parser, so this one
decides about nothing: it has no error, only requests that it does not take.
"""

import re
from typing import NamedTuple

from multidict import CIMultiDict

LONGEST_BYTES = 4096
"""A longer head is not plain."""

_REQUEST = re.compile(
    rb"(GET|HEAD) (/(?!/)(?:[A-Za-z0-9/._~!$&'()*+,;=:@?-]|%[0-9A-Fa-f]{2})*+) HTTP/1\.([01])\r\n"
    rb"((?:[A-Za-z0-9-]{1,64}+:[ \t]*+(?:[!-~](?:[ \t!-~]*+))?+\r\n)*+)\r\n"
)
_BODY_OR_MORE = frozenset({"content-length", "transfer-encoding", "upgrade", "expect", "trailer", "te"})
_CONNECTION = "connection"


class PlainRequest(NamedTuple):
    """A request; ``end`` is the offset of what follows its head.

    ``closes`` unless the connection stays open after the response.
    """

    method: str
    target: str
    is_1_1: bool
    closes: bool
    headers: CIMultiDict[str]
    end: int


def read_plain(data: bytes, start: int, *, most_bytes: int, most_fields: int) -> PlainRequest | None:
    """Return the request at an offset, ``None`` if it is not plain, not complete or too long."""
    found = _REQUEST.match(data, start, start + most_bytes)
    if found is None:
        return None
    method, target, minor, block = found.groups()
    lines = block.decode("ascii").split("\r\n")
    if len(lines) > most_fields:
        return None
    fields = []
    is_1_1 = minor == b"1"
    closes, said = not is_1_1, False
    for line in lines[:-1]:
        name, _, value = line.partition(":")
        value = value.strip(" \t")
        lower = name.lower()
        if lower in _BODY_OR_MORE:
            return None
        if lower == _CONNECTION:
            wish = value.lower()
            if said or wish not in {"close", "keep-alive"}:
                return None
            closes, said = wish == "close", True
        fields.append((name, value))
    headers = CIMultiDict(fields)
    if is_1_1 and "Host" not in headers:
        return None
    return PlainRequest(method.decode(), target.decode(), is_1_1, closes, headers, found.end())
