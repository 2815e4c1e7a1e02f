"""NITF and NewsML-G2: status, embargo, credit line, byline, dateline and subjects."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feeds.model import Record, Status
from tests.readers.conftest import a_source, all_of, reader_of

Write = Callable[[str, str | bytes], str]

NITF = """<nitf><head><title>Short</title>
<tobject><tobject.subject tobject.subject.type="Politics"/></tobject>
<docdata management-status="{status}"><doc-id id-string="urn:x:1" regsrc="QN"/>
<date.issue norm="20241022T090716Z"/>{release}
<doc.copyright year="2024" holder="Quay News"/><key-list><keyword key="harbour"/></key-list></docdata></head>
<body><body.head><hedline><hl1>Harbour <em>opens</em></hl1></hedline>
<byline>By <person>Ann Lee</person></byline><distributor>Quay News</distributor>
<dateline><location>LISBON</location></dateline><abstract><p>In short.</p></abstract></body.head>
<body.content><p>One &amp; two.</p><media media-type="image"><media-reference source="https://q.example/a.jpg"/>
<media-caption>The quay</media-caption></media><p>Three.</p></body.content></body></nitf>"""

NEWSML = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:q.example:1" version="2">
<rightsInfo><copyrightNotice>(c) Quay News</copyrightNotice></rightsInfo>
<itemMeta><itemClass qcode="ninat:{item}"/><provider><name>Quay</name></provider>
<versionCreated>2024-10-22T10:00:00Z</versionCreated><firstCreated>2024-10-22T09:07:16Z</firstCreated>
<embargoed>2024-10-23T00:00:00Z</embargoed><pubStatus qcode="stat:{status}"/>
<edNote>Corrects the name.</edNote></itemMeta>
<contentMeta><by>By Ann Lee</by><creditline>Quay News</creditline><dateline>LISBON, Oct 22</dateline>
<language tag="en"/><subject qcode="medtop:1"><name>Politics</name></subject>
<headline>Harbour opens</headline>
<description role="drol:summary">In short.</description></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>x</title></head>
<body><p>One &amp; two.</p></body></html></inlineXML>
<remoteContent contenttype="image/jpeg" href="https://q.example/a.jpg"/></contentSet></newsItem>"""


async def _read(write: Write, kind: str, text: str) -> list[Record]:
    readings = await all_of(reader_of(a_source(kind, paths=(write("a.xml", text),))))
    assert all(reading.accepted for reading in readings), readings
    return [reading.record for reading in readings if reading.record]


@pytest.mark.parametrize("kind", ["nitf", "newsml"])
async def test_an_article_comes_out_whole(write: Write, kind: str) -> None:
    release = '<date.release norm="20241023T000000Z"/>'
    texts = {
        "nitf": NITF.format(status="usable", release=release),
        "newsml": NEWSML.format(status="usable", item="text"),
    }
    (record,) = await _read(write, kind, texts[kind])
    assert record.title == "Harbour opens"
    assert record.summary == "In short."
    assert [person.name for person in record.authors] == ["Ann Lee"]
    assert record.published_at == datetime(2024, 10, 22, 9, 7, 16, tzinfo=UTC)
    assert record.release_at == datetime(2024, 10, 23, tzinfo=UTC)
    assert record.status is Status.USABLE
    assert record.source is not None
    assert record.source.name == "Quay News"
    assert "Politics" in [tag.term for tag in record.tags]
    assert record.image == "https://q.example/a.jpg"
    assert record.rights
    content = record.content_html or ""
    assert content.startswith("<p><strong>LISBON")
    assert "<p>One &amp; two.</p>" in content
    assert "caption" not in content
    assert "The quay" not in content
    assert (record.correction == "Corrects the name.") is (kind == "newsml")


@pytest.mark.parametrize(
    ("status", "meaning"),
    [("withheld", Status.WITHHELD), ("canceled", Status.WITHDRAWN), ("embargoed", Status.WITHHELD)],
)
async def test_what_the_agency_holds_back_is_held_back(write: Write, status: str, meaning: Status) -> None:
    (record,) = await _read(write, "nitf", NITF.format(status=status, release=""))
    assert record.status is meaning
    (record,) = await _read(write, "newsml", NEWSML.format(status=status, item="text"))
    assert record.status is meaning


async def test_an_item_about_a_picture_is_not_an_article(write: Write) -> None:
    assert await _read(write, "newsml", NEWSML.format(status="usable", item="picture")) == []


@pytest.mark.parametrize(
    ("kind", "text"), [("nitf", "<a/>"), ("newsml", "<a/>"), ("nitf", "<nitf>"), ("newsml", "x")]
)
async def test_anything_else_is_quarantined_with_its_line(write: Write, kind: str, text: str) -> None:
    (reading,) = await all_of(reader_of(a_source(kind, paths=(write("a.xml", text),))))
    assert not reading.accepted
    assert reading.place.line == 1


@pytest.mark.parametrize("kind", ["nitf", "newsml"])
async def test_deep_markup_ships_with_its_text(write: Write, kind: str) -> None:
    """Deeper than Python calls functions; 2,048 levels are the parser's bound."""
    deep = f"<p>One &amp; two.</p>{'<div>' * 1_900}Deep down.{'</div>' * 1_900}"
    text = NITF.format(status="usable", release="") if kind == "nitf" else NEWSML
    text = text.replace("{status}", "usable").replace("{item}", "text")
    (record,) = await _read(write, kind, text.replace("<p>One &amp; two.</p>", deep))
    assert "Deep down." in (record.content_html or "")


async def test_entities_of_the_document_type_stay(write: Write) -> None:
    """They are not expanded, because their definitions can multiply; those of HTML are characters."""
    declared = '<!DOCTYPE nitf [<!ENTITY eacute "&#233;"><!ENTITY desk "Night desk">]>'
    text = NITF.format(status="usable", release="").replace("Three.", "Caf&eacute;, <b>&desk;</b>.")
    (record,) = await _read(write, "nitf", declared + text)
    assert "Caf\u00e9, <b>&amp;desk;</b>." in (record.content_html or "")
