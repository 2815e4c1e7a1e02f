"""Feed documents as they are on the web: what misleads parsers, what is broken, and what is hostile."""

import asyncio
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from feeds.errors import SourceError
from feeds.model import Record, Status
from feeds.readers.feed_readings import FeedBody, FeedReadings, read_document
from feeds.readers.feed_tree import read_tree
from feeds.readers.feedparser_reading import document_bytes
from feeds.readers.parser_pool import ParserPool
from feeds.readers.source_defaults import source_defaults
from feeds.readers.xml_repair import repaired_xml
from tests.corpus import corpus
from tests.readers.conftest import NOW, SITE, a_source

DEFAULTS = source_defaults(a_source("feed"), SITE, NOW)
SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:psc="http://podlove.org/simple-chapters" xmlns:gml="http://www.opengis.net/gml"'
    ' xmlns:georss="http://www.georss.org/georss"'
)
MEDIA = '<media:content url="https://q.example/p.jpg" medium="image">{}</media:content>'
CAPTION = "<media:title>Quay at dawn</media:title><media:description>A caption</media:description>"


def rss(items: str, head: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {SPACES}><channel><title>Quay</title>'
        f"<link>https://q.example/</link><description>d</description>{head}{items}</channel></rss>"
    )


def item(inside: str) -> str:
    return f'<item><guid isPermaLink="false">q1</guid><title>Ferry returns</title>{inside}</item>'


def read(document: str | bytes, content_type: str = "") -> FeedReadings:
    body = document.encode() if isinstance(document, str) else document
    return read_document(FeedBody(body=body, path="q", defaults=DEFAULTS, content_type=content_type))


def records(document: str | bytes, content_type: str = "") -> list[Record]:
    return [reading.record for reading in read(document, content_type).readings if reading.record]


@pytest.mark.parametrize(
    "inside",
    [
        "<description>Body</description>" + MEDIA.format(CAPTION),
        MEDIA.format(CAPTION) + "<description>Body</description>",
        f"<description>Body</description><media:group>{MEDIA.format(CAPTION)}</media:group>",
        f"<description>Body</description>{CAPTION}",
        "<description>Body</description><itunes:summary>Notes</itunes:summary>",
        "<itunes:summary>Notes</itunes:summary><description>Body</description>",
        "<description>Body</description><content:encoded></content:encoded>",
        "<description>Body</description><dc:description>DC</dc:description><dc:title>DC</dc:title>",
        "<description>Body</description><image><url>https://q.example/l.png</url><title>Logo</title></image>",
        "<description>Body</description><author><name>Jo</name><title>Chief</title></author>",
        '<description>Body</description><psc:chapters><psc:chapter title="x"/></psc:chapters>',
        "<description>Body</description><gml:pos>1 2</gml:pos>",
        "<!-- a note --><description>Body</description><?note x?>",
        '<description>Body</description><georss:where><gml:Point srsName="EPSG:x"/></georss:where>',
    ],
)
def test_the_items_own_title_and_text_count(inside: str) -> None:
    (record,) = records(rss(item(inside)))
    assert (record.title, record.content_html or record.content_text) == ("Ferry returns", "Body")


def test_words_of_a_file_count_where_an_item_has_none_of_its_own() -> None:
    media = "<media:title>Harbour tour</media:title><media:description>By boat</media:description>"
    document = rss(
        f'<item><guid isPermaLink="false">q1</guid><media:content url="https://q.example/v.mp4">'
        f"{media}</media:content></item>"
    )
    (record,) = records(document)
    assert (record.title, record.content_html or record.content_text) == ("Harbour tour", "By boat")


def test_names_and_categories_that_are_escaped_twice() -> None:
    inside = "<dc:creator>Ann&amp;nbsp;Lee &amp;amp; Bo</dc:creator><category>R&amp;amp;D</category>"
    (record,) = records(rss(item(f"{inside}<category>Q&amp;A; AT&amp;T</category>")))
    assert [person.name for person in record.authors] == ["Ann\xa0Lee & Bo"]
    assert [tag.term for tag in record.tags] == ["R&D", "Q&A; AT&T"]


def test_ids_made_from_addresses_do_not_change_with_their_scheme() -> None:
    """R-ID-04: two items of one link and no guid."""
    two = "".join(f"<item><link>SCHEME://q.example/show</link><title>{n}</title></item>" for n in (1, 2))
    was, now = (records(rss(two.replace("SCHEME", scheme))) for scheme in ("http", "https"))
    assert [record.id for record in was] == [record.id for record in now]
    assert len({record.id for record in now}) == 2


def test_authors_are_named_once_each_and_without_addresses() -> None:
    """R-PRIV-05, R-PRIV-07."""
    people = (
        "<author>ann@q.example (Ann Lee)</author><dc:creator>Bo</dc:creator>"
        '<dc:creator>&lt;a href="/cy"&gt;Cy&lt;/a&gt;</dc:creator>'
    )
    (record,) = records(rss(item(people)))
    assert [person.name for person in record.authors] == ["Ann Lee", "Bo", "Cy"]
    assert all(person.email is None for person in record.authors)


def test_authors_of_source_and_feed_are_inherited() -> None:
    """RFC 4287 §4.2.1."""
    source = "<source><id>urn:s</id><title>S</title><author><name>Sam</name></author></source>"
    entry = "<entry><id>urn:{0}</id><title>{0}</title><updated>2024-06-03T10:00:00Z</updated>{1}</entry>"
    document = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f</id><title>F</title><author><name>Ada</name></author>'
        + entry.format("a", "")
        + entry.format("b", source)
        + entry.format("c", "<author><name>Eve</name></author>" + source)
        + "</feed>"
    )
    assert [[one.name for one in record.authors] for record in records(document)] == [
        ["Ada"],
        ["Sam"],
        ["Eve"],
    ]


def test_bare_ampersands_and_entities_stay_what_they_mean() -> None:
    url = "https://q.example/?id=7&lang=en&copy=2"
    document = rss(
        f"<item><title>R&D &eacute;&ndash; &amp;</title><link>{url}</link><guid>{url}</guid></item>"
    )
    (record,) = records(document)
    assert (record.id, record.url, record.title) == (url, url, "R&D é– &")


def test_entities_of_a_doctype_are_texts_and_nothing_is_read() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY s "tag:q.example,2024:"><!ENTITY x SYSTEM "file:///etc/hostname">]>'
    (record,) = records(
        doctype + rss(item("")).partition("?>")[2].replace("q1", "&s;1").replace("Ferry", "&x;")
    )
    assert (record.id, record.title) == ("tag:q.example,2024:1", "&x; returns")


def test_entities_that_explode_are_bounded() -> None:
    doctype = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 2000}">]>'
    assert len(repaired_xml(f"{doctype}<rss>{'&a;' * 100_000}</rss>")) < 1_100_000


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&#xD83D;&#xDE00;", "😀"),
        ("a&#xD800;b", "a\ufffdb"),
        ("a&#x110000;b", "a\ufffdb"),
        ("a&#0;b", "a\ufffdb"),
    ],
)
def test_references_to_what_is_no_character(written: str, title: str) -> None:
    (record,) = records(rss(item("")).replace("Ferry returns", written))
    assert record.title == title


def test_one_bad_byte_costs_one_character() -> None:
    document = (
        rss(item(""))
        .replace("Ferry returns", "日本語 é")
        .encode()
        .replace(b"</title><link>", b" \xff</title><link>")
    )
    readings = tuple(read(document.replace("é".encode(), "é".encode() + b"\xff")).readings)
    assert readings[0].record is not None
    assert readings[0].record.title == "日本語 é\ufffd"
    assert [finding.name for finding in readings[0].findings] == ["repaired-encoding"]


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("gb18030", "港口重新开放，市民表示欢迎"),
        ("big5", "港口重新開放，市民表示歡迎"),
        ("shift_jis", "新しい橋が春に開通する予定です"),
        ("euc_kr", "새로운 다리가 봄에 개통될 예정이다"),
        ("cp1251", "Новый мост откроется весной"),
    ],
)
@pytest.mark.parametrize("declared", [False, True])
def test_encodings_are_declared_or_detected(encoding: str, title: str, declared: bool) -> None:  # noqa: FBT001
    text = rss(item("")).replace("Ferry returns", title)
    text = text.replace("utf-8", encoding) if declared else text.replace(' encoding="utf-8"', "")
    (reading,) = read(text.encode(encoding)).readings
    assert reading.record is not None
    assert reading.record.title == title
    assert [finding.name for finding in reading.findings] == ([] if declared else ["repaired-encoding"])


def test_items_that_share_a_link_are_different_articles() -> None:
    one = "<item><title>{0}</title><link>https://q.example/show</link><description>{0}</description></item>"
    first = records(rss(one.format("One") + one.format("Two")))
    assert len({record.id for record in first}) == 2
    assert [record.id for record in records(rss(one.format("One") + one.format("Two")))] == [
        r.id for r in first
    ]
    assert records(rss(one.format("One")))[0].id == "https://q.example/show"


def test_relative_addresses_start_at_the_feeds_never_at_ours() -> None:
    feed = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "F", %s'
        ' "items": [{"id": "1", "url": "/a", "title": "T"}]}'
    )
    assert records(feed % '"feed_url": "https://j.example/f.json",')[0].url == "https://j.example/a"
    assert records(feed % "")[0].url is None


def test_odd_values_of_a_json_feed_cost_only_their_field() -> None:
    feed = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": {"en": "F"}, "language": {"a": 1},'
        ' "authors": 5,\n'
        '"items": [{"id": "1", "title": "T", "attachments": [{"url": "https://j.example/a.mp3",'
        ' "size_in_bytes": "12", "duration_in_seconds": "00:10"}]},\n7]}'
    )
    first, second = read(feed).readings
    assert first.accepted
    assert first.record is not None
    assert (first.record.attachments[0].size_bytes, first.record.attachments[0].duration_s) == (12, 10)
    assert (first.place.line, second.place.line, second.record) == (2, 3, None)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("", "not a feed"),
        (" \n", "not a feed"),
        ("<html><body>x</body></html>", "not a feed"),
        ("{}", "not a feed"),
        ('{"version": "https://jsonfeed.org/version/1.1",\n"items": [1,]}', "line 2"),
        ('{"a":' + "[" * 50_000, "not JSON"),
    ],
)
def test_what_is_not_a_feed_is_an_error_of_the_document(document: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(document)


def test_drafts_are_withheld_and_replies_are_comments() -> None:
    document = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://www.w3.org/2007/app"><title>F</title>'
        "<entry><id>urn:a</id><title>A</title><app:control><app:draft>yes</app:draft></app:control>"
        '<link rel="replies" type="text/html" href="https://q.example/a#c"/></entry></feed>'
    )
    (record,) = records(document)
    assert (record.status, record.comments_url) == (Status.WITHHELD, "https://q.example/a#c")


def mutants(seed: int, count: int) -> Iterator[bytes]:
    """Yield real feeds with bytes, tags and stretches changed."""
    chance = random.Random(seed)
    files = sorted(corpus("feeds").glob("*.xml"))
    pieces = (
        b"<",
        b">",
        b"&#x110000;",
        b"\xff",
        b"]]>",
        b"<![CDATA[",
        b"</item>",
        b"<item>",
        b'"',
        b"\x00",
        b"&",
        b"<a:b>",
    )
    for _ in range(count):
        body = bytearray(chance.choice(files).read_bytes()[:60_000])
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(body) + 1)
            match chance.randrange(4):
                case 0:
                    body[at : at + 1] = bytes([chance.randrange(256)])
                case 1:
                    body[at:at] = chance.choice(pieces)
                case 2:
                    del body[at : at + chance.randrange(400)]
                case _:
                    body[at:at] = body[at // 2 : at // 2 + chance.randrange(400)]
        yield bytes(body)


@pytest.mark.slow
def test_no_mutant_of_a_real_feed_is_more_than_an_error_of_its_document() -> None:
    """``FEEDS_MUTANTS`` sets how many are tried."""
    for body in mutants(11, int(os.environ.get("FEEDS_MUTANTS", "60"))):
        try:
            read(body)
        except SourceError:
            continue


async def test_a_document_that_takes_too_long_ends_its_parser_only() -> None:
    pool = ParserPool(1, cpu_s=1, wall_s=60)
    try:
        with pytest.raises(SourceError, match="more than 1 s"):
            await pool.parse("feed", FeedBody(body=_endless(), path="q", defaults=DEFAULTS), FeedReadings)
        readings = await pool.parse(
            "feed", FeedBody(body=rss(item("")).encode(), path="q", defaults=DEFAULTS), FeedReadings
        )
        assert len(tuple(readings.readings)) == 1
    finally:
        pool.close()


def _endless() -> bytes:
    """A feed of more items than one second of processor time reads."""
    return rss(
        "".join(item(f"<description>{n} &lt;p&gt;x&lt;/p&gt;</description>") for n in range(60_000))
    ).encode()


async def test_errors_of_a_document_keep_their_words_across_processes() -> None:
    pool = ParserPool(1)
    try:
        with pytest.raises(SourceError, match="not a feed") as caught:
            await pool.parse("feed", FeedBody(body=b"<html/>", path="q", defaults=DEFAULTS), FeedReadings)
        assert caught.value.hint
    finally:
        pool.close()


async def test_closing_the_pool_ends_a_document_in_the_middle() -> None:
    """A service that stops does not wait for what it was reading."""
    pool = ParserPool(1)
    document = FeedBody(body=_endless(), path="q", defaults=DEFAULTS)
    waiting = [asyncio.create_task(pool.parse("feed", document, FeedReadings)) for _ in range(3)]
    await asyncio.sleep(0)
    await asyncio.to_thread(pool.close)
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(one, SourceError | asyncio.CancelledError) for one in outcomes)


@pytest.mark.parametrize("name", ["author", "dc:creator", "managingEditor", "itunes:owner", "itunes:author"])
def test_the_patterns_of_feedparser_see_no_long_name(name: str) -> None:
    """It looks for e-mail addresses in quadratic time."""
    text = f"Ada Quill {'a.' * 50_000}@"
    tree = read_tree(rss(f"<item><title>T</title><{name}>{text}<x>{text}</x>{text}</{name}></item>"))
    assert tree is not None
    assert len(document_bytes(tree.root)) < 5_000
    assert b"Ada Quill" in document_bytes(tree.root)


def test_a_doctype_quoted_in_an_article_is_not_that_of_the_document() -> None:
    quoted = "<description><![CDATA[<!DOCTYPE html><p>Write this first.</p>]]></description>"
    entity = '<!DOCTYPE rss [<!ENTITY pier "<b>Pier 4</b>">]>'
    (record,) = records(rss(item(quoted)))
    assert "Write this first." in (record.content_html or "")
    (record,) = records(rss(item("<description>&pier;</description>")).replace("?><rss", f"?>{entity}<rss"))
    assert "Pier 4" in (record.content_html or record.content_text or "")


def test_addresses_before_a_service_rewrote_the_feed_count() -> None:
    rewritten = (
        "<link>http://proxy.example/~r/q/1</link>"
        "<f:origLink>https://q.example/ferry</f:origLink>"
        '<enclosure url="http://proxy.example/~5/q.mp3" type="audio/mpeg" length="9"/>'
        "<f:origEnclosureLink>https://q.example/ferry.mp3</f:origEnclosureLink>"
    )
    space = 'version="2.0" xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"'
    (record,) = records(rss(item(rewritten)).replace('version="2.0"', space))
    assert record.url == "https://q.example/ferry"
    assert [file.url for file in record.attachments] == ["https://q.example/ferry.mp3"]
    without = item(rewritten.replace("https://q.example/ferry<", "ferry<"))
    (record,) = records(rss(without).replace('version="2.0"', space))
    assert record.url == "http://proxy.example/~r/q/1"


def test_a_description_of_all_files_is_the_text_of_an_item_without_one() -> None:
    group = (
        "<media:group><media:title>Clip</media:title>"
        "<media:description>The crossing,\nfilmed &lt;3</media:description></media:group>"
    )
    (record,) = records(rss(item(group)))
    assert (record.title, record.content_text) == ("Ferry returns", "The crossing,\nfilmed <3")
    html = group.replace("<media:description>", '<media:description type="html">')
    (record,) = records(rss(item(html.replace("&lt;3", "&lt;b>now&lt;/b>"))))
    assert record.content_html == "The crossing,\nfilmed <b>now</b>"
    (record,) = records(rss(item(f"<description>Own words.</description>{group}")))
    assert "filmed" not in (record.content_html or record.content_text or "")


def test_the_creation_counts_where_no_other_date_is_stated() -> None:
    created = "<dcterms:created>2023-03-04T05:06:07Z</dcterms:created>"
    space = 'version="2.0" xmlns:dcterms="http://purl.org/dc/terms/"'
    (record,) = records(rss(item(created)).replace('version="2.0"', space))
    assert record.published_at == datetime(2023, 3, 4, 5, 6, 7, tzinfo=UTC)
    dated = created + "<pubDate>Sun, 05 Mar 2023 05:06:07 GMT</pubDate>"
    (record,) = records(rss(item(dated)).replace('version="2.0"', space))
    assert record.published_at == datetime(2023, 3, 5, 5, 6, 7, tzinfo=UTC)


def test_an_author_of_dublin_core_and_words_for_a_comments_address() -> None:
    (record,) = records(rss(item("<dc:author>Ann Lee</dc:author><comments>No comments yet</comments>")))
    assert [person.name for person in record.authors] == ["Ann Lee"]
    assert record.comments_url is None


@pytest.mark.parametrize(
    "charset", ["punycode", "idna", "undefined", "unicode_escape", "utf-7", "rot13", "zlib"]
)
def test_no_codec_that_only_python_has_reads_a_feed(charset: str) -> None:
    """They raised for a document that is not UTF-8 either."""
    text = rss(item("<description>Caf\xe9</description>")).replace("utf-8", charset)
    (found,) = records(text.encode("cp1252"), f"text/xml; charset={charset}")
    assert found.content_html == "Café" or found.content_text == "Café"
