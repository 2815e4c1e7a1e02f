import re
from dataclasses import replace

import pytest

from feeds.errors import RenderError
from feeds.model import Document, Format, Source
from feeds.render import FORMATS, render
from feeds.validate import check
from tests.render.reading import document_tree, elements, entry_tree, text, texts
from tests.render.samples import BARE, DOCUMENT, FULL, HEAD
from tests.render.test_atom import PLAIN

REPEATABLE = {"category"}


def test_the_channel_has_its_metadata() -> None:
    """R-RSS-02, R-RSS-11, R-RSS-12, R-RSS-22, R-RSS-27: each required element once, and no date of now."""
    root = document_tree(DOCUMENT, Format.RSS)
    assert (root.tag, root.get("version"), len(root)) == ("rss", "2.0", 1)
    channel = root[0]
    assert text(channel, "title") == HEAD.title
    assert text(channel, "description") == HEAD.description
    assert text(channel, "language") == "zh-CN"
    assert text(channel, "copyright") == HEAD.rights
    assert text(channel, "lastBuildDate") == "Tue, 22 Oct 2024 02:07:16 GMT"
    assert text(channel, "managingEditor") == "desk@post.example.org (Northern Evening Post)"
    assert text(channel, "ttl") == "15"
    assert text(channel, "sy:updatePeriod") == "hourly"
    assert text(channel, "sy:updateFrequency") == "4"
    assert text(channel, "docs") == "https://www.rssboard.org/rss-specification"
    assert re.fullmatch(r"feeds \d+\.\d+\.\d+", text(channel, "generator"))
    assert not elements(channel, "pubDate")


def test_items_come_last_and_nothing_repeats_but_categories() -> None:
    """R-RSS-02, R-RSS-04."""
    channel = document_tree(DOCUMENT, Format.RSS)[0]
    names = [str(child.tag) for child in channel]
    assert set(names[names.index("item") :]) == {"item"}
    for parent in (channel, *elements(channel, "item")):
        core = [str(child.tag) for child in parent if not str(child.tag).startswith("{")]
        once = [name for name in core if name not in REPEATABLE | {"item"}]
        assert len(once) == len(set(once))


def test_a_channel_without_description_is_described_by_its_title() -> None:
    document = Document(head=replace(HEAD, description=""))
    assert text(document_tree(document, Format.RSS)[0], "description") == HEAD.title


def test_a_contact_that_is_not_an_email_address_is_not_the_editor() -> None:
    document = Document(head=replace(HEAD, contact="https://post.example.org/contact"))
    assert not elements(document_tree(document, Format.RSS)[0], "managingEditor")


@pytest.mark.parametrize(("id_", "permalink"), [(FULL.url, "true"), (FULL.id, "false")])
def test_a_guid_says_whether_it_is_the_link(id_: str, permalink: str) -> None:
    (guid,) = elements(entry_tree(replace(FULL, id=id_), Format.RSS), "guid")
    assert (guid.text, guid.get("isPermaLink")) == (id_, permalink)


def test_an_item_has_no_element_that_readers_take_for_another() -> None:
    """R-RSS-31."""
    item = entry_tree(FULL, Format.RSS)
    for name in ("atom:id", "atom:published", "atom:updated", "atom:title", "dc:date", "dcterms:issued"):
        assert not elements(item, name)
    assert "alternate" not in {link.get("rel") for link in elements(item, "atom:link")}


def test_every_field_of_an_item_has_its_element() -> None:
    """R-SRC-11, R-SRC-16, R-LANG-06."""
    item = entry_tree(FULL, Format.RSS)
    assert text(item, "link") == FULL.url
    assert text(item, "dcterms:modified") == "2024-10-22T02:07:16Z"
    assert text(item, "dcterms:created") == "2024-10-21T23:07:16Z"
    assert text(item, "dc:publisher") == "Delta Wire"
    assert text(item, "dcterms:provenance") == FULL.correction
    assert text(item, "dc:rights") == FULL.rights
    assert text(item, "dc:language") == "en"
    assert texts(item, "dc:contributor") == ["Mo Yan", "Tang Hui", "Ines Falk"]
    assert text(item, "comments") == FULL.comments_url
    assert [one.get("domain") for one in elements(item, "category")] == [
        "https://post.example.org/tags",
        None,
    ]


def test_summary_is_html_before_the_content() -> None:
    """R-RSS-17."""
    item = entry_tree(FULL, Format.RSS)
    assert text(item, "description") == "摘要: 1 &lt; 2 &amp; 3"
    assert text(item, "content:encoded") == FULL.content_html
    names = [str(child.tag).rpartition("}")[2] for child in item]
    assert names.index("description") < names.index("encoded")


def test_content_without_summary_is_the_description() -> None:
    """R-RSS-17."""
    item = entry_tree(replace(FULL, summary=None), Format.RSS)
    assert text(item, "description") == FULL.content_html
    assert not elements(item, "content:encoded")


@pytest.mark.parametrize("title", PLAIN)
def test_plain_text_survives(title: str) -> None:
    assert text(entry_tree(replace(FULL, title=title), Format.RSS), "title") == title


def test_an_item_without_a_page_has_no_link() -> None:
    assert not elements(entry_tree(BARE, Format.RSS), "link")


def test_an_item_without_title_and_content_is_refused() -> None:
    with pytest.raises(RenderError, match="title or content"):
        FORMATS[Format.RSS].entry(replace(BARE, content_text=None))


def test_a_source_without_title_is_dc_source() -> None:
    """R-SRC-09: the address of the feed alone."""
    entry = replace(FULL, origin=Source(name="Delta Wire", feed_url="https://wire.example.com/rss"))
    item = entry_tree(entry, Format.RSS)
    assert not elements(item, "source")
    assert text(item, "dc:source") == "https://wire.example.com/rss"


def test_source_and_dc_source_exclude_each_other() -> None:
    """R-SRC-09."""
    item = entry_tree(FULL, Format.RSS)
    assert not elements(item, "dc:source")


def test_escaping_is_by_entities_never_cdata() -> None:
    """R-XML-10, R-TEXT-08: no value becomes an element."""
    sly = replace(FULL, content_html="<p>]]></p></content:encoded><item>", title="]]></title><item>")
    body = FORMATS[Format.RSS].entry(sly).body
    assert b"CDATA" not in body
    assert len(elements(document_tree(Document(head=HEAD, entries=(sly,)), Format.RSS)[0], "item")) == 1
    assert text(entry_tree(sly, Format.RSS), "content:encoded") == sly.content_html


def test_a_return_survives_the_parser() -> None:
    entry = replace(FULL, content_html="<pre>a\r\nb</pre>", attachments=())
    assert text(entry_tree(entry, Format.RSS), "content:encoded") == "<pre>a\r\nb</pre>"


def test_an_empty_feed_is_whole() -> None:
    assert render(Document(head=HEAD), Format.RSS).endswith(b"/>\n</channel>\n</rss>\n")


@pytest.mark.parametrize(
    ("ttl_min", "written"),
    [(5, ["hourly", "12"]), (60, ["hourly", "1"]), (180, ["daily", "8"]), (7, []), (None, [])],
)
def test_the_update_period_is_written_where_it_divides_an_hour_or_a_day(
    ttl_min: int | None, written: list[str]
) -> None:
    """R-RSS-30."""
    channel = document_tree(Document(head=replace(HEAD, ttl_min=ttl_min)), Format.RSS)[0]
    names = ("sy:updatePeriod", "sy:updateFrequency")
    assert [element.text for name in names for element in elements(channel, name)] == written


def test_a_withdrawal_is_an_item_only_in_channels_with_media_status() -> None:
    """R-TOMB-08: the item carries no content."""
    assert len(elements(document_tree(DOCUMENT, Format.RSS)[0], "item")) == 2
    document = replace(DOCUMENT, head=replace(HEAD, media_status=True))
    withdrawn, *others = elements(document_tree(document, Format.RSS)[0], "item")
    assert len(others) == 2
    assert (text(withdrawn, "guid"), text(withdrawn, "title")) == ("2024-90", "（已撤回）")
    assert text(withdrawn, "pubDate") == "Tue, 22 Oct 2024 01:07:16 GMT"
    assert [dict(status.attrib) for status in elements(withdrawn, "media:status")] == [{"state": "deleted"}]
    assert len(withdrawn) == 4
    assert check(render(document, Format.RSS)).errors == ()


def test_a_home_page_or_article_is_never_the_source() -> None:
    """R-SRC-02: ``source`` links to the feed that an item was copied from, and to nothing else."""
    origin = Source(name="Delta Wire", url="https://wire.example.com/", article_url=FULL.via_url)
    item = entry_tree(replace(FULL, origin=origin), Format.RSS)
    assert not elements(item, "source")
    assert not elements(item, "dc:source")
