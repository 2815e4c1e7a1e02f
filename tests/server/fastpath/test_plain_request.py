"""Plain requests: what is read is what aiohttp's parser reads, and the rest is left to it."""

import asyncio

import pytest
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpRequestParser, HttpVersion11
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDictProxy

from feeds.server.fastpath.plain_request import LONGEST_BYTES, PlainRequest, read_plain

NAMES = st.sampled_from(["Accept", "accept-encoding", "If-None-Match", "User-Agent", "X-A", "Connection"])
VALUES = st.sampled_from(
    ["", "gzip, br", ' "a-gz"  ', "close", "Keep-Alive", "keep-alive, x", "a:b", "\t1\t"]
)
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=6)
TARGETS = st.sampled_from(["/", "/news.atom", "/a//b?x=%20&y", "/%E6%96%B0", "/~token/news.rss", "/a;b=1,2"])


def plain(data: bytes, start: int = 0) -> PlainRequest | None:
    return read_plain(data, start, most_bytes=LONGEST_BYTES, most_fields=100)


def head(target: str, *lines: str, method: str = "GET", version: str = "1.1") -> bytes:
    return "\r\n".join((f"{method} {target} HTTP/{version}", *lines, "", "")).encode()


def lowered(headers: CIMultiDictProxy[str]) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers.items()]


@given(
    method=st.sampled_from(["GET", "HEAD"]),
    target=TARGETS,
    version=st.sampled_from(["1.0", "1.1"]),
    fields=FIELDS,
)
def test_a_plain_request_is_read_as_aiohttp_reads_it(
    method: str, target: str, version: str, fields: list[tuple[str, str]]
) -> None:
    """R-HTTP-36."""
    lines = ["Host: news.example", *(f"{name}: {value}" for name, value in fields)]
    data = head(target, *lines, method=method, version=version)
    ours = plain(data)
    if ours is None:
        names = [name.lower() for name, _ in fields]
        assert "connection" in names or len(set(names)) < len(names)
        return
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        parser = HttpRequestParser(BaseProtocol(loop), loop, 2**16)
        ((theirs, _),), _, rest = parser.feed_data(data)
    assert rest == b""
    assert ours.end == len(data)
    assert (ours.method, ours.target, ours.closes) == (theirs.method, theirs.path, theirs.should_close)
    assert ours.is_1_1 == (theirs.version == HttpVersion11)
    assert lowered(ours.headers) == lowered(theirs.headers)


@pytest.mark.parametrize(
    "data",
    [
        head("/news.atom", "Host: a", method="POST"),
        head("/news.atom", "Host: a", method="get"),
        head("/news.atom", "Host: a", version="2.0"),
        head("/news.atom"),
        head("//a", "Host: a"),
        head("/a#b", "Host: a"),
        head("/%zz", "Host: a"),
        head("/ä", "Host: a"),
        head("http://a/news.atom", "Host: a"),
        head("*", "Host: a"),
        head("/news.atom", "Host : a"),
        head("/news.atom", "Host: a", " folded"),
        head("/news.atom", "Host: a", "X: \x00"),
        head("/news.atom", "Host: a", "X: ä"),
        head("/news.atom", "Host: a", "X: a\nY: b"),
        head("/news.atom", "Host: a", "Content-Length: 0"),
        head("/news.atom", "Host: a", "transfer-encoding: chunked"),
        head("/news.atom", "Host: a", "Expect: 100-continue"),
        head("/news.atom", "Host: a", "Upgrade: h2c"),
        head("/news.atom", "Host: a", "Connection: close", "Connection: close"),
        head("/news.atom", "Host: a", "Connection: upgrade"),
        head("/news.atom", "Host: a", "host: b"),
        head("/news.atom", "Host: a", "Authorization: Basic eDp5"),
        head("/news.atom", "Host: a", "X: " + "a" * LONGEST_BYTES),
        head("/news.atom", "Host: a").removesuffix(b"\r\n"),
        head("/news.atom", "Host: a").replace(b"\r\n", b"\n"),
        b"\x16\x03\x01\x02\x00\x01",
        b"",
    ],
)
def test_anything_else_is_left_to_aiohttp(data: bytes) -> None:
    """R-HTTP-36."""
    assert plain(data) is None


def test_requests_are_read_one_after_another() -> None:
    data = head("/a", "Host: a") + head("/b", "Host: b", method="HEAD")
    first = plain(data)
    assert first is not None
    second = plain(data, first.end)
    assert second is not None
    assert (second.method, second.target, second.end) == ("HEAD", "/b", len(data))


def test_fields_are_counted() -> None:
    data = head("/a", "Host: a", "X: 1", "Y: 2")
    assert read_plain(data, 0, most_bytes=LONGEST_BYTES, most_fields=3) is not None
    assert read_plain(data, 0, most_bytes=LONGEST_BYTES, most_fields=2) is None
    assert read_plain(data, 0, most_bytes=len(data) - 1, most_fields=3) is None
