"""A channel is renamed while a reader walks through its archive."""

from pathlib import Path
from urllib.parse import urljoin

import pytest
from aiohttp import ClientSession
from lxml import etree

from tests.cli.newsroom import article, newsroom, rewrite
from tests.service.processes import Process, process, until

MANY = 40
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://post.example"
SMALL = "limit = 5\nmax_bytes = 6000\n"
RENAMED = f"""
[[channels]]
path = "stories"
title = "News"
aliases = ["news"]
{SMALL}
[[channels]]
path = "news"
moved_to = "stories"
"""
REDIRECTS_AT_MOST = 5


def dated(number: int) -> dict[str, object]:
    """An article of one of four months."""
    return article(number, date_published=f"2024-{1 + number // 10:02}-{1 + number % 28:02}T09:00:00Z")


async def read_page(session: ClientSession, parts: Process, url: str) -> tuple[set[str], str | None]:
    """The ids of a document, and the address of the one before it; redirects are followed."""
    origin = f"http://127.0.0.1:{parts.port}"
    at = url.replace(SITE, origin)
    for _ in range(REDIRECTS_AT_MOST):
        async with session.get(at, allow_redirects=False) as answer:
            if answer.status in (301, 302):
                at = urljoin(at, answer.headers["Location"]).replace(SITE, origin)
                continue
            assert answer.status == 200, (at, answer.status)
            root = etree.fromstring(await answer.read())
        links = {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")}
        ids = {str(one.findtext(f"{ATOM}id")) for one in root.findall(f"{ATOM}entry")}
        return ids, links.get("prev-archive")
    raise AssertionError(f"{at}: too many redirects")


async def walk(session: ClientSession, parts: Process, url: str | None) -> set[str]:
    """The ids of a document and of all before it."""
    seen: set[str] = set()
    while url:
        ids, url = await read_page(session, parts, url)
        seen |= ids
    return seen


@pytest.mark.slow
async def test_a_walk_goes_on_when_its_channel_is_renamed(tmp_path: Path) -> None:
    """R-PAGE-08, R-HTTP-42: with late arrivals before, so that the archive was filed in several steps.

    It takes some seconds, as a channel is published once a second.
    """
    file = newsroom(tmp_path, *[dated(number) for number in range(0, MANY, 3)])
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}{SMALL}", encoding="utf-8")
    async with process(file) as parts, ClientSession() as session:

        async def reaches(count: int) -> bool:
            ready = await parts.status("/news.atom") == 200
            return ready and len(await walk(session, parts, f"{SITE}/news.atom")) == count

        async def has_moved() -> bool:
            return (await parts.status("/news.atom"), await parts.status("/stories.atom")) == (301, 200)

        await until(lambda: reaches(len(range(0, MANY, 3))))
        rewrite(file, *[dated(number) for number in range(MANY)])
        await until(lambda: reaches(MANY))
        seen, before = await read_page(session, parts, f"{SITE}/news.atom")
        ids, before = await read_page(session, parts, before or "")
        assert before is not None
        file.write_text(text.partition("[[channels]]")[0] + RENAMED, encoding="utf-8")
        parts.tasks.request_reload()
        await until(has_moved)
        assert len(seen | ids | await walk(session, parts, before)) == MANY
