"""Faults that the W3C validator reports and this one once missed, or the reverse."""

import pytest

from feeds.validate import check

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://post.example/feed"><title>Evening Post</title><link>https://post.example/</link>
<description>News</description><items><rdf:Seq><rdf:li rdf:resource="https://post.example/1"/></rdf:Seq></items>
</channel>
<image rdf:about="https://post.example/logo.png"><title>Evening Post</title><link>https://post.example/</link>
<url>https://post.example/logo.png</url></image>
<item rdf:about="https://post.example/1"><title>A bridge opens</title><link>https://post.example/1</link></item>
</rdf:RDF>
"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:indexing="urn:atom-extension:indexing" indexing:index="no">
<id>tag:post.example,2024:feed</id><title>Evening Post</title><updated>2024-10-22T01:07:16Z</updated>
<author><name>Ann</name></author><link rel="self" href="https://post.example/feed"/>
<entry><id>tag:post.example,2024:1</id><title>A bridge opens</title><updated>2024-10-22T01:07:16Z</updated>
<link href="https://post.example/1"/><category term="bridges"/><summary>It opened.</summary></entry>
</feed>
"""


def errors(document: str) -> set[tuple[str, str | None]]:
    return {(finding.code, finding.element) for finding in check(document.encode()).errors}


def test_the_feeds_are_valid() -> None:
    assert errors(RDF) == set()
    assert errors(ATOM) == set()


@pytest.mark.parametrize(("url", "code"), [("", "VAL023"), ("logo.png", "VAL023"), ("no address", "VAL020")])
def test_the_image_of_rss_1_needs_an_address(url: str, code: str) -> None:
    """Source: R-RSS-23."""
    assert errors(RDF.replace("<url>https://post.example/logo.png", f"<url>{url}")) == {(code, "url")}


def test_a_channel_of_rss_1_lists_its_items() -> None:
    start, end = RDF.index("<items>"), RDF.index("</items>") + len("</items>")
    assert errors(RDF[:start] + RDF[end:]) == {("RSS050", "items")}


@pytest.mark.parametrize("element", ["channel", "image", "item"])
def test_resources_of_rss_1_have_an_address(element: str) -> None:
    start = RDF.index(f"<{element} rdf:about")
    end = RDF.index(">", start)
    assert ("RSS049", element) in errors(RDF[:start] + f"<{element}" + RDF[end:])


def test_version_0_90_has_no_addresses() -> None:
    old = RDF.replace("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
    start, end = old.index("<items>"), old.index("</items>") + len("</items>")
    old = old[:start] + old[end:]
    assert errors(old.replace(' rdf:about="https://post.example/feed"', "")) == set()


@pytest.mark.parametrize("element", ["entry", "title", "link", "category", "updated"])
def test_attributes_of_known_extensions_are_allowed_only_where_defined(element: str) -> None:
    changed = ATOM.replace(f"<{element}", f'<{element} indexing:index="no"', 1)
    assert errors(changed) == {("XML022", element)}


def test_attributes_of_unknown_extensions_are_allowed_in_atom() -> None:
    """Source: RFC 4287 §6.4 (R-ATOM-26)."""
    assert errors(ATOM.replace("<link href", '<link xmlns:x="https://x.example/ns" x:a="1" href')) == set()


def test_empty_guids_are_not_duplicates() -> None:
    item = "<item><title>A bridge opens</title><guid></guid></item>"
    rss = f"<rss version='2.0'><channel><title>P</title><link>https://post.example/</link>{item}{item}</channel></rss>"
    assert ("RSS011", "guid") not in errors(rss)
