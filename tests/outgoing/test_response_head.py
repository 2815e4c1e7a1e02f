"""Heads of responses to posted documents, and where their bodies end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.outgoing.response_head import Framing, parse_head


@pytest.mark.parametrize(
    ("head", "body", "complete"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", b"ok", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", b"o", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", b"okk", None),
        (b"HTTP/1.1 200\r\ncontent-length:0\r\n", b"", True),
        (b"HTTP/1.1 204 No Content\r\n", b"", True),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n", b"", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n", b"ok", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n", b"ok", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n", b"", None),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n", b"", None),
        (b"HTTP/1.1 200 OK\r\n", b"", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"2\r\nok\r\n0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"2;x=y\r\nok\r\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"2\r\no", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"2\r\nokxx0\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"z\r\n", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\nmore", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"0\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n", None),
    ],
)
def test_a_connection_is_used_again_only_after_a_body_that_ends_exactly(
    head: bytes,
    body: bytes,
    complete: bool | None,  # noqa: FBT001 - a parameter of the cases
) -> None:
    found = parse_head(head)
    assert found is not None
    assert found.is_complete(body) is complete


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/2 200\r\n", b"ICY 200 OK\r\n", b"HTTP/1.1 20 OK\r\n", b"<html>\r\n"]
)
def test_what_is_not_http_is_not_a_head(head: bytes) -> None:
    assert parse_head(head) is None


@pytest.mark.parametrize("status", [100, 103])
def test_interim_responses_are_followed_by_another(status: int) -> None:
    found = parse_head(b"HTTP/1.1 %d Hint\r\nLink: </a>\r\n" % status)
    assert found is not None
    assert found.interim


@given(st.binary(max_size=300))
def test_any_bytes_are_read(body: bytes) -> None:
    parse_head(body)
    chunked = parse_head(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n")
    assert chunked is not None
    assert chunked.framing is Framing.CHUNKED
    assert chunked.is_complete(body) in (True, False, None)
