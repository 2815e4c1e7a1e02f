"""A compressed body costs bounded memory, however it was made."""

import gzip
import tracemalloc
import zlib

import pytest

from feeds.outgoing import decompress
from feeds.outgoing.decompression import MAX_MEMBERS

TEXT = b"<rss version='2.0'/>" * 20_000


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("X-GZIP", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:70_000], mtime=0) + gzip.compress(TEXT[70_000:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + bytes(512)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("identity", TEXT),
        ("", TEXT),
    ],
)
def test_every_accepted_coding_gives_the_content(coding: str, body: bytes) -> None:
    assert decompress(body, coding, len(TEXT)) == TEXT


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (gzip.compress(TEXT, mtime=0), "longer than"),
        (gzip.compress(TEXT[:900], mtime=0)[:-9], "cut off"),
        (b"<rss/>", "is not gzip"),
        (gzip.compress(b"", mtime=0) * (MAX_MEMBERS + 1), "members"),
    ],
)
def test_other_bodies_are_errors(body: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        decompress(body, "gzip", 1_000)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip"])
def test_codings_without_a_bound_are_refused(coding: str) -> None:
    with pytest.raises(ValueError, match="not supported"):
        decompress(b"x", coding, 1_000)


def test_a_bomb_costs_little_more_memory_than_its_bound() -> None:
    bomb = gzip.compress(bytes(300_000_000))
    tracemalloc.start()
    with pytest.raises(ValueError, match="longer than"):
        decompress(bomb, "gzip", 1_000_000)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 4_000_000
