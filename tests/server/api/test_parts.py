"""The pure parts of pushing."""

import gzip
import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Scope, Token
from feeds.server.api.concurrency import ConcurrencyLimiter
from feeds.server.api.decompression import MOST_EMPTY_MEMBERS, PIECE_BYTES, GzipDecoder
from feeds.server.api.limits import PushLimits
from feeds.server.api.line_splitter import Line, LineSplitter, LineTooLong
from feeds.server.api.problems import HTTPProblem
from feeds.server.auth.bearer_tokens import credentials, write_token
from feeds.server.auth.failure_limiter import FailureLimiter
from feeds.server.auth.secrets import digest, verify

ID, SECRET = "0" * 12, "ab" * 32
TOKEN = Token(
    id=ID,
    name="desk",
    digest=hashlib.sha256(SECRET.encode()).digest(),
    scope=Scope(sources=("cms",)),
    created_at=datetime(2024, 1, 1, tzinfo=UTC),
)


@given(st.binary(max_size=400), st.integers(1, 50))
def test_lines_are_the_same_however_they_arrive(data: bytes, step: int) -> None:
    splitter = LineSplitter(1000)
    found: list[Line] = []
    for start in range(0, len(data), step):
        found += splitter.feed(data[start : start + step])
    found += splitter.finish()
    bare = [line.removesuffix(b"\r") for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    wanted = [(n, line) for n, line in enumerate(bare, 1) if line and not line.isspace()]
    assert [(line.number, line.text) for line in found] == wanted


def test_a_long_line_is_found_before_it_ends() -> None:
    splitter = LineSplitter(10)
    assert [line.text for line in splitter.feed(b"0123456789\r\n")] == [b"0123456789"]
    with pytest.raises(LineTooLong) as caught:
        list(splitter.feed(b"0123456789ab"))
    assert caught.value.number == 2


@given(st.lists(st.binary(max_size=300), max_size=4), st.integers(1, 40))
def test_gzip_is_the_same_however_it_arrives(members: list[bytes], step: int) -> None:
    packed = b"".join(map(gzip.compress, members))
    decoder = GzipDecoder()
    found = b"".join(
        piece for start in range(0, len(packed), step) for piece in decoder.feed(packed[start : start + step])
    )
    assert found + b"".join(decoder.finish()) == b"".join(members)


def test_a_bomb_comes_out_in_bounded_pieces() -> None:
    pieces = [len(piece) for piece in GzipDecoder().feed(gzip.compress(bytes(50_000_000)))]
    assert sum(pieces) == 50_000_000
    assert max(pieces) <= PIECE_BYTES


def test_what_is_no_gzip_or_breaks_off_is_told() -> None:
    with pytest.raises(ValueError, match="not gzip"):
        list(GzipDecoder().feed(b"plain text"))
    broken = GzipDecoder()
    list(broken.feed(gzip.compress(b"some words")[:-4]))
    with pytest.raises(ValueError, match="incomplete"):
        list(broken.finish())


def test_credentials_are_read_from_the_header() -> None:
    token = write_token(ID, SECRET)
    assert credentials(f"bearer  {token} ") == (ID, SECRET)
    assert [credentials(bad) for bad in (None, "", token, f"Basic {token}", "Bearer feeds_1_2")] == [None] * 5


def test_a_secret_proves_its_own_good_token_only() -> None:
    assert digest(SECRET) == TOKEN.digest
    assert verify(TOKEN, SECRET)
    assert not verify(TOKEN, "cd" * 32)
    assert not verify(None, SECRET)
    assert not verify(replace(TOKEN, revoked_at=TOKEN.created_at), SECRET)


def test_failures_are_counted_for_a_minute() -> None:
    attempts = FailureLimiter(2)
    assert [attempts.fail("a", now) for now in (0.0, 10.0, 20.0)] == [0, 0, 40]
    assert attempts.fail("b", 20.0) == 0
    assert attempts.fail("a", 60.0) == 0


def test_nobody_is_let_in_while_the_writer_is_behind() -> None:
    concurrency = ConcurrencyLimiter(PushLimits(behind_s=5.0))
    with concurrency.acquire("a", 4.9):
        pass
    with pytest.raises(HTTPProblem) as caught, concurrency.acquire("a", 7.2):
        pass
    assert (caught.value.status, caught.value.extra) == (503, (("Retry-After", "7"),))


def test_who_leaves_makes_room() -> None:
    concurrency = ConcurrencyLimiter(PushLimits(running=1))
    for _ in range(3):
        with concurrency.acquire("a", 0.0), pytest.raises(HTTPProblem), concurrency.acquire("b", 0.0):
            pass


def test_members_without_content_are_bounded() -> None:
    """Each costs its sender 20 bytes and the decoder a set-up, and no limit of bytes ever counts it."""
    empty = gzip.compress(b"")
    decoder = GzipDecoder()
    assert b"".join(decoder.feed(gzip.compress(b"x") + empty * MOST_EMPTY_MEMBERS)) == b"x"
    with pytest.raises(ValueError, match="members without content"):
        list(GzipDecoder().feed(empty * 100_000))
