"""Freshness for caches and readers: R-HTTP-16 to R-HTTP-23."""

import re

import pytest

from feeds.server.http.freshness import cache_control
from tests.server.conftest import Clock
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection
from tests.server.samples import publication

FEEDS = ["/news.atom", "/news.rss", "/news.json", "/opml.xml"]
TOKENS = re.compile(r"[a-z-]+(=\d+)?(, [a-z-]+(=\d+)?)*")


def max_age(value: str) -> int:
    match = re.search(r"(?:^|, )max-age=(\d+)", value)
    assert match
    return int(match[1])


@pytest.mark.parametrize("target", FEEDS)
async def test_freshness_is_explicit(client: RawConnection, target: str) -> None:
    """R-HTTP-16."""
    value = (await client.ask(target))["Cache-Control"]
    assert value.startswith("public, ")
    assert max_age(value) == 900


@pytest.mark.parametrize(("asked", "sent"), [(0, 0), (60, 60), (18_000, 18_000), (90_000, 18_000)])
async def test_freshness_stays_within_what_readers_heed(
    client: RawConnection, source: MemorySource, asked: int, sent: int
) -> None:
    """R-HTTP-17."""
    source.put(publication("news.atom", number=43, max_age_s=asked))
    assert max_age((await client.ask("/news.atom"))["Cache-Control"]) == sent


@pytest.mark.parametrize("max_age_s", [900, 0])
async def test_a_version_known_to_be_outdated_is_not_kept(
    client: RawConnection, source: MemorySource, clock: Clock, max_age_s: int
) -> None:
    """R-HTTP-16, R-TOMB-08: neither fresh nor stale, until the channel is published with its change."""
    name = "news.atom" if max_age_s == 900 else "news/archive/2024-10.atom"
    source.put(publication(name, number=43, max_age_s=max_age_s))
    source.dues["news"] = int(clock.now) - 1
    response = await client.ask(f"/{name}")
    assert response["Cache-Control"] == "public, max-age=0"
    unchanged = await client.ask(f"/{name}", [("If-None-Match", response["ETag"])])
    assert (unchanged.status, unchanged["Cache-Control"]) == (304, "public, max-age=0")
    del source.dues["news"]
    assert max_age((await client.ask(f"/{name}"))["Cache-Control"]) == max_age_s


@pytest.mark.parametrize("sign", ["Via", "X-Varnish", "X-Forwarded-For", "X-Forwarded-Proto"])
async def test_a_cache_gets_no_304_for_an_outdated_version(
    client: RawConnection, source: MemorySource, clock: Clock, sign: str
) -> None:
    """R-HTTP-17: after one with ``max-age=0`` nginx keeps its copy for as long as at first."""
    held = ("If-None-Match", (await client.ask("/news.atom"))["ETag"])
    source.dues["news"] = int(clock.now) + 1
    response = await client.ask("/news.atom", [held, (sign, "https")])
    assert (response.status, response["Cache-Control"]) == (200, "public, max-age=0")
    assert (await client.ask("/news.atom", [held])).status == 304
    source.dues["news"] = int(clock.now) + 3
    assert (await client.ask("/news.atom", [held, (sign, "https")])).status == 304


async def test_copies_of_archive_parts_are_revalidated(client: RawConnection, source: MemorySource) -> None:
    """R-PAGE-08: a correction, a withdrawal or a late arrival is seen at once, also behind caches."""
    source.put(publication("news/archive/2024-10.atom", number=43, max_age_s=0))
    response = await client.ask("/news/archive/2024-10.atom")
    assert response["Cache-Control"] == "public, max-age=0"
    again = await client.ask("/news/archive/2024-10.atom", [("If-None-Match", response["ETag"])])
    assert again.status == 304


@pytest.mark.parametrize(
    ("left_s", "value"),
    [
        (5_000, "public, max-age=900, stale-while-revalidate=900, stale-if-error=86400"),
        (1_920, "public, max-age=900, stale-while-revalidate=900, stale-if-error=86400"),
        (1_560, "public, max-age=900, stale-while-revalidate=600, stale-if-error=86400"),
        (960, "public, max-age=900, stale-while-revalidate=0, stale-if-error=86400"),
        (180, "public, max-age=120, stale-while-revalidate=0, stale-if-error=86400"),
        (20, "public, max-age=1, stale-while-revalidate=0, stale-if-error=86400"),
        (1, "public, max-age=0"),
        (-9, "public, max-age=0"),
    ],
)
async def test_no_cache_keeps_a_feed_past_the_next_release(
    client: RawConnection, source: MemorySource, clock: Clock, left_s: int, value: str
) -> None:
    """R-HTTP-16, R-HTTP-14: an embargoed article is seen when it is released, behind a cache too."""
    source.dues["news"] = int(clock.now) + left_s
    for target in ("/news.atom", "/news.json", "/news"):
        full = await client.ask(target)
        assert full["Cache-Control"] == value
        unchanged = await client.ask(target, [("If-None-Match", full["ETag"])])
        assert (unchanged.status, unchanged["Cache-Control"]) == (304, value)
    elsewhere = await client.ask("/index.atom")
    assert max_age(elsewhere["Cache-Control"]) == 900


@pytest.mark.parametrize("target", FEEDS)
@pytest.mark.parametrize("headers", [[], [("If-None-Match", "*")]])
async def test_nothing_makes_readers_forget(
    client: RawConnection, target: str, headers: list[tuple[str, str]]
) -> None:
    """R-HTTP-18."""
    response = await client.ask(target, headers)
    assert response.get("Expires") is None
    assert response.get("Pragma") is None
    assert "no-store" not in response["Cache-Control"]
    assert "no-cache" not in response["Cache-Control"]


async def test_shared_caches_may_help_out(client: RawConnection) -> None:
    """R-HTTP-19."""
    value = (await client.ask("/news.atom"))["Cache-Control"]
    assert "stale-while-revalidate=900" in value
    assert "stale-if-error=86400" in value


@pytest.mark.parametrize("target", [*FEEDS, "/", "/missing.atom", "/health", "/old.atom"])
async def test_directives_are_tokens(client: RawConnection, target: str) -> None:
    """R-HTTP-20."""
    assert TOKENS.fullmatch((await client.ask(target))["Cache-Control"])


@pytest.mark.parametrize("target", FEEDS)
async def test_must_revalidate_is_not_sent(client: RawConnection, target: str) -> None:
    """R-HTTP-21."""
    assert "revalidate=" in (await client.ask(target))["Cache-Control"]
    assert "must-revalidate" not in (await client.ask(target))["Cache-Control"]


async def test_the_date_is_that_of_the_answer(client: RawConnection, clock: Clock) -> None:
    """R-HTTP-22: it moves with the clock, and an origin sends no Age."""
    dates = []
    for _ in range(2):
        for target in ("/news.atom", "/missing.atom"):
            response = await client.ask(target)
            assert response.get("Age") is None
            dates.append(response["Date"])
        clock.now += 1.0
    assert dates == ["Tue, 22 Oct 2024 10:07:16 GMT"] * 2 + ["Tue, 22 Oct 2024 10:07:17 GMT"] * 2


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/missing.atom", 404),
        ("GET", "/ended.atom", 410),
        ("POST", "/news.atom", 405),
        ("GET", "/a%FFb", 404),
    ],
)
async def test_errors_are_not_kept(client: RawConnection, method: str, target: str, status: int) -> None:
    """R-HTTP-23."""
    response = await client.ask(target, method=method)
    assert response.status == status
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "request_text",
    [
        b"GET /news.atom\r\n\r\n",
        b"NONSENSE\r\n\r\n",
        b"GET /news.atom HTTP/1.1\r\n\r\n",
        b"FETCH / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
async def test_errors_of_the_protocol_are_not_kept(client: RawConnection, request_text: bytes) -> None:
    """R-HTTP-23."""
    await client.send(request_text)
    response = await client.read()
    assert response.status == 400
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Server"] == "feeds"
    assert len(response.body) < 100


@pytest.mark.parametrize(
    ("left_s", "within_s", "expected"),
    [
        (None, 300, "public, max-age=300, stale-while-revalidate=0"),
        (None, 1_200, "public, max-age=900, stale-while-revalidate=300"),
        (None, 9_000, "public, max-age=900, stale-while-revalidate=900"),
        (120, 300, "public, max-age=120, stale-while-revalidate=0"),
        (0, 300, "public, max-age=0"),
    ],
)
def test_what_was_withdrawn_leaves_caches_in_time(left_s: int | None, within_s: int, expected: str) -> None:
    """R-TOMB-08: all permissions together end within the configured time."""
    assert cache_control(900, left_s, within_s=within_s) == expected


async def test_public_responses_are_the_same_for_all_clients(
    client: RawConnection, source: MemorySource
) -> None:
    """R-PRIV-02, R-PRIV-03: no cookies, no prompts, and validators that identify nobody."""
    source.put(publication("news.atom", number=43))
    one = await client.ask("/news.atom", [("User-Agent", "Reader/1"), ("Cookie", "id=1")])
    other = await client.ask("/news.atom", [("User-Agent", "Browser/2"), ("Authorization", "Basic YTpi")])
    assert one.body == other.body
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary"):
        assert one[name] == other[name]
    for response in (one, other):
        names = {name.lower() for name, _ in response.lines}
        assert not names & {"set-cookie", "www-authenticate"}
