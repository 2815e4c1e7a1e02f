"""Each defect of feedgen (PROTOCOL §6) that could reach a reader, by its number."""

import locale
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feeds.errors import RenderError
from feeds.model import Document, Format, Person
from feeds.render import FORMATS, render
from tests.render.reading import document_tree, elements, entry_tree, text, texts
from tests.render.samples import BARE, DOCUMENT, FULL, HEAD


def test_d1_entry_links_keep_their_attributes() -> None:
    """R-ATOM-10, R-ATOM-13."""
    links = [dict(link.attrib) for link in elements(entry_tree(FULL, Format.ATOM), "atom:link")]
    assert {"rel": "alternate", "type": "text/html", "href": FULL.url} in links
    assert {"rel": "via", "type": "text/html", "href": FULL.via_url, "title": "Delta Wire"} in links
    audio = FULL.attachments[0]
    assert {"rel": "enclosure", "type": "audio/mpeg", "length": "1048576", "href": audio.url} in links
    assert len({(link["rel"], link["href"]) for link in links}) == len(links)


@pytest.mark.parametrize("form", list(Format))
def test_d2_nothing_is_dated_now(form: Format) -> None:
    this_year = str(datetime.now(UTC).year)
    dated = re.findall(r"\b(\d{4})-\d\d-\d\dT|\w{3}, \d\d \w{3} (\d{4})", render(DOCUMENT, form).decode())
    years = {iso or rfc for iso, rfc in dated}
    assert years == {"2024"} != {this_year}


def test_d3_the_channel_link_is_the_page() -> None:
    """R-RSS-03."""
    channel = elements(document_tree(DOCUMENT, Format.RSS), "channel")[0]
    assert text(channel, "link") == HEAD.page_url
    assert text(channel, "image/link") == HEAD.page_url


def test_d4_rss_carries_every_relation_of_the_feed() -> None:
    """R-RSS-06."""
    links = elements(document_tree(DOCUMENT, Format.RSS), "channel/atom:link")
    assert [(link.get("rel"), link.get("href")) for link in links] == [
        ("self", HEAD.self_url(Format.RSS)),
        *((link.rel, link.href) for link in HEAD.links),
    ]


def test_d5_the_source_is_the_origin_feed_in_full() -> None:
    """R-SRC-02, R-SRC-03, R-SRC-04: its own metadata, and nothing of the article."""
    (source,) = elements(entry_tree(FULL, Format.ATOM), "atom:source")
    assert text(source, "atom:id") == "tag:wire.example.com,2020:all"
    assert text(source, "atom:title") == "Delta & Co"
    assert text(source, "atom:updated") == "2024-10-22T00:37:16Z"
    assert text(source, "atom:rights") == "CC BY 4.0"
    assert [(link.get("rel"), link.get("href")) for link in elements(source, "atom:link")] == [
        ("self", "https://wire.example.com/all.atom"),
        ("alternate", "https://wire.example.com/"),
    ]
    (rss,) = elements(entry_tree(FULL, Format.RSS), "source")
    assert (rss.get("url"), rss.text) == ("https://wire.example.com/all.atom", "Delta & Co")


def test_d6_content_says_html_and_is_escaped_once() -> None:
    (content,) = elements(entry_tree(FULL, Format.ATOM), "atom:content")
    assert (content.get("type"), content.text) == ("html", FULL.content_html)
    assert b"CDATA" not in render(DOCUMENT, Format.ATOM) + render(DOCUMENT, Format.RSS)


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "￾", "￿", "\ud800"])
def test_d7_a_forbidden_character_is_an_error_of_its_entry(form: Format, character: str) -> None:
    with pytest.raises(RenderError) as refused:
        FORMATS[form].entry(replace(FULL, title=f"a{character}b"))
    assert refused.value.where == FULL.id


@pytest.mark.parametrize("authors", [(), (Person(name=""),)])
def test_d8_an_entry_without_author_is_refused(authors: tuple[Person, ...]) -> None:
    with pytest.raises(RenderError, match="author"):
        FORMATS[Format.ATOM].entry(replace(FULL, authors=authors))


def test_d9_an_entry_without_content_keeps_its_alternate() -> None:
    entry = entry_tree(replace(FULL, content_html=None), Format.ATOM)
    assert not elements(entry, "atom:content")
    assert [link.get("href") for link in elements(entry, "atom:link[@rel='alternate']")] == [FULL.url]


def test_d9_an_entry_without_content_and_link_says_its_summary_as_content() -> None:
    entry = entry_tree(replace(FULL, content_html=None, url=None), Format.ATOM)
    assert text(entry, "atom:content") == "<p>摘要: 1 &lt; 2 &amp; 3</p>"
    assert not elements(entry, "atom:summary")


def test_d10_html_that_is_no_xml_is_written() -> None:
    entry = replace(FULL, content_html="<p>a&nbsp;b<br>c</p>")
    assert text(entry_tree(entry, Format.ATOM), "atom:content") == "<p>a&nbsp;b<br>c</p>"


def test_d11_times_are_utc_in_whole_seconds() -> None:
    """R-TIME-04."""
    entry = entry_tree(FULL, Format.ATOM)
    assert text(entry, "atom:published") == "2024-10-22T01:07:16Z"
    assert text(entry, "atom:updated") == "2024-10-22T02:07:16Z"
    assert text(entry_tree(FULL, Format.RSS), "pubDate") == "Tue, 22 Oct 2024 01:07:16 GMT"


def test_d12_the_locale_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """R-PERF-03: also in several threads."""

    def refuse(*_: object) -> str:
        raise AssertionError("the process-wide locale was touched")

    monkeypatch.setattr(locale, "setlocale", refuse)
    with ThreadPoolExecutor(4) as threads:
        bodies = set(threads.map(lambda _: render(DOCUMENT, Format.RSS), range(8)))
    assert len(bodies) == 1


def test_d15_one_enclosure_with_a_true_or_zero_length() -> None:
    item = entry_tree(FULL, Format.RSS)
    (enclosure,) = elements(item, "enclosure")
    assert dict(enclosure.attrib.items()) == {
        "type": "audio/mpeg",
        "url": FULL.attachments[0].url,
        "length": "1048576",
    }
    unknown = entry_tree(replace(FULL, attachments=FULL.attachments[1:]), Format.RSS)
    assert [one.get("length") for one in elements(unknown, "enclosure")] == ["0"]


@pytest.mark.parametrize("form", [Format.RSS, Format.ATOM])
def test_d16_media_stand_alone_and_are_credited(form: Format) -> None:
    """R-MEDIA-04."""
    entry = entry_tree(FULL, form)
    assert not elements(entry, "media:group")
    pictures = [one.get("url") for one in elements(entry, "media:content[@medium='image']")]
    assert pictures == [FULL.image, FULL.attachments[2].url]
    (credit,) = elements(entry, "media:content/media:credit")
    assert (credit.get("role"), credit.get("scheme"), credit.text) == ("photographer", "urn:ebu", "Ines Falk")
    assert credit.getparent() is elements(entry, "media:content[@medium='image']")[0]
    assert not elements(entry, "media:credit")


def test_d16_further_files_of_rss_are_media_content() -> None:
    (film,) = elements(entry_tree(FULL, Format.RSS), "media:content[@medium='video']")
    assert (film.get("url"), film.get("duration")) == (FULL.attachments[1].url, "90.5")
    (title,) = elements(film, "media:title")
    assert (title.get("type"), title.text) == ("plain", "As film")


def test_d18_any_relation_is_written() -> None:
    """R-EXT-04."""
    relations = {link.get("rel") for link in elements(entry_tree(FULL, Format.ATOM), "atom:link")}
    assert relations == {"alternate", "via", "related", "license", "replies", "enclosure"}


@pytest.mark.parametrize(("form", "path"), [(Format.ATOM, "atom:entry/atom:id"), (Format.RSS, "*/item/guid")])
def test_d19_entries_keep_their_order(form: Format, path: str) -> None:
    entries = tuple(replace(FULL, id=f"tag:post.example.org,2024:{n}") for n in range(3))
    ids = texts(document_tree(Document(head=HEAD, entries=entries), form), path)
    assert ids == [entry.id for entry in entries]


def test_d20_authors_without_address_are_creators() -> None:
    item = entry_tree(FULL, Format.RSS)
    assert texts(item, "dc:creator") == ["Lin Qiao", "何青"]
    assert not elements(item, "author")


def test_d20_a_public_address_is_the_author_alone() -> None:
    entry = replace(FULL, authors=(Person(name="Lin Qiao", email="lin@post.example.org"),))
    item = entry_tree(entry, Format.RSS)
    assert text(item, "author") == "lin@post.example.org (Lin Qiao)"
    assert not elements(item, "dc:creator")


def test_d22_an_entry_without_title_has_none() -> None:
    """R-TEXT-15."""
    assert text(entry_tree(BARE, Format.ATOM), "atom:title") == ""
    assert not elements(entry_tree(BARE, Format.RSS), "title")


def test_d23_tombstones_stand_before_the_entries() -> None:
    names = [str(element.tag).rpartition("}")[2] for element in document_tree(DOCUMENT, Format.ATOM)]
    assert names.index("deleted-entry") < names.index("entry")
    (gone,) = elements(document_tree(DOCUMENT, Format.ATOM), "at:deleted-entry")
    assert gone.get("when") == "2024-10-22T01:07:16Z"


def test_d25_entries_are_not_changed() -> None:
    """R-PERF-09."""
    before = repr(DOCUMENT)
    for form in Format:
        render(DOCUMENT, form)
    assert repr(DOCUMENT) == before


def test_d26_an_image_needs_no_size() -> None:
    (image,) = elements(document_tree(DOCUMENT, Format.RSS), "channel/image")
    assert [child.tag for child in image] == ["url", "title", "link"]


def test_d27_only_prefixes_in_use_are_declared() -> None:
    """R-RSS-29, R-URL-02."""
    small = Document(head=replace(HEAD, links=()), entries=(BARE,))
    root = render(small, Format.RSS).split(b"<channel>")[0]
    assert [part.split(b"=")[0] for part in root.split(b"xmlns:")[1:]] == [b"atom", b"dc", b"dcterms", b"sy"]
    assert b"xmlns:" not in render(small, Format.ATOM)


def test_d28_plain_text_of_rss_is_escaped_by_number() -> None:
    body = FORMATS[Format.RSS].entry(FULL).body.decode()
    assert "<title>冲刺四季度 &#x26; A &#x3C; B</title>" in body
    assert "&lt;p&gt;正文" in body
