"""The page reader over files and addresses: records, marks, alarms."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feeds.errors import ConfigError, SourceError
from feeds.model import Mark, Reading
from feeds.outgoing import Outgoing
from feeds.readers import Reader
from tests.readers.conftest import a_context, a_source, all_of, reader_of
from tests.readers.page.prose import RIVER, page, paragraphs
from tests.readers.page.shapes import PARTY_PAPER, T

Write = Callable[[str, str | bytes], str]


def article(title: str = T, lines: tuple[str, ...] = RIVER, head: str = "") -> str:
    return page(
        f"<h1>{title}</h1><div>2024-10-22 09:07:16　来源：云溪日报</div><div>{paragraphs(lines)}</div>",
        title=title,
        head=head,
    )


async def until_error(reader: Reader) -> tuple[list[Reading], SourceError]:
    found: list[Reading] = []
    try:
        async for batch in reader.read():
            found += batch
    except SourceError as error:
        return found, error
    raise AssertionError("no SourceError was raised")


async def test_a_file_becomes_a_record(write: Write) -> None:
    path = write("a/1.html", PARTY_PAPER.html)
    (reading,) = await all_of(reader_of(a_source("page", paths=(path,), channels_from="channel")))
    record = reading.record
    assert reading.accepted
    assert record is not None
    assert record.title == T
    assert record.published_at is not None
    assert record.published_at.isoformat() == "2024-10-22T01:07:00+00:00"
    assert record.channels == ("时政/滚动新闻",)
    assert record.source is not None
    assert (record.source.name, record.source.url) == ("云溪日报", "http://paper.example.com")
    assert [(one.role, one.name) for one in record.contributors] == [("责编", "杨广"), ("责编", "胡永")]
    assert record.authors == ()


async def test_a_folder_is_read_in_order_and_its_place_may_change(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    ids = []
    for name in ("one", "two"):
        folder = tmp_path_factory.mktemp(name)
        for number in (2, 1):
            (folder / f"{number}.html").write_text(article(f"青河治理工程第{number}期开工"), encoding="utf-8")
        (folder / "style.css").write_text("p {}", encoding="utf-8")
        readings = await all_of(reader_of(a_source("page", paths=(str(folder),), folder=folder)))
        assert [one.record and one.record.title for one in readings] == [
            "青河治理工程第1期开工",
            "青河治理工程第2期开工",
        ]
        ids.append([one.record and one.record.id for one in readings])
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


async def test_declared_address_is_the_articles(write: Write) -> None:
    path = write("1.html", article(head="<link rel='canonical' href='https://news.example.com/a/1.html'>"))
    (reading,) = await all_of(reader_of(a_source("page", paths=(path,))))
    assert reading.record is not None
    assert reading.record.url == "https://news.example.com/a/1.html"


async def test_a_front_page_is_nobodys_address(write: Write) -> None:
    path = write("1.html", article(head="<link rel='canonical' href='https://news.example.com/'>"))
    (reading,) = await all_of(reader_of(a_source("page", paths=(path,))))
    assert reading.record is not None
    assert reading.record.url is None


async def test_selectors_are_the_fields(write: Write) -> None:
    path = write(
        "1.html", article().replace("<h1>", "<h1>x</h1><h2 class='real'>").replace("</h1>", "</h2>", 2)
    )
    (reading,) = await all_of(reader_of(a_source("page", paths=(path,), fields=(("title", ".real"),))))
    assert reading.record is not None
    assert reading.record.title == T


@pytest.mark.parametrize(
    "settings",
    [
        {"fields": (("headline", "h1"),)},
        {"fields": (("title", "[["),)},
        {"options": (("depth", 3),)},
        {"options": (("least_share", 2),)},
        {"options": (("max_pages", "many"),)},
    ],
)
def test_unusable_settings_are_refused(settings: dict[str, tuple[tuple[str, str | int], ...]]) -> None:
    with pytest.raises(ConfigError) as caught:
        reader_of(a_source("page", **settings))
    assert caught.value.problems[0].where.startswith("sources.desk.")


async def test_an_empty_page_replaces_nothing_and_says_so(write: Write) -> None:
    path = write("1.html", "<html><body><h1>维护中</h1></body></html>")
    (reading,) = await all_of(reader_of(a_source("page", paths=(path,))))
    assert reading.record is None
    assert [finding.name for finding in reading.findings] == ["empty-article"]
    assert "维护中" in reading.raw


async def test_a_much_smaller_article_is_held_until_it_is_well_again(write: Write) -> None:
    path = write("1.html", article())
    first = reader_of(a_source("page", paths=(path,)))
    await all_of(first)
    write("1.html", article(lines=RIVER[:1]))
    second = reader_of(a_source("page", paths=(path,)), a_context(marks=first.marks))
    (held,) = await all_of(second)
    assert not held.accepted
    assert [finding.name for finding in held.findings] == ["shrunken-article"]
    assert second.marks == first.marks
    write("1.html", article())
    (well,) = await all_of(reader_of(a_source("page", paths=(path,)), a_context(marks=second.marks)))
    assert well.accepted


async def test_shrinking_may_be_allowed(write: Write) -> None:
    path = write("1.html", article())
    first = reader_of(a_source("page", paths=(path,)))
    await all_of(first)
    write("1.html", article(lines=RIVER[:1]))
    settings = a_source("page", paths=(path,), options=(("least_share", 0),))
    (reading,) = await all_of(reader_of(settings, a_context(marks=first.marks)))
    assert reading.accepted


async def test_a_site_that_changed_raises_the_alarm(write: Write) -> None:
    paths = tuple(write(f"{n}.html", "<html><body><p>登录</p></body></html>") for n in range(4))
    readings, error = await until_error(reader_of(a_source("page", paths=paths)))
    assert len(readings) == 4
    assert "4 of 4 pages" in error.message


async def test_a_folder_that_lost_its_pages_raises_the_alarm(write: Write) -> None:
    path = write("1.html", article())
    marks = (Mark(key="files", value='{"pages":40}'),)
    readings, error = await until_error(reader_of(a_source("page", paths=(path,)), a_context(marks=marks)))
    assert [reading.accepted for reading in readings] == [True]
    assert "there are 1 pages and were 40" in error.message


async def test_a_mark_of_another_kind_is_passed_over(write: Write) -> None:
    path = write("1.html", article())
    marks = (Mark(key="files", value="2024-10-22"),)
    assert len(await all_of(reader_of(a_source("page", paths=(path,)), a_context(marks=marks)))) == 1


@dataclass
class Pages:
    """A site of pages by path; ``asked`` are the paths that were sent whole."""

    base: str = ""
    bodies: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        body = self.bodies.get(request.path)
        if body is None:
            return web.Response(status=404)
        tag = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        self.asked.append(request.path)
        return web.Response(
            body=body.encode("gb18030"), headers={"ETag": tag, "Content-Type": "text/html; charset=gbk"}
        )


@pytest.fixture
async def site() -> AsyncIterator[Pages]:
    pages = Pages()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", pages.answer)
    server = TestServer(app)
    await server.start_server()
    pages.base = str(server.make_url("")).rstrip("/")
    yield pages
    await server.close()


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    async with Outgoing(allow_private=True, total_timeout_s=5) as client:
        yield client


def listing(base: str, *pages: tuple[str, str], kind: str = "urlset") -> str:
    entry = "url" if kind == "urlset" else "sitemap"
    entries = "".join(
        f"<{entry}><loc>{base}{path}</loc><lastmod>{when}</lastmod></{entry}>" for path, when in pages
    )
    return (
        f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{kind}>'
    )


async def test_pages_by_address_are_asked_again_only_when_they_changed(
    site: Pages, outgoing: Outgoing
) -> None:
    site.bodies = {"/1.html": article("青河治理工程第1期开工"), "/2.html": article("青河治理工程第2期开工")}
    settings = a_source("page", urls=tuple(site.base + path for path in site.bodies))
    first = reader_of(settings, a_context(outgoing))
    readings = await all_of(first)
    assert [one.record and one.record.url for one in readings] == [
        f"{site.base}/1.html",
        f"{site.base}/2.html",
    ]
    site.bodies["/2.html"] = article("青河治理工程第2期完工")
    second = reader_of(settings, a_context(outgoing, first.marks))
    (changed,) = await all_of(second)
    assert changed.record is not None
    assert changed.record.title == "青河治理工程第2期完工"
    assert {mark.key for mark in second.marks} == {mark.key for mark in first.marks}


async def test_a_sitemap_of_sitemaps_is_followed_and_only_what_is_new_is_fetched(
    site: Pages, outgoing: Outgoing
) -> None:
    site.bodies = {
        "/map.xml": listing(site.base, ("/a.xml", "2024-10-22"), kind="sitemapindex"),
        "/a.xml": listing(site.base, ("/1.html", "2024-10-20"), ("/2.html", "2024-10-22")),
        "/1.html": article("青河治理工程第1期开工"),
        "/2.html": article("青河治理工程第2期开工"),
    }
    settings = a_source("page", urls=(f"{site.base}/map.xml",))
    first = reader_of(settings, a_context(outgoing))
    readings = await all_of(first)
    assert [one.record and one.record.title for one in readings] == [
        "青河治理工程第2期开工",
        "青河治理工程第1期开工",
    ]
    site.asked.clear()
    assert await all_of(reader_of(settings, a_context(outgoing, first.marks))) == []
    assert site.asked == ["/map.xml", "/a.xml"]


async def test_the_newest_pages_of_a_sitemap_come_first_up_to_a_limit(
    site: Pages, outgoing: Outgoing
) -> None:
    numbers = range(1, 6)
    site.bodies = {f"/{n}.html": article(f"青河治理工程第{n}期开工") for n in numbers}
    site.bodies["/map.xml"] = listing(site.base, *((f"/{n}.html", f"2024-10-0{n}") for n in numbers))
    settings = a_source("page", urls=(f"{site.base}/map.xml",), options=(("max_pages", 2),))
    readings = await all_of(reader_of(settings, a_context(outgoing)))
    assert [one.place.path for one in readings] == [f"{site.base}/5.html", f"{site.base}/4.html"]


async def test_an_empty_sitemap_raises_the_alarm(site: Pages, outgoing: Outgoing) -> None:
    site.bodies = {"/map.xml": listing(site.base)}
    _, error = await until_error(
        reader_of(a_source("page", urls=(f"{site.base}/map.xml",)), a_context(outgoing))
    )
    assert "there are no pages" in error.message


async def test_a_missing_page_is_told_after_the_others(site: Pages, outgoing: Outgoing) -> None:
    site.bodies = {"/1.html": article()}
    settings = a_source("page", urls=(f"{site.base}/none.html", f"{site.base}/1.html"))
    readings, error = await until_error(reader_of(settings, a_context(outgoing)))
    assert [reading.accepted for reading in readings] == [True]
    assert "answered 404" in error.message
