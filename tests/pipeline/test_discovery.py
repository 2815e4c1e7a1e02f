"""Discovery of feeds and articles in published files (R-DISC, R-OPML, R-SMAP)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree, html
from msgspec import structs

from feeds.compose.sitemap import LONGEST_CHARS, is_listed, latest_news, news_language
from feeds.model import Channel, Format, NewsItem, Publication, Site, Source, Status
from feeds.pipeline import Orchestrator, SiteContext
from feeds.store import Store, publications, revisions
from feeds.validate import check
from tests.pipeline.site import CREDITS, SITE, START, ManualClock, article, open_orchestrator, readings
from tests.transactions import change, query

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
SECOND = timedelta(seconds=1)
CHANNELS = (
    Channel(path="index", title="Harbour Post", limit=4),
    Channel(path="news", title="News", limit=4),
    Channel(path="news/quay", title="Quay", limit=4),
    Channel(path="news/quay/boats", title="Boats"),
    Channel(path="新闻", title="新闻"),
)


async def fetch(store: Store, name: str) -> Publication:
    found = await query(store, publications.fetch, name)
    assert found is not None, name
    return found


async def settle(orchestrator: Orchestrator, clock: ManualClock) -> None:
    for _ in range(4):
        await orchestrator.finish()
        clock.advance(2)


def strings(root: etree._Element, path: str) -> list[str]:
    found = root.xpath(path)
    assert isinstance(found, list)
    return [str(one) for one in found]


def locations(body: bytes) -> dict[str, str | None]:
    rows = etree.fromstring(body).findall("*")
    return {str(row.findtext(f"{MAP}loc")): row.findtext(f"{MAP}lastmod") for row in rows}


async def all_locations(store: Store) -> dict[str, str | None]:
    """Return all sitemaps that the sitemap index links to."""
    found: dict[str, str | None] = {}
    for url in locations((await fetch(store, "sitemap.xml")).body):
        found |= locations((await fetch(store, url.removeprefix(f"{SITE.url}/"))).body)
    return found


async def news(store: Store) -> list[tuple[str, str, str]]:
    rows = etree.fromstring((await fetch(store, "news-sitemap.xml")).body)
    return [
        (
            str(row.findtext(f"{MAP}loc")),
            str(row.findtext(f".//{NEWS}title")),
            str(row.findtext(f".//{NEWS}publication_date")),
        )
        for row in rows
    ]


async def test_every_branch_has_an_outline(tmp_path: Path) -> None:
    """R-OPML-01 to R-OPML-03, R-OPML-05, R-OPML-07: valid, linked from its page, stable."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1)))
        await settle(orchestrator, clock)
        names = await query(store, publications.names)
        assert [name for name in names if name.endswith((".opml", "opml.xml"))] == [
            "news.opml",
            "news/quay.opml",
            "opml.xml",
        ]
        for name in ("news.opml", "news/quay.opml", "opml.xml"):
            assert check((await fetch(store, name)).body).errors == ()
        branch = await fetch(store, "news.opml")
        assert branch.media_type.startswith("text/x-opml")
        outlines = etree.fromstring(branch.body).iter("outline")
        urls = [one.get("xmlUrl") for one in outlines if one.get("type") == "rss"]
        assert urls == [f"{SITE.url}/news{rest}.rss" for rest in ("", "/quay", "/quay/boats")]
        rendered = {path: await fetch(store, f"{path}.en.html") for path in ("news", "新闻")}
        pages = {path: html.fromstring(page.body) for path, page in rendered.items()}
        assert strings(pages["news"], "//link[@rel='outline']/@href") == [f"{SITE.url}/news.opml"]
        assert strings(pages["news"], "//p[@class='opml']/a/@href") == [f"{SITE.url}/news.opml"]
        assert strings(pages["新闻"], "//link[@rel='outline']/@href") == [f"{SITE.url}/opml.xml"]
        clock.advance(5)
        await orchestrator.take("desk", readings(article(2)))
        await settle(orchestrator, clock)
        assert await fetch(store, "news.opml") == branch
        deeper = (*CHANNELS, Channel(path="news/quay/boats/ferries", title="Ferries"))
        await orchestrator.start(SiteContext(SITE, deeper, CREDITS))
        await settle(orchestrator, clock)
        assert b"Ferries" in (await fetch(store, "news.opml")).body


async def test_pages_announce_their_feeds_in_head_and_header(tmp_path: Path) -> None:
    """R-DISC-01, R-DISC-02, R-DISC-04, R-DISC-05, R-DISC-06, R-DISC-09.

    R-DISC-03, a second link of another type to the same address, gives way to R-DISC-05.
    """
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.finish()
        page = await fetch(store, "news.en.html")
        root = html.fromstring(page.body)
        links = "//link[@rel='alternate'][@type]"
        hrefs, types, titles = (strings(root, f"{links}/@{name}") for name in ("href", "type", "title"))
        assert page.links == (
            f'<{SITE.url}/news.rss>; rel="alternate"; type="application/rss+xml", '
            f'<{SITE.url}/news.json>; rel="alternate"; type="application/feed+json"'
        )
        assert hrefs[:2] == [f"{SITE.url}/news.rss", f"{SITE.url}/news.json"]
        assert types[:2] == ["application/rss+xml", "application/feed+json"]
        assert len(set(hrefs)) == len(hrefs) == len(set(titles))
        assert strings(root, f"{links}/@media") + strings(root, f"{links}/@hreflang") == []
        known = await query(store, publications.names)
        assert all(href.removeprefix(f"{SITE.url}/") in known for href in hrefs)
        directory = html.fromstring((await fetch(store, "index.en.html")).body)
        feeds = {f"{path}.{form}" for path in ("index", "news", "news/quay") for form in Format}
        assert {f"{SITE.url}/{name}" for name in (*feeds, "opml.xml")} <= set(strings(directory, "//a/@href"))


async def test_robots_may_read_everything_and_find_the_sitemaps(tmp_path: Path) -> None:
    """R-DISC-08, R-SMAP-08."""
    async with open_orchestrator(tmp_path, ManualClock(), CHANNELS) as (orchestrator, store):
        await orchestrator.finish()
        robots = await fetch(store, "robots.txt")
    assert robots.media_type == "text/plain; charset=utf-8"
    assert robots.body.decode().splitlines() == [
        "User-agent: *",
        "Disallow:",
        "",
        f"Sitemap: {SITE.url}/sitemap.xml",
        f"Sitemap: {SITE.url}/news-sitemap.xml",
    ]


async def test_the_icon_is_published_in_three_formats(tmp_path: Path) -> None:
    async with open_orchestrator(tmp_path, ManualClock(), CHANNELS) as (orchestrator, store):
        await orchestrator.finish()
        rendered, old = await fetch(store, "icon.svg"), await fetch(store, "favicon.ico")
        raster = await fetch(store, "icon.png")
    assert etree.fromstring(rendered.body).tag == "{http://www.w3.org/2000/svg}svg"
    assert (raster.media_type, raster.body[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert (rendered.media_type, old.media_type) == ("image/svg+xml", "image/x-icon")
    assert old.body[:6] == b"\x00\x00\x01\x00\x03\x00"


async def test_sitemaps_list_every_page_and_archive_page_once(tmp_path: Path) -> None:
    """R-SMAP-01, R-SMAP-02: on this host, each with the time of its entry; no article that is not visible."""
    clock = ManualClock()
    month = 31 * 24 * 60
    shown = [article(month * (number % 3) + number) for number in range(30)]
    hidden = [
        article(90, status=Status.WITHHELD),
        article(91, release_at=START + timedelta(days=3)),
        article(92, url="https://elsewhere.example/a"),
        article(93, url=f"{SITE.url}/{'x' * LONGEST_CHARS}"),
    ]
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(*shown, *hidden))
        await settle(orchestrator, clock)
        found = await all_locations(store)
        maps = locations((await fetch(store, "sitemap.xml")).body)
        assert len(maps) >= 4
        assert [url for url, at in maps.items() if at is None] == [f"{SITE.url}/sitemap-pages.xml"]
        assert all(
            url.removeprefix(f"{SITE.url}/").count("/") == 0 for url in maps
        )  # a map speaks for its folder
    pages = {
        f"{SITE.url}/{path}" for path in ("", "news", "news/quay", "news/quay/boats", "%E6%96%B0%E9%97%BB")
    }
    assert set(found) == pages | {str(one.url) for one in shown}
    assert found[str(shown[4].url)] == f"{shown[4].published_at:%Y-%m-%dT%H:%M:%SZ}"
    assert {found[page] for page in pages} == {None}


async def test_one_change_rewrites_one_sitemap(tmp_path: Path) -> None:
    """R-SMAP-02: its time is that of the entry."""
    clock = ManualClock()
    month = 31 * 24 * 60
    batch = [article(month * (number % 3) + number) for number in range(30)]
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(*batch))
        await settle(orchestrator, clock)
        names = [name for name in await query(store, publications.names) if name.startswith("sitemap-")]
        before = {name: await fetch(store, name) for name in names}
        clock.advance(60)
        changed_at = clock()
        await orchestrator.take("desk", readings(structs.replace(batch[29], title="Corrected")))
        await settle(orchestrator, clock)
        after = {name: await fetch(store, name) for name in names}
        found = await all_locations(store)
        changed = [name for name in names if before[name] != after[name]]
    assert changed == [
        "sitemap-2024-08.xml",
        "sitemap-latest.xml",
    ]  # it comes back to the live feed
    assert found[str(batch[29].url)] == f"{changed_at:%Y-%m-%dT%H:%M:%SZ}"


async def test_the_sitemap_index_lists_the_maps_that_there_are_after_every_change(tmp_path: Path) -> None:
    """R-SMAP-01: parts that are added, changed and removed by one publisher, which reads changes alone."""
    clock = ManualClock()
    month = 31 * 24 * 60
    batch = [article(month * (number % 4) + number) for number in range(40)]

    async def check_index(store: Store) -> set[str]:
        names = [name for name in await query(store, publications.names) if name.startswith("sitemap-")]
        known = {f"{SITE.url}/{name}": await fetch(store, name) for name in names}
        expected: dict[str, str | None] = {
            url: f"{one.modified_at:%Y-%m-%dT%H:%M:%SZ}" for url, one in known.items()
        }
        expected[f"{SITE.url}/sitemap-pages.xml"] = None
        assert locations((await fetch(store, "sitemap.xml")).body) == expected
        return set(names)

    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(*batch[:30]))
        await settle(orchestrator, clock)
        first = await check_index(store)
        clock.advance(60)
        await orchestrator.take("desk", readings(structs.replace(batch[29], title="Corrected"), *batch[30:]))
        await settle(orchestrator, clock)
        await check_index(store)
        now_s = int(clock().timestamp())
        for one in batch[3::4]:
            await change(store, revisions.set_withdrawn, one.id, withdrawn=True, note="", now_s=now_s)
        await settle(orchestrator, clock)
        assert len(first - await check_index(store)) == 1


async def test_sitemaps_omit_withdrawn_articles(tmp_path: Path) -> None:
    """R-SMAP-07."""
    clock = ManualClock()
    batch = [article(number) for number in range(9)]
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(*batch))
        await settle(orchestrator, clock)
        assert len(await news(store)) == 9
        for number in (0, 8):
            await change(
                store,
                revisions.set_withdrawn,
                batch[number].id,
                withdrawn=True,
                note="",
                now_s=int(clock().timestamp()),
            )
        await settle(orchestrator, clock)
        gone = {str(batch[0].url), str(batch[8].url)}
        assert gone.isdisjoint(await all_locations(store))
        assert gone.isdisjoint(url for url, _, _ in await news(store))


async def test_articles_on_another_host_are_listed_where_the_settings_name_it(tmp_path: Path) -> None:
    """R-SMAP-01."""
    clock = ManualClock()
    site = replace(SITE, pages_url="https://www.post.example/")
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.start(SiteContext(site, CHANNELS, CREDITS))
        url = "https://www.post.example/a?b=1&c=2"
        await orchestrator.take("desk", readings(article(1, url=url)))
        await settle(orchestrator, clock)
        assert url in await all_locations(store)
        assert [row[0] for row in await news(store)] == [url]


async def test_news_sitemaps_list_articles_of_two_days(tmp_path: Path) -> None:
    """R-SMAP-03, R-SMAP-05, R-SMAP-06: removed on the hour before they are too old."""
    clock = ManualClock()
    hours = 60
    early = Source(name="Wire", published_at=START - timedelta(hours=50))
    batch = [
        article(1),
        article(40 * hours),
        article(47 * hours - 20),
        article(49 * hours),
        article(2, title="Old elsewhere & here", source=early),
    ]
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(*batch))
        await settle(orchestrator, clock)
        first = await fetch(store, "news-sitemap.xml")
        assert await news(store) == [
            (str(one.url), one.title, f"{one.published_at:%Y-%m-%dT%H:%M:%SZ}") for one in batch[:3]
        ]
        assert b"<news:name>Harbour Post</news:name><news:language>en</news:language>" in first.body
        clock.advance(1800)
        assert await orchestrator.finish() == ()
        due_s = await orchestrator.apply_due()
        assert due_s == int((START + timedelta(hours=1)).timestamp())
        clock.now = START + timedelta(hours=1)
        assert [result.changed for result in await orchestrator.finish()] == [("news-sitemap.xml",)]
        assert len(await news(store)) == 2
        clock.now = START + timedelta(days=3)
        await orchestrator.finish()
        assert await news(store) == []
        assert await orchestrator.finish() == ()


async def test_a_restart_removes_old_articles_from_the_news_sitemap(tmp_path: Path) -> None:
    """R-SMAP-03."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.take("desk", readings(article(1)))
        await settle(orchestrator, clock)
        assert len(await news(store)) == 1
    clock.now += timedelta(days=3)
    async with open_orchestrator(tmp_path, clock, CHANNELS) as (orchestrator, store):
        await orchestrator.finish()
        assert await news(store) == []


def test_at_most_a_thousand_articles_are_news_and_each_address_once() -> None:
    """R-SMAP-03, R-SMAP-07."""
    now = datetime(2024, 10, 22, tzinfo=UTC)
    items = [
        NewsItem(
            url=f"https://a.example/{number % 1200}", title="A", published_at=now - timedelta(seconds=number)
        )
        for number in range(2400)
    ]
    chosen = latest_news(items, now)
    assert [item.url for item in chosen] == [f"https://a.example/{number}" for number in range(1000)]
    assert latest_news([replace(items[0], published_at=now + timedelta(seconds=1))], now) == ()


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-CN", "zh-cn"),
        ("zh-Hans-CN", "zh-cn"),
        ("zh", "zh-cn"),
        ("zh-TW", "zh-tw"),
        ("zh-Hant-HK", "zh-tw"),
        ("en-GB", "en"),
        (None, None),
    ],
)
def test_news_languages_are_iso_639_except_chinese(tag: str | None, language: str | None) -> None:
    """R-SMAP-04."""
    assert news_language(replace(SITE, language=tag)) == language


@pytest.mark.parametrize(
    ("url", "listed"),
    [
        ("https://news.example/a", True),
        ("https://NEWS.example/a", True),
        ("https://www.news.example/a", False),
        ("http://news.example/a", False),
        ("https://news.example:444/a", False),
    ],
)
def test_a_sitemap_lists_only_its_own_host(url: str, listed: bool) -> None:  # noqa: FBT001
    """R-SMAP-01."""
    assert is_listed(Site(title="News", url="https://news.example"), url) is listed
