"""Moves and ends: R-HTTP-42 to R-HTTP-46; where readers look by habit: R-DISC-07."""

import pytest

from feeds.errors import ConfigError
from feeds.server.addresses import Addresses, Move
from tests.server.raw import RawConnection
from tests.server.shelves import MemoryShelf

SITE = "https://news.example.org"


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/old.atom", f"{SITE}/news.atom"),
        ("/old.json", f"{SITE}/news.json"),
        ("/old.atom?x", f"{SITE}/news.atom"),
        ("/old", f"{SITE}/news"),
        ("/old.en.html", f"{SITE}/news.en.html"),
        ("/old/archive/2024-10.atom", f"{SITE}/news/archive/2024-10.atom"),
        ("/older.rss", f"{SITE}/news.rss"),
        ("/%E6%97%A7.atom", f"{SITE}/%E6%96%B0%E9%97%BB/%E7%9C%81%E5%86%85.atom"),
        ("/away.rss", "https://other.example.com/feeds/away.rss"),
    ],
)
async def test_a_moved_channel_leads_to_its_new_place_in_one_hop(
    client: RawConnection, target: str, location: str
) -> None:
    """R-HTTP-42: an absolute address, never made of ``Host``; R-HTTP-43: 301."""
    response = await client.ask(target)
    assert (response.status, response["Location"]) == (301, location)


@pytest.mark.parametrize("target", ["/old.atom", "/news.atom?login=1", "/feed"])
async def test_redirects_lead_only_to_the_same_thing_for_good(client: RawConnection, target: str) -> None:
    """R-HTTP-44: no login, consent or maintenance page is ever the target."""
    response = await client.ask(target)
    assert response.status == 301
    path = response["Location"].removeprefix(SITE)
    assert (await client.ask(path)).status == 200


@pytest.mark.parametrize("target", ["/ended.atom", "/ended", "/ended.en.html", "/ended/archive/2024-10.atom"])
async def test_only_what_has_ended_is_gone(client: RawConnection, target: str) -> None:
    """R-HTTP-46."""
    response = await client.ask(target)
    assert response.status == 410
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "target",
    [
        "/missing.atom",
        "/missing",
        "/news.pdf",
        "/news/ended.atom",
        "/..%2f..%2fetc/passwd",
        "/a//b",
        "/a%00b",
        "/a%FFb",
        "/%0d%0aSet-Cookie:x=1",
        "/news.atom/x",
        "/archive/2024-10.atom",
        "/\\news.atom",
        "/news.ATOM",
    ],
)
async def test_what_never_was_is_not_found(client: RawConnection, target: str) -> None:
    """R-HTTP-46."""
    response = await client.ask(target)
    assert response.status == 404
    assert len(response.body) < 100


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("/feed", "index.atom"),
        ("/feed/", "index.atom"),
        ("/atom.xml", "index.atom"),
        ("/index.xml", "index.atom"),
        ("/rss.xml", "index.atom"),
        ("/feed.json", "index.json"),
        ("/index", ""),
    ],
)
async def test_where_readers_look_leads_to_the_main_feed(
    client: RawConnection, target: str, name: str
) -> None:
    """R-DISC-07: to the format meant, or to one there is."""
    response = await client.ask(target)
    assert (response.status, response["Location"]) == (301, f"{SITE}/{name}")


async def test_without_a_main_feed_there_is_nowhere_to_lead(
    client: RawConnection, shelf: MemoryShelf
) -> None:
    """R-DISC-07."""
    for name in ("index.atom", "index.json"):
        shelf.drop(name)
    assert (await client.ask("/feed")).status == 404


def test_moves_in_a_circle_are_an_error_of_the_settings() -> None:
    """R-HTTP-42."""
    with pytest.raises(ConfigError, match="leads back"):
        Addresses(SITE, (Move(path="a", to="b"), Move(path="b", to="c"), Move(path="c", to="a")))
