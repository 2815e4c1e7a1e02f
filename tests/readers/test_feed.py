import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feeds.errors import SourceError
from feeds.model import Attachment, Contributor, Person, Reading, Record, Source, Tag
from feeds.outgoing import Outgoing
from feeds.readers import ReadContext, Reader
from feeds.readers.feed_document import read_feed
from tests.readers.conftest import NOW, SITE, a_context, a_source, all_of, reader_of

CORPUS = Path(os.environ.get("FEEDS_CORPUS", Path(__file__).parents[3] / "shared" / "corpus")) / "feeds"
Write = Callable[[str, str | bytes], str]

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Harbour Wire</title><link>https://wire.example/</link><language>zh_CN</language>
<atom:link rel="self" href="https://wire.example/feed.xml"/>
<item><guid isPermaLink="false"> Wire-1?x=%7e </guid><link>https://wire.example/1?utm_source=rss</link>
<title>A &amp;lt;b&amp;gt; &amp;amp; C</title><pubDate>Tue, 22 Oct 2024 09:07:16 +0800</pubDate>
<dc:creator>Ann Lee</dc:creator><author>bo@wire.example (Bo Li)</author>
<category domain="https://wire.example/tags">mill</category><category>mill</category>
<description>In &lt;i&gt;short&lt;/i&gt;</description>
<content:encoded>&lt;p onclick="x"&gt;See &lt;a href="/2"&gt;2&lt;/a&gt;&lt;/p&gt;</content:encoded>
<enclosure url="https://wire.example/1.mp3" type="audio/mpeg" length="1024"/>
<itunes:duration>1:02:03</itunes:duration>
<media:content url="https://wire.example/1.jpg" medium="image"/>
<comments>https://wire.example/1#c</comments></item>
<item><link>https://wire.example/2</link><title>Two</title><description>Only this</description></item>
<item><title>Three</title><pubDate>Wed, 23 Oct 2024 00:00:00 GMT</pubDate>
<source url="https://other.example/rss">Other</source></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:wire.example,2020:feed</id>
<title type="html">W &amp;amp; X</title><updated>2024-10-23T00:00:00Z</updated><rights>© Wire</rights>
<link rel="self" href="https://wire.example/a.atom"/><link href="https://wire.example/"/>
<entry xml:base="https://base.example/x/"><id>urn:Wire:A?b=1 </id><title>The &lt;b&gt; element</title>
<published>2024-10-22T01:07:16Z</published><updated>2024-10-22T02:00:00Z</updated>
<link href="https://wire.example/a"/><link rel="via" href="https://first.example/a"/>
<link rel="related" href="https://wire.example/r"/>
<author><name>Ann Lee</name><uri>https://wire.example/ann</uri><email>ann@wire.example</email></author>
<contributor><name>Bo Li</name></contributor>
<category term="mill" scheme="https://wire.example/t" label="Mill"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hi <a href="q">q</a></p></div></content>
</entry>
<entry><id>tag:o.example,2020:1</id><title>Copied</title><updated>2024-10-20T00:00:00Z</updated>
<content>plain &lt; text</content>
<source><id>tag:o.example,2020:f</id><title>Origin</title><updated>2024-10-21T00:00:00Z</updated>
<rights>CC BY</rights><link rel="self" href="https://o.example/f.atom"/><link href="https://o.example/"/>
</source></entry>
</feed>"""


async def records(*paths: str) -> list[Record]:
    readings = await all_of(reader_of(a_source("feed", paths=paths)))
    assert [r.findings for r in readings] == [()] * len(readings)
    return [r.record for r in readings if r.record]


async def test_an_rss_feed(write: Write) -> None:
    first, second, third = await records(write("a.xml", RSS))
    origin = Source(
        name="Harbour Wire",
        url="https://wire.example/",
        feed_url="https://wire.example/feed.xml",
        feed_title="Harbour Wire",
    )
    assert first.id == "Wire-1?x=%7e"
    assert first.url == "https://wire.example/1"
    assert first.title == "A <b> & C"
    assert first.published_at == datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC)
    assert {person.name for person in first.authors} == {"Ann Lee", "Bo Li"}
    assert all(person.email is None for person in first.authors)
    assert first.tags[0] == Tag(term="mill", scheme="https://wire.example/tags")
    assert (first.summary, first.language) == ("In short", "zh-CN")
    assert first.content_html == '<p>See <a href="https://wire.example/2">2</a></p>'
    assert first.attachments == (
        Attachment(
            url="https://wire.example/1.mp3", mime_type="audio/mpeg", size_bytes=1024, duration_s=3723
        ),
    )
    assert (first.image, first.comments_url) == ("https://wire.example/1.jpg", "https://wire.example/1#c")
    assert first.source == origin
    assert (second.id, second.content_html, second.summary) == ("https://wire.example/2", "Only this", None)
    assert second.published_at is None
    assert third.source == Source(name="Other", feed_url="https://other.example/rss", feed_title="Other")
    assert third.id.startswith("urn:uuid:")


async def test_an_atom_feed(write: Write) -> None:
    """R-SRC-05: a copied entry keeps its id, times, authors and the source that it has already."""
    first, second = await records(write("a.atom", ATOM))
    assert first.id == "urn:Wire:A?b=1"
    assert first.title == "The <b> element"
    assert first.content_html == '<p>Hi <a href="https://base.example/x/q">q</a></p>'
    assert first.modified_at == datetime(2024, 10, 22, 2, tzinfo=UTC)
    assert first.authors == (Person(name="Ann Lee", url="https://wire.example/ann"),)
    assert first.contributors == (Contributor(name="Bo Li"),)
    assert first.tags == (Tag(term="mill", label="Mill", scheme="https://wire.example/t"),)
    assert [page.url for page in first.related] == ["https://wire.example/r"]
    assert first.source == Source(
        name="W & X",
        url="https://wire.example/",
        article_url="https://first.example/a",
        feed_url="https://wire.example/a.atom",
        feed_title="W & X",
        feed_id="tag:wire.example,2020:feed",
        feed_updated_at=datetime(2024, 10, 23, tzinfo=UTC),
        feed_rights="© Wire",
    )
    assert (second.content_text, second.content_html) == ("plain < text", None)
    assert second.source == Source(
        name="Origin",
        url="https://o.example/",
        feed_url="https://o.example/f.atom",
        feed_title="Origin",
        feed_id="tag:o.example,2020:f",
        feed_updated_at=datetime(2024, 10, 21, tzinfo=UTC),
        feed_rights="CC BY",
    )


async def test_a_json_feed(write: Write) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "JW",
        "home_page_url": "https://jw.example/",
        "feed_url": "https://jw.example/feed.json",
        "items": [
            {"id": "1", "url": "https://jw.example/1", "title": "Use <b> here", "content_html": "<p>x"}
        ],
    }
    (record,) = await records(write("a.json", json.dumps(feed)))
    assert (record.id, record.title, record.content_html) == ("1", "Use <b> here", "<p>x</p>")
    assert record.source == Source(
        name="JW", url="https://jw.example/", feed_url="https://jw.example/feed.json", feed_title="JW"
    )


async def test_zones_of_feeds_are_not_guessed(write: Write) -> None:
    """R-TIME-08: CST is not US Central where the source is in China."""
    feed = RSS.replace("09:07:16 +0800", "09:07:16 CST")
    readings = await all_of(reader_of(a_source("feed", paths=(write("a.xml", feed),))))
    assert readings[0].record is not None
    assert readings[0].record.published_at == datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC)


async def test_a_second_different_entry_of_one_id_is_held(write: Write) -> None:
    """R-ID-10."""
    item = "<item><guid>https://w.example/1</guid><title>{}</title></item>"
    items = "".join(item.format(title) for title in "aab")
    feed = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"
    readings = await all_of(reader_of(a_source("feed", paths=(write("a.xml", feed),))))
    assert [reading.accepted for reading in readings] == [True, True, False]
    assert readings[2].findings[-1].name == "duplicate-id"


async def test_what_is_no_feed_is_an_error_and_the_others_go_on(write: Write) -> None:
    bad, good = write("a.xml", "<html><body>no"), write("b.xml", RSS)
    readings: list[Reading] = []

    async def collect() -> None:
        async for batch in reader_of(a_source("feed", paths=(bad, good))).read():
            readings.extend(batch)

    with pytest.raises(SourceError, match="not a feed") as caught:
        await collect()
    assert caught.value.where == bad
    assert len(readings) == 3


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real feeds is not here")
async def test_real_feeds() -> None:
    context = ReadContext(site=SITE, now=lambda: datetime(2030, 1, 1, tzinfo=UTC))
    readings = await all_of(reader_of(a_source("feed", paths=(str(CORPUS / "*.xml"),)), context))
    assert len({reading.place.path for reading in readings}) == 83
    assert len(readings) == 3096
    held = Counter(finding.name for r in readings if not r.accepted for finding in r.findings)
    assert held == {"missing-content": 1}
    for reading in readings:
        if reading.record and reading.accepted:
            assert reading.record.source is not None


class Origin:
    """A publisher on loopback: answers by path, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, web.Response | Callable[[], web.Response]] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        etag = request.headers.get("If-None-Match")
        self.asked.append((request.path, etag))
        answer = self.answers[request.path]
        made = answer() if callable(answer) else answer
        return web.Response(status=304) if etag and etag == made.headers.get("ETag") else made

    def feed(self, *ids: str, head: str = "", **headers: str) -> Callable[[], web.Response]:
        items = "".join(f"<entry><id>tag:o.example,2024:{i}</id><title>{i}</title></entry>" for i in ids)
        first = (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:o.example,2024:f</id><title>O</title>{head}'
        )
        text = f"{first}{items}</feed>"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return lambda: web.Response(text=text, content_type="application/atom+xml", headers=named)


@pytest.fixture
async def origin() -> AsyncIterator[Origin]:
    origin = Origin()
    app = web.Application()
    app.router.add_get("/{path:.*}", origin.handle)
    server = TestServer(app)
    await server.start_server()
    origin.url = str(server.make_url("")).rstrip("/")
    yield origin
    await server.close()


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    async with Outgoing(allow_private=True) as client:
        yield client


def titles(readings: list[Reading]) -> list[str | None]:
    return [reading.record.title for reading in readings if reading.record]


def later(reader: Reader, outgoing: Outgoing, path: str, after_s: float, *, by_hand: bool = False) -> Reader:
    """The next reader of the same source, as long after."""
    context = ReadContext(
        site=SITE,
        now=lambda: NOW + timedelta(seconds=after_s),
        outgoing=outgoing,
        marks=reader.marks,
        by_hand=by_hand,
    )
    return reader_of(a_source("feed", urls=(path,)), context)


async def test_what_did_not_change_is_not_sent_again(origin: Origin, outgoing: Outgoing) -> None:
    origin.answers["/f"] = origin.feed("1", ETag='"v1"')
    url = origin.url + "/f"
    first = reader_of(a_source("feed", urls=(url,)), a_context(outgoing))
    assert titles(await all_of(first)) == ["1"]
    second = later(first, outgoing, url, 1)
    assert await all_of(second) == []
    origin.answers["/f"] = origin.feed("2", "1", ETag='"v2"')
    third = later(second, outgoing, url, 2)
    readings = await all_of(third)
    assert titles(readings) == ["2", "1"]
    assert readings[0].record is not None
    assert readings[0].record.source is not None
    assert readings[0].record.source.feed_url == url
    assert origin.asked == [("/f", None), ("/f", '"v1"'), ("/f", '"v1"')]


async def test_a_fresh_answer_is_not_asked_for_again(origin: Origin, outgoing: Outgoing) -> None:
    origin.answers["/f"] = origin.feed("1", Cache_Control="public, max-age=600")
    url = origin.url + "/f"
    first = reader_of(a_source("feed", urls=(url,)), a_context(outgoing))
    await all_of(first)
    await all_of(later(first, outgoing, url, 599))
    assert len(origin.asked) == 1
    await all_of(later(first, outgoing, url, 599, by_hand=True))
    await all_of(later(first, outgoing, url, 600))
    assert len(origin.asked) == 3


async def test_a_busy_server_is_left_alone_as_long_as_it_says(origin: Origin, outgoing: Outgoing) -> None:
    origin.answers["/f"] = lambda: web.Response(status=503, headers={"Retry-After": "120"})
    url = origin.url + "/f"
    first = reader_of(a_source("feed", urls=(url,)), a_context(outgoing))
    with pytest.raises(SourceError, match="503"):
        await all_of(first)
    assert await all_of(later(first, outgoing, url, 119)) == []
    assert len(origin.asked) == 1
    origin.answers["/f"] = origin.feed("1")
    assert titles(await all_of(later(first, outgoing, url, 120))) == ["1"]


async def test_a_feed_that_is_not_due_was_not_read(origin: Origin, outgoing: Outgoing) -> None:
    """A source that failed stays failing until it is read again, and one that is gone for good."""
    origin.answers["/f"] = lambda: web.Response(status=503, headers={"Retry-After": "120"})
    url = origin.url + "/f"
    first = reader_of(a_source("feed", urls=(url,)), a_context(outgoing))
    with pytest.raises(SourceError, match="503"):
        await all_of(first)
    second = later(first, outgoing, url, 119)
    await all_of(second)
    assert not second.was_read
    origin.answers["/f"] = origin.feed("1", Cache_Control="max-age=60")
    third = later(second, outgoing, url, 120)
    await all_of(third)
    assert third.was_read
    fourth = later(third, outgoing, url, 121)
    await all_of(fourth)
    assert not fourth.was_read
    origin.answers["/f"] = lambda: web.Response(status=410)
    fifth = later(fourth, outgoing, url, 999)
    with pytest.raises(SourceError, match="410"):
        await all_of(fifth)
    last = later(fifth, outgoing, url, 9_999)
    await all_of(last)
    assert not last.was_read


async def test_failures_make_the_wait_double(origin: Origin, outgoing: Outgoing) -> None:
    origin.answers["/f"] = lambda: web.Response(status=500)
    url = origin.url + "/f"
    reader = reader_of(a_source("feed", urls=(url,)), a_context(outgoing))
    for after_s in (0, 60, 180, 420):
        if after_s:
            assert await all_of(later(reader, outgoing, url, after_s - 1)) == []
            reader = later(reader, outgoing, url, after_s)
        with pytest.raises(SourceError):
            await all_of(reader)
    assert len(origin.asked) == 4


async def test_a_permanent_move_is_remembered_and_gone_is_gone(origin: Origin, outgoing: Outgoing) -> None:
    origin.answers["/old"] = lambda: web.Response(status=301, headers={"Location": "/new"})
    origin.answers["/new"] = origin.feed("1")
    url = origin.url + "/old"
    first = reader_of(a_source("feed", urls=(url,)), a_context(outgoing))
    await all_of(first)
    second = later(first, outgoing, url, 1)
    await all_of(second)
    assert [path for path, _ in origin.asked] == ["/old", "/new", "/new"]
    origin.answers["/new"] = lambda: web.Response(status=410)
    third = later(second, outgoing, url, 2)
    with pytest.raises(SourceError, match="410"):
        await all_of(third)
    assert await all_of(later(third, outgoing, url, 999_999)) == []
    assert len(origin.asked) == 4


async def test_the_whole_history_comes_with_the_first_import(origin: Origin, outgoing: Outgoing) -> None:
    """RFC 5005 §4: the newest form of an entry counts, and loops end."""
    link = '<link rel="prev-archive" href="{}"/>'
    origin.answers["/f"] = origin.feed("5", "4", head=link.format("/2"), ETag='"1"')
    origin.answers["/2"] = origin.feed("4", "3", head=link.format("/1"))
    origin.answers["/1"] = origin.feed("2", "1", head=link.format("/f"))
    url = origin.url + "/f"
    first = reader_of(a_source("feed", urls=(url,)), a_context(outgoing))
    assert titles(await all_of(first)) == ["5", "4", "3", "2", "1"]
    origin.answers["/f"] = origin.feed("6", "5", head=link.format("/2"), ETag='"2"')
    assert titles(await all_of(later(first, outgoing, url, 1))) == ["6", "5"]


async def test_a_history_that_broke_off_is_tried_again(origin: Origin, outgoing: Outgoing) -> None:
    link = '<link rel="prev-archive" href="/1"/>'
    origin.answers["/f"] = origin.feed("2", head=link, ETag='"1"')
    origin.answers["/1"] = lambda: web.Response(status=500)
    url = origin.url + "/f"
    first = reader_of(a_source("feed", urls=(url,)), a_context(outgoing))
    with pytest.raises(SourceError):
        await all_of(first)
    origin.answers["/1"] = origin.feed("1")
    assert titles(await all_of(later(first, outgoing, url, 1))) == ["2", "1"]


async def test_one_address_that_fails_does_not_keep_the_others_back(
    origin: Origin, outgoing: Outgoing
) -> None:
    origin.answers["/good"] = origin.feed("1")
    origin.answers["/html"] = lambda: web.Response(text="<html>", content_type="text/html")
    urls = (origin.url + "/html", origin.url + "/good")
    readings: list[Reading] = []

    async def collect() -> None:
        async for batch in reader_of(a_source("feed", urls=urls), a_context(outgoing)).read():
            readings.extend(batch)

    with pytest.raises(SourceError, match="not a feed"):
        await collect()
    assert titles(readings) == ["1"]


async def test_a_document_that_is_a_path_opens_no_file(tmp_path: Path, write: Write) -> None:
    """A body is parsed from memory: feedparser opens a string that names a file."""
    write("secret.xml", RSS)
    bait = write("bait.xml", str(tmp_path / "secret.xml"))
    with pytest.raises(SourceError, match="not a feed"):
        await all_of(reader_of(a_source("feed", paths=(bait,))))


@pytest.mark.parametrize(
    ("links", "hint"),
    [
        (
            '<link rel="alternate" type="application/rss+xml" href="/feed.xml">',
            "This is an HTML page. Its feed is https://pier.example/feed.xml",
        ),
        (
            (
                '<link rel="alternate" type="application/rss+xml" href="a.rss">'
                '<link rel="alternate" type="application/atom+xml" href="a.atom">'
            ),
            "Its feeds are https://pier.example/blog/a.rss, https://pier.example/blog/a.atom",
        ),
        ('<link rel="alternate" hreflang="de" href="/de/">', "this is an HTML page without one"),
    ],
)
def test_a_page_in_place_of_a_feed_is_reported_with_its_feeds(links: str, hint: str) -> None:
    page = f"<!DOCTYPE html><html><head><title>Pier</title>{links}</head><body><p>Hi</p></body></html>"
    with pytest.raises(SourceError, match="not a feed") as caught:
        read_feed(page.encode(), "https://pier.example/blog/")
    assert hint in (caught.value.hint or "")
