"""Who is let in to private channels, how, and what they are sent: R-AUTH-01 to R-AUTH-09."""

import base64
from dataclasses import replace

import pytest

from feeds.model import Format
from tests.server.auth.conftest import NAMES, OTHER, TOKEN, Readers
from tests.server.http.test_deltas import story
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection, RawResponse
from tests.server.samples import publication

WRONG = TOKEN[:-1] + "0"
ADDRESSES = (*(f"/{name}" for name in NAMES), "/club")


def basic(token: str, name: str = "anna") -> list[tuple[str, str]]:
    pair = base64.b64encode(f"{name}:{token}".encode()).decode()
    return [("Authorization", f"Basic {pair}")]


def behind(token: str, address: str) -> str:
    return f"/~{token}{address}"


def is_private(response: RawResponse) -> bool:
    """R-AUTH-04."""
    return (
        response["Cache-Control"].startswith("private, max-age=")
        and response.get("Access-Control-Allow-Origin") is None
        and (response.status == 304 or response["X-Robots-Tag"] == "noindex, nofollow")
        and (response.status == 304 or response["Referrer-Policy"] == "no-referrer")
    )


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_nobody_is_let_in_unasked(client: RawConnection, address: str, method: str) -> None:
    """R-AUTH-05: again and again, for what one was sent may not open it for the next."""
    for headers in ([], basic(WRONG), basic(TOKEN), [], [("Authorization", f"Bearer {TOKEN}")]):
        response = await client.ask(address, headers, method=method)
        if headers == basic(TOKEN):
            assert response.status == 200
            continue
        assert response.status == 401
        assert response["WWW-Authenticate"] == 'Basic realm="news.example.org", charset="UTF-8"'
        assert response["Cache-Control"] == "no-store"
        assert response.get("Access-Control-Allow-Origin") is None
        assert response.get("ETag") is None
        assert b"sentence" not in response.body


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_token_opens_in_the_path_and_as_a_password(
    client: RawConnection, source: MemorySource, address: str
) -> None:
    """R-AUTH-01, R-AUTH-02, R-AUTH-03: the same bytes and tags for all, and the token in none."""
    for name in ("anna", "", "名"):
        by_name = await client.ask(address, [*basic(TOKEN, name), ("Accept-Language", "en")])
        assert by_name.status == 200
    by_path = await client.ask(behind(TOKEN, address), [("Accept-Language", "en")])
    assert (by_path.status, by_path.body, by_path["ETag"]) == (200, by_name.body, by_name["ETag"])
    assert by_path.lines == by_name.lines
    assert is_private(by_path)
    assert TOKEN not in str(by_path.lines)
    again = await client.ask(
        behind(TOKEN, address), [("If-None-Match", by_path["ETag"]), ("Accept-Language", "en")]
    )
    assert (again.status, again.body) == (304, b"")
    assert is_private(again)


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_wrong_token_in_a_path_finds_nothing(client: RawConnection, address: str) -> None:
    """R-AUTH-05: like an address that never was, whatever is wrong about it."""
    nothing = await client.ask("/nowhere.atom")
    for token in (WRONG, "", "x", TOKEN.upper(), OTHER, f"{TOKEN}0", "%E5%90%8D"):
        response = await client.ask(behind(token, address))
        assert (response.status, response.body) == (404, nothing.body)
        assert response.lines == nothing.lines


async def test_a_token_opens_its_own_channels_alone(client: RawConnection) -> None:
    assert (await client.ask("/club.atom", basic(OTHER))).status == 403
    assert (await client.ask(behind(TOKEN, "/news.atom"))).status == 404
    assert (await client.ask(behind(TOKEN, "/clubs.atom"))).status == 404
    assert (await client.ask(behind(TOKEN, behind(TOKEN, "/club.atom")))).status == 404
    assert (await client.ask(behind(TOKEN, "/"))).status == 404


async def test_what_is_revoked_ends_at_once(client: RawConnection, readers: Readers) -> None:
    """R-AUTH-05."""
    assert (await client.ask(behind(TOKEN, "/club.atom"))).status == 200
    readers.revoke(TOKEN[:12])
    assert (await client.ask(behind(TOKEN, "/club.atom"))).status == 404
    assert (await client.ask("/club.atom", basic(TOKEN))).status == 401


async def test_guessing_is_slowed_down_for_who_guesses_alone(client: RawConnection) -> None:
    """R-AUTH-06."""
    guesser = [("X-Forwarded-For", "203.0.113.9")]
    statuses = [(await client.ask(behind(WRONG, "/club.atom"), guesser)).status for _ in range(25)]
    assert statuses == [404] * 20 + [429] * 5
    refused = await client.ask("/club.atom", [*basic(WRONG), *guesser])
    assert refused.status == 429
    assert int(refused["Retry-After"]) > 0
    assert (await client.ask("/club.atom", [*basic(TOKEN), *guesser])).status == 200
    assert (await client.ask(behind(TOKEN, "/club.atom"), guesser)).status == 200
    assert (await client.ask("/club.atom", guesser)).status == 401
    assert (await client.ask("/club.atom", [*basic(WRONG), ("X-Forwarded-For", "203.0.113.7")])).status == 401


@pytest.mark.parametrize("address", ["/club.atom?x=1", "/club/?", "/club/"])
async def test_moves_stay_on_this_host(client: RawConnection, address: str) -> None:
    """R-AUTH-02, R-AUTH-09: a path, and nobody else may keep it."""
    moved = await client.ask(behind(TOKEN, address))
    assert moved.status == 301
    assert moved["Location"].startswith(f"/~{TOKEN}/club")
    assert moved["Cache-Control"].startswith("private")
    assert (await client.ask(moved["Location"])).status == 200
    assert (await client.ask(address)).status == 401


async def test_a_channel_that_moved_takes_its_readers_along_on_this_host(
    client: RawConnection,
) -> None:
    """R-AUTH-09."""
    moved = await client.ask(behind(TOKEN, "/old.atom"))
    assert (moved.status, moved["Location"]) == (301, f"/~{TOKEN}/news.atom")
    assert (await client.ask(behind(TOKEN, "/away.atom"))).status == 404
    assert (await client.ask(behind(TOKEN, "/ended.atom"))).status == 404


async def test_a_token_is_not_answered_by_http(client: RawConnection) -> None:
    """R-AUTH-09: not even with a move that would show it once more."""
    headers = [("X-Forwarded-Proto", "http")]
    refused = await client.ask(behind(TOKEN, "/club.atom"), headers)
    assert refused.status == 403
    assert TOKEN not in str(refused.lines)
    assert (await client.ask("/club.atom", headers)).status == 301


async def test_a_feed_that_turns_private_is_closed_while_it_is_at_hand(
    client: RawConnection, source: MemorySource
) -> None:
    first = await client.ask("/news.atom")
    assert first.status == 200
    source.put(replace(publication("news.atom"), private=True))
    for headers in ([], [("If-None-Match", first["ETag"])]):
        assert (await client.ask("/news.atom", headers)).status == 401


async def test_deltas_are_private_too(client: RawConnection, source: MemorySource) -> None:
    old, new = (replace(one, name="club.atom", private=True) for one in story(Format.ATOM))
    source.put(new)
    lines = [("A-IM", "feed"), ("If-None-Match", old.representations[0].etag)]
    response = await client.ask(behind(TOKEN, "/club.atom"), lines)
    assert response.status == 226
    assert response.get("Access-Control-Allow-Origin") is None
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert (await client.ask("/club.atom", lines)).status == 401


async def test_a_delta_made_while_a_feed_was_public_is_not_sent_as_such(
    client: RawConnection, source: MemorySource
) -> None:
    """R-AUTH-04: the same tags, other header fields."""
    old, new = (replace(one, name="club.atom") for one in story(Format.ATOM))
    lines = [("A-IM", "feed"), ("If-None-Match", old.representations[0].etag)]
    source.put(new)
    assert (await client.ask("/club.atom", lines))["Access-Control-Allow-Origin"] == "*"
    source.put(replace(new, private=True))
    response = await client.ask("/club.atom", [*lines, *basic(TOKEN)])
    assert response.status == 226
    assert response.get("Access-Control-Allow-Origin") is None
