import os
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from feeds.model import Document, Format, Source
from feeds.render import FORMATS, atom_id, render
from tests.render.reading import document_tree, elements, entry_tree, text, texts, tree
from tests.render.samples import AT, BARE, DOCUMENT, FULL, HEAD

CORPUS = Path(os.environ.get("FEEDS_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
GRAMMAR = CORPUS / "golden" / "atom-rfc4287.rng"
PLAIN = ["AT&T", "A<B", "I <3 x", "The &amp; entity", "Nice <gorilla> what's he weigh?"]


@pytest.mark.skipif(not GRAMMAR.exists(), reason="the grammar of RFC 4287 is not here")
@pytest.mark.parametrize(
    "document",
    [
        DOCUMENT,
        Document(head=HEAD),
        Document(head=replace(HEAD, language=None, image=None, rights=None, links=()), entries=(BARE,)),
        Document(head=HEAD, entries=(replace(FULL, content_html=None, summary=None, title=None),)),
    ],
)
def test_documents_are_valid_against_the_grammar(document: Document) -> None:
    """R-ATOM-01."""
    grammar = etree.RelaxNG(etree.parse(str(GRAMMAR)))
    grammar.assertValid(tree(render(document, Format.ATOM)))


def test_atom_is_the_default_namespace() -> None:
    """R-ATOM-02."""
    body = render(DOCUMENT, Format.ATOM)
    assert body.startswith(
        b'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"'
    )
    assert b"<atom:" not in body
    assert document_tree(DOCUMENT, Format.ATOM).tag == "{http://www.w3.org/2005/Atom}feed"


def test_the_feed_has_its_metadata() -> None:
    """R-ATOM-24: the generator has a name and a version."""
    feed = document_tree(DOCUMENT, Format.ATOM)
    assert text(feed, "atom:id") == HEAD.id
    assert text(feed, "atom:title") == HEAD.title
    assert text(feed, "atom:subtitle") == HEAD.description
    assert text(feed, "atom:updated") == "2024-10-22T02:07:16Z"
    assert text(feed, "atom:author/atom:name") == HEAD.author.name
    assert text(feed, "atom:rights") == HEAD.rights
    assert text(feed, "atom:logo") == HEAD.image
    assert text(feed, "atom:icon") == HEAD.icon_url
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-CN"
    (generator,) = elements(feed, "atom:generator")
    assert generator.text == "feeds"
    assert generator.get("version")


def test_the_feed_links_to_itself_and_its_page_is_the_only_alternate() -> None:
    """R-ATOM-11: readers take the last alternate as the site."""
    links = elements(document_tree(DOCUMENT, Format.ATOM), "atom:link")
    relations = [(link.get("rel"), link.get("type"), link.get("href")) for link in links]
    assert ("self", "application/atom+xml", HEAD.self_url(Format.ATOM)) in relations
    assert [rel for rel in relations if rel[0] == "alternate"] == [("alternate", "text/html", HEAD.page_url)]
    assert [link.get("rel") for link in links].count("self") == 1


def test_metadata_and_tombstones_precede_entries() -> None:
    names = [str(element.tag).rpartition("}")[2] for element in document_tree(DOCUMENT, Format.ATOM)]
    assert set(names[names.index("entry") :]) == {"entry"}


def test_tombstones_name_the_id_the_entry_had() -> None:
    (gone,) = elements(document_tree(DOCUMENT, Format.ATOM), "at:deleted-entry")
    assert gone.get("ref") == atom_id("2024-90")


@pytest.mark.parametrize("title", PLAIN)
def test_plain_text_survives(title: str) -> None:
    (element,) = elements(entry_tree(replace(FULL, title=title), Format.ATOM), "atom:title")
    assert (element.text, element.get("type")) == (title, None)


def test_every_field_of_an_entry_has_its_element() -> None:
    entry = entry_tree(FULL, Format.ATOM)
    assert texts(entry, "atom:author/atom:name") == ["Lin Qiao", "何青"]
    assert texts(entry, "atom:author/atom:uri") == ["https://post.example.org/lin"]
    assert texts(entry, "atom:contributor/atom:name") == ["Mo Yan", "Tang Hui", "Ines Falk"]
    assert text(entry, "dcterms:created") == "2024-10-21T23:07:16Z"
    assert text(entry, "dc:publisher") == "Delta Wire"
    assert text(entry, "dcterms:provenance") == FULL.correction
    assert text(entry, "atom:rights") == FULL.rights
    assert text(entry, "atom:summary") == FULL.summary
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_an_empty_label_is_left_out() -> None:
    categories = elements(entry_tree(FULL, Format.ATOM), "atom:category")
    assert [(one.get("term"), one.get("label")) for one in categories] == [
        ("province", "省内"),
        ("R&D", None),
    ]
    assert texts(entry_tree(FULL, Format.RSS), "category") == ["省内", "R&D"]


def test_a_category_is_written_once() -> None:
    """R-LANG-07."""
    entry = replace(FULL, tags=(*FULL.tags, *FULL.tags))
    assert len(elements(entry_tree(entry, Format.ATOM), "atom:category")) == len(FULL.tags)


def test_a_summary_that_repeats_is_left_out() -> None:
    for repeated in (FULL.title, FULL.content_html):
        assert not elements(entry_tree(replace(FULL, summary=repeated), Format.ATOM), "atom:summary")


def test_source_is_for_entries_copied_from_a_feed_only() -> None:
    """R-SRC-03."""
    named = replace(FULL, origin=Source(name="Delta Wire", url="https://wire.example.com/"))
    assert not elements(entry_tree(named, Format.ATOM), "atom:source")


def test_an_unknown_feed_id_is_not_invented() -> None:
    """R-SRC-04."""
    origin = Source(feed_url="https://wire.example.com/rss", feed_title="Delta", feed_updated_at=AT)
    (source,) = elements(entry_tree(replace(FULL, origin=origin), Format.ATOM), "atom:source")
    assert [str(child.tag).rpartition("}")[2] for child in source] == ["title", "updated", "link"]


def test_plain_content_becomes_paragraphs() -> None:
    assert text(entry_tree(BARE, Format.ATOM), "atom:content") == (
        "<p>First line<br>second line &amp; more</p><p>Next paragraph: 1 &lt; 2</p>"
    )


def test_a_fragment_declares_nothing() -> None:
    fragment = FORMATS[Format.ATOM].entry(FULL)
    assert b"xmlns" not in fragment.body
    assert fragment.prefixes == {"dc", "dcterms", "itunes", "media", "thr", "xml"}
