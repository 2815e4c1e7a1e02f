"""What is not public changes nothing that the public can request: no byte, entity tag, time or freshness."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from feeds.service.credentials import make_subscriber
from tests.cli.newsroom import article, newsroom
from tests.server.raw import connection
from tests.service.processes import Process, process, until

CLUB = """
[[channels]]
path = "club"
title = "Club"
private = true
[[channels]]
path = "club/inner"
title = "Inner"
"""
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()
STEMS = ("index", "news")
TARGETS = [
    "/", "/news", "/opml.xml", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt", "/archive",
    "/news/archive", "/sitemap-2024-10.xml", "/nothing", "/club", "/club.atom", "/club.opml", "/club/archive",
    "/favicon.ico", "/club/inner.json", "/.well-known/feeds", "/api/records/tag%3Apost.example%2C2024%3A8",
    *(f"/{stem}.{form}" for stem in STEMS for form in ("atom", "rss", "json")),
]  # fmt: skip
HIDDEN = [
    article(5, date_release=TOMORROW),
    article(6, status="withheld"),
    article(7, status="bogus"),
    article(8, channel="club"),
    article(9, channel="club", date_release=TOMORROW),
    article(10, date_expires="2025-01-01"),
]


async def snapshot(running: Process) -> dict[str, object]:
    """What every address answers, without the time of the answer."""
    found: dict[str, object] = {}
    for target in TARGETS:
        async with connection(running.port) as client:
            answer = await client.ask(target)
            lines = [line for line in answer.lines if line[0].lower() not in ("date", "age")]
            found[target] = answer.status, lines, answer.body
            tag = answer.get("ETag")
            if tag is not None:
                delta = await client.ask(target, [("If-None-Match", tag), ("A-IM", "feed")])
                found[f"{target} delta"] = delta.status, delta.body
    return found


async def test_hidden_articles_leave_no_trace(tmp_path: Path) -> None:
    """Embargoed, withheld, quarantined, expired and private articles: R-AUTH-04, R-HTTP-17."""
    file = newsroom(tmp_path, article(1), article(2), article(3, channel="club"))
    file.write_text(file.read_text(encoding="utf-8") + CLUB, encoding="utf-8")
    async with process(file) as running:
        store, settings = running.service.store, running.service.settings
        urls = (await make_subscriber(store, settings, "anna", ["club"])).urls
        private = next(url for url in urls if url.endswith("club.json")).removeprefix("https://post.example")

        async def shows(target: str, title: str) -> bool:
            return f'"{title}"' in await running.get(target)

        await until(lambda: shows("/news.json", "Ferry 2"))
        await until(lambda: shows("/index.json", "Ferry 2"))
        await until(lambda: shows(private, "Ferry 3"))
        before = await snapshot(running)
        newsroom(tmp_path, article(1), article(2), article(3, channel="club"), *HIDDEN)
        file.write_text(file.read_text(encoding="utf-8") + CLUB, encoding="utf-8")
        await running.service.ingest()
        await until(lambda: shows(private, "Ferry 8"))
        await running.service.finish()
        after = await snapshot(running)
    assert {target for target in before if before[target] != after[target]} == set()
    assert after["/news.json"] != after["/nothing"]


SPELLINGS = [
    "/%63lub.atom", "/club%2Eatom", "/%2e/club.atom", "//club.atom", "/./club.atom", "/news/../club.atom",
    "/news/%2e%2e/club.atom", "/news%2f..%2fclub.atom", "/CLUB.atom", "/club.ATOM", "/club.atom/",
    "/club.atom%00", "/club.atom;x", "/club.atom%3Fx", "/club%2Finner.atom", "/club/inner.atom",
    "/%20club.atom", "/~/club.atom", "/~00000000/club.atom", "/~%2e%2e/club.atom", "/club.atom?token=x",
    "/club.rss", "/club.json", "/club/archive/2024-10.atom", "/club.en.html", "/club", "/club/", "/club.opml",
    "/%EF%BD%83lub.atom", "/club%E2%80%8B.atom",
]  # fmt: skip


async def test_no_spelling_of_an_address_opens_a_private_channel(tmp_path: Path) -> None:
    """R-AUTH-03, R-URL-04."""
    file = newsroom(tmp_path, article(1), article(3, title="Secret of the club", channel="club"))
    file.write_text(file.read_text(encoding="utf-8") + CLUB, encoding="utf-8")
    async with process(file) as running:

        async def closed() -> bool:
            return await running.status("/club.atom") == 401

        await until(closed)
        for target in SPELLINGS:
            for name in ("X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override"):
                async with connection(running.port) as client:
                    answer = await client.ask(target, [(name, "/club.atom")])
                assert answer.status in (301, 302, 400, 401, 403, 404, 410), (target, answer)
                assert b"Secret of the club" not in answer.body
