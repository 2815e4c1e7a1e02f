"""The whole way from bytes to a report."""

from datetime import UTC, datetime

from feeds.model import DocumentKind, Severity
from feeds.validate import check

NOW = datetime(2024, 11, 1, tzinfo=UTC)

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>Evening Post</title>
<id>tag:post.example,2024:feed</id>
<updated>2024-10-22T01:07:16Z</updated>
<author><name>Evening Post</name></author>
<link rel="self" href="https://post.example/index.atom" type="application/atom+xml"/>
<link rel="alternate" href="https://post.example/"/>
<entry>
<title>A bridge opens</title>
<id>tag:post.example,2024:1</id>
<updated>2024-10-22T01:07:16Z</updated>
<link rel="alternate" href="https://post.example/1"/>
<content type="html">&lt;p&gt;It opened on &lt;b&gt;Tuesday&lt;/b&gt;.&lt;/p&gt;</content>
</entry>
</feed>
"""

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>Evening Post</title>
<link>https://post.example/</link>
<description>News of the evening</description>
<atom:link rel="self" href="https://post.example/index.rss" type="application/rss+xml"/>
<item>
<title>A bridge opens</title>
<link>https://post.example/1</link>
<guid isPermaLink="false">tag:post.example,2024:1</guid>
<pubDate>Tue, 22 Oct 2024 01:07:16 GMT</pubDate>
<description>&lt;p&gt;It opened.&lt;/p&gt;</description>
</item>
</channel>
</rss>
"""

JSON = """{
"version": "https://jsonfeed.org/version/1.1",
"title": "Evening Post",
"home_page_url": "https://post.example/",
"feed_url": "https://post.example/index.json",
"items": [
{"id": "tag:post.example,2024:1", "url": "https://post.example/1", "content_text": "It opened.",
"date_published": "2024-10-22T01:07:16Z"}
]
}
"""


def names(document: str | bytes, **known: object) -> set[str]:
    data = document.encode() if isinstance(document, str) else document
    return {finding.name for finding in check(data, now=NOW, **known).findings}  # type: ignore[arg-type]


def test_good_feeds_have_no_findings() -> None:
    for document, kind in ((ATOM, DocumentKind.ATOM), (RSS, DocumentKind.RSS), (JSON, DocumentKind.JSONFEED)):
        report = check(document.encode(), now=NOW)
        assert report.kind is kind
        assert report.findings == ()
        assert report.valid


def test_a_finding_tells_line_column_and_element() -> None:
    broken = ATOM.replace("2024-10-22T01:07:16Z</updated>\n<link rel", "yesterday</updated>\n<link rel")
    (finding,) = check(broken.encode(), now=NOW).findings
    assert (finding.line, finding.column, finding.element) == (12, 1, "updated")
    assert finding.severity is Severity.ERROR
    assert "yesterday" in finding.message
    assert finding.w3c == ("InvalidRFC3339Date",)


def test_columns_count_characters_and_lines_count_in_any_encoding() -> None:
    text = RSS.replace("<title>A bridge opens</title>", "<title>桥</title><link>nowhere</link>")
    for encoding in ("utf-8", "gb18030", "utf-16"):
        data = text.replace('encoding="utf-8"', f'encoding="{encoding}"').encode(encoding)
        finding = next(one for one in check(data).findings if one.name == "not-a-full-address")
        assert (finding.line, finding.column) == (9, 17)


def test_findings_stand_in_document_order_and_repeats_are_folded() -> None:
    item = RSS[RSS.index("<item>") : RSS.index("</channel>")]
    many = RSS.replace(item, item.replace("https://post.example/1", "1") * 5)
    report = check(many.encode())
    lines = [finding.line or 0 for finding in report.findings]
    assert lines == sorted(lines)
    assert next(one.repeats for one in report.findings if one.name == "not-a-full-address") == 4


def test_what_comes_after_a_break_is_judged_where_it_can_be_mended() -> None:
    broken = RSS.replace("A bridge opens", "Fish & chips &nbsp; \x0b").replace("Tue, 22 Oct", "Wed, 22 Oct")
    assert {"not-well-formed", "wrong-weekday"} <= names(broken)


def test_what_comes_before_a_break_is_judged() -> None:
    broken = RSS.replace("https://post.example/1</link>", "1</link>").replace("</item>", "</items>")
    assert {"not-well-formed", "not-a-full-address"} <= names(broken)


def test_a_second_look_judges_head_and_ids_but_not_entries() -> None:
    entry = ATOM[ATOM.index("<entry>") : ATOM.index("</feed>")]
    twice = ATOM.replace(entry, entry.replace("A bridge", "<b>A</b> bridge") * 2)
    assert names(twice, structure_only=True) == {"entry-twice"}
    item = RSS[RSS.index("<item>") : RSS.index("</channel>")]
    assert names(RSS.replace(item, item.replace("GMT", "CET") * 2), structure_only=True) == {"value-twice"}
    assert names(RSS.replace("<title>Evening Post</title>", ""), structure_only=True) == {
        "channel-without-title"
    }
    assert names(JSON.replace("It opened.", ""), structure_only=True) == set()
    assert names(ATOM.replace("</entry>", ""), structure_only=True) == {"not-well-formed"}


def test_the_clock_is_only_judged_where_it_is_given() -> None:
    ahead = ATOM.replace("2024-10-22", "2124-10-22")
    assert "implausible-date" in names(ahead)
    assert check(ahead.encode()).findings == ()


def test_the_place_of_the_document_is_only_judged_where_it_is_given() -> None:
    assert "self-differs-from-location" in names(ATOM, url="https://elsewhere.example/a.atom")
    assert names(ATOM, url="https://post.example/index.atom") == set()


def test_what_is_no_feed_is_told() -> None:
    assert names("<html><body/></html>") == {"not-a-feed"}
    assert names("") == {"empty-document"}
    assert names("{") == {"not-json"}
    assert names("[]") == {"feed-not-an-object"}


def test_json_findings_tell_where_their_value_stands() -> None:
    broken = JSON.replace("2024-10-22T01:07:16Z", "22 Oct 2024")
    (finding,) = check(broken.encode()).findings
    line = broken.splitlines()[(finding.line or 0) - 1]
    assert finding.element == "items[0].date_published"
    assert line.index('"22 Oct') == (finding.column or 0) - 1


def test_two_items_cannot_share_an_enclosure() -> None:
    """R-MEDIA-10: podcast apps recognise an episode by its file."""
    file = '<enclosure url="https://post.example/{}.mp3" length="0" type="audio/mpeg"/>'
    item = '<item><guid isPermaLink="false">{}</guid><title>Talk</title>{}</item>'

    def codes(first: str, second: str) -> list[str]:
        items = item.format("tag:a", file.format(first)) + item.format("tag:b", file.format(second))
        start, _, rest = RSS.partition("<item>")
        return [one.code for one in check((start + items + rest.rpartition("</item>")[2]).encode()).findings]

    assert "RSS054" in codes("a", "a")
    assert "RSS054" not in codes("a", "b")
