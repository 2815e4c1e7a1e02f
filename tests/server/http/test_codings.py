"""Content codings: R-HTTP-24 to R-HTTP-31."""

import gzip

import brotli
import pytest

from feeds.model import Coding
from tests.server.raw import RawConnection
from tests.server.samples import publication

PLAIN = publication("news.atom").body


async def coding_of(client: RawConnection, accept: str | None, target: str = "/news.atom") -> str:
    headers = [] if accept is None else [("Accept-Encoding", accept)]
    response = await client.ask(target, headers)
    assert response.status == 200
    return response.get("Content-Encoding") or "identity"


@pytest.mark.parametrize("coding", list(Coding))
async def test_codings_come_from_copies_made_at_publish_time(client: RawConnection, coding: Coding) -> None:
    """R-HTTP-24: the very bytes of the publication."""
    made = {one.coding: one.body for one in publication("news.atom").representations}
    response = await client.ask("/news.atom", [("Accept-Encoding", coding.value)])
    assert response.body == made[coding]
    decode = {Coding.IDENTITY: bytes, Coding.GZIP: gzip.decompress, Coding.BR: brotli.decompress}
    assert decode[coding](response.body) == PLAIN


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("   ", "identity"),
        ("identity", "identity"),
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip; q=0.000", "identity"),
        ("gzip;Q=0.001", "gzip"),
        ("br, gzip", "br"),
        ("gzip, br", "br"),
        ("gzip;q=0.9, br;q=0.8", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("identity;q=0.5, gzip;q=0.4", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip, identity;q=0", "gzip"),
        ("*;q=0, br", "br"),
        ("deflate, gzip;q=0.1, *;q=0", "gzip"),
        ("identity;q=0, *", "gzip"),
        ("identity;q=0, gzip;q=0, *", "br"),
        ("gzip;q=2", "identity"),
        ("gzip;q=", "identity"),
        ("gzip;q=0.1234", "identity"),
        ("gzip;level=9", "gzip"),
        ("pack200-gzip", "identity"),
        ("gzipped, xbr", "identity"),
    ],
)
async def test_weights_are_parsed(client: RawConnection, accept: str | None, coding: str) -> None:
    """R-HTTP-25."""
    assert await coding_of(client, accept) == coding


@pytest.mark.parametrize(
    "accept", ["identity;q=0", "*;q=0", "identity;q=0, gzip;q=0, br;q=0", "*;q=0, deflate"]
)
async def test_who_refuses_everything_is_told_so(client: RawConnection, accept: str) -> None:
    """R-HTTP-25: honoured, not guessed around; caches must know on what it hangs."""
    response = await client.ask("/news.atom", [("Accept-Encoding", accept)])
    assert response.status == 406
    assert response["Vary"] == "Accept-Encoding"
    assert response["Cache-Control"] == "no-store"


async def test_several_accept_encoding_lines_are_one_list(client: RawConnection) -> None:
    """R-HTTP-25."""
    response = await client.ask("/news.atom", [("Accept-Encoding", "br;q=0"), ("Accept-Encoding", "gzip")])
    assert response["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("accept", "allowed"),
    [("gzip, deflate", {"gzip"}), ("br", {"br"}), ("*", {"identity"}), ("deflate, zstd", {"identity"})],
)
async def test_only_what_was_listed(client: RawConnection, accept: str, allowed: set[str]) -> None:
    """R-HTTP-26."""
    assert await coding_of(client, accept) in allowed


async def test_what_does_not_get_smaller_is_sent_as_it_is(client: RawConnection) -> None:
    """R-HTTP-24: a coding exists only where it helps."""
    assert await coding_of(client, "br, gzip", "/tiny.atom") == "identity"


@pytest.mark.parametrize("accept", ["deflate", "deflate, identity;q=0.1"])
async def test_deflate_is_not_offered(client: RawConnection, accept: str) -> None:
    """R-HTTP-27."""
    assert await coding_of(client, accept) == "identity"


@pytest.mark.parametrize("accept", ["", "gzip", "br", "identity"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("target", ["/news.atom", "/tiny.atom", "/opml.xml", "/news.zh.html"])
async def test_vary_names_accept_encoding_alone(
    client: RawConnection, accept: str, method: str, target: str
) -> None:
    """R-HTTP-28."""
    headers = [("Accept-Encoding", accept)]
    full = await client.ask(target, headers, method=method)
    unchanged = await client.ask(target, [*headers, ("If-None-Match", full["ETag"])], method=method)
    assert (full["Vary"], unchanged["Vary"]) == ("Accept-Encoding", "Accept-Encoding")
    assert (full.status, unchanged.status) == (200, 304)


@pytest.mark.parametrize("coding", list(Coding))
async def test_the_length_is_known(client: RawConnection, coding: Coding) -> None:
    """R-HTTP-29."""
    headers = [("Accept-Encoding", coding.value)]
    full = await client.ask("/news.atom", headers)
    head = await client.ask("/news.atom", headers, method="HEAD")
    assert full["Content-Length"] == head["Content-Length"] == str(len(full.body))
    assert full.get("Transfer-Encoding") is None
