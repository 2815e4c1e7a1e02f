"""The walk over a feed's tree says the same as feedparser, or leaves the document to it."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.readers.entries import origin_feed, raw_entry
from feeds.readers.feed_elements import walk_feed
from feeds.readers.feed_texts import UnusualFeedError
from feeds.readers.feed_tree import read_tree
from feeds.readers.feed_walk import ParsedFeed
from feeds.readers.feedparser_reading import document_bytes, read_by_feedparser
from feeds.readers.xml_repair import repaired_xml
from tests.corpus import corpus

_URL = "https://harbour.example/feeds/all.xml"
_SPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:own="https://harbour.example/ns"'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://web.resource.org/cc/"'
)
_XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
_WORDS = (
    "", "  ", "The mill", "A &amp; B", "Tom & Ann", "<b>bold</b> news", "a <x>b</x>", "Café", "CafÃ©",
    "旧磨坊",
    "Tue, 22 Oct 2024 09:07:16 +0100", "2024-10-22", "/a/1?x=1&amp;y=2", "https://harbour.example/a/2",
    "mailto:ann@harbour.example", "a, b,,c", "dash \x96 here", "3:20", "&copy; 2024", "?a=1&b;=2",
)  # fmt: skip
_NAMES = (
    *("title", "dc:title", "media:title", "link", "guid", "id", "description", "dc:description", "summary"),
    *("content", "content:encoded", "itunes:summary", "itunes:subtitle", "subtitle", "abstract", "rights"),
    *(
        "dc:rights",
        "copyright",
        "pubDate",
        "published",
        "updated",
        "dc:date",
        "dcterms:modified",
        "dcterms:created",
    ),
    *(
        "category",
        "dc:subject",
        "media:category",
        "itunes:category",
        "keywords",
        "itunes:keywords",
        "media:keywords",
    ),
    *("enclosure", "media:content", "media:thumbnail", "media:license", "cc:license", "itunes:image"),
    *(
        "itunes:duration",
        "comments",
        "license",
        "language",
        "dc:contributor",
        "own:extra",
        "extra",
        "generator",
    ),
    *("author", "dc:creator", "managingEditor", "url", "name", "atom:link", "atom:published", "itunes:owner"),
)
_GROUPS = (
    "media:group",
    "media:content",
    "contributor",
    "author",
    "source",
    "own:box",
    "box",
    "itunes:category",
)
_ATTRIBUTES = {
    "href": ("/b/3", "https://harbour.example/c"), "url": ("https://harbour.example/m.mp3",), "uri": ("x",),
    "rel": ("self", "Alternate", "enclosure", "license", "via", "related"), "length": ("12",),
    "type": ("text", "html", "xhtml", "text/html", "text/plain", "Audio/MPEG", "application/xml"),
    "isPermaLink": ("false", "true"), "domain": ("https://harbour.example/tags",), "term": ("mill",),
    "scheme": ("tags:",), "label": ("Mill",), "medium": ("image", "audio"), "xml:lang": ("de", "pt_BR", ""),
    "xml:base": ("/deep/er/", "http://other.example/x/"), "lang": ("fr",), "text": ("News",), "src": ("/s",),
    "rdf:resource": ("https://harbour.example/licence",), "duration": ("90",), "version": ("2.0",),
}  # fmt: skip


def _attributes() -> st.SearchStrategy[str]:
    one = st.sampled_from([(name, value) for name, values in _ATTRIBUTES.items() for value in values])
    pairs = st.lists(one, max_size=3, unique_by=lambda pair: pair[0])
    return pairs.map(lambda found: "".join(f" {name}={quoteattr(value)}" for name, value in found))


def _elements(names: tuple[str, ...], contents: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    made = st.tuples(st.sampled_from(names), _attributes(), contents)
    return made.map(lambda parts: f"<{parts[0]}{parts[1]}>{parts[2]}</{parts[0]}>")


_leaves = _elements(_NAMES, st.sampled_from(_WORDS).map(escape))
_groups = _elements(_GROUPS, st.lists(_leaves, max_size=4).map("".join))
_xhtml = st.sampled_from(
    [
        f'<content type="xhtml"><div {_XHTML}><p class="a&amp;b">One<br/>&lt;two</p></div></content>',
        f'<title type="xhtml"> <div {_XHTML}>Bold <b>mill</b></div> </title>',
        '<summary type="xhtml"><p xmlns="http://www.w3.org/1999/xhtml">A</p><p xmlns="http://www.w3.org/1999/xhtml">B</p></summary>',
        '<body xmlns="http://www.w3.org/1999/xhtml"><p xml:lang="de">Wort</p></body>',
        "<description><b>not</b> escaped</description>",
    ]
)
_inside = st.lists(st.one_of(_leaves, _leaves, _groups, _xhtml), max_size=9).map("".join)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A feed of each format with elements of all of them, in any order and number."""
    head = draw(st.lists(_leaves, max_size=5).map("".join))
    image = draw(st.sampled_from(["", "<image><title>I</title><url>/i.png</url><link>/</link></image>"]))
    items = draw(st.lists(_inside, min_size=1, max_size=3))
    form = draw(st.sampled_from(["rss", "atom", "rdf"]))
    if form == "atom":
        entries = "".join(f"<entry>{item}</entry>" for item in items)
        return f'<feed xmlns="http://www.w3.org/2005/Atom" {_SPACES}>{head}{entries}</feed>'
    inner = "".join(f"<item>{item}</item>" for item in items)
    if form == "rdf":
        spaces = f'xmlns="http://purl.org/rss/1.0/" {_SPACES}'
        return f"<rdf:RDF {spaces}><channel>{head}</channel>{image}{inner}</rdf:RDF>"
    return f'<rss version="2.0" {_SPACES}><channel>{head}{image}{inner}</channel></rss>'


def _entries(parsed: ParsedFeed, facts: Any) -> list[Any]:
    origin = origin_feed(parsed.feed, _URL, atom=parsed.is_atom)
    pairs = zip(parsed.entries, facts, strict=True)
    return [origin, *(raw_entry(entry, fact, origin, own_link=True) for entry, fact in pairs)]


def _links(parsed: ParsedFeed) -> list[tuple[Any, Any]]:
    return [(link.get("rel"), link.get("href")) for link in parsed.feed.get("links", ())]


def assert_same(text: str) -> bool:
    """Whether the walk reads a document; if so, feedparser must say the same."""
    tree = read_tree(repaired_xml(text))
    if tree is None or not tree.is_well_formed:
        return False
    try:
        walked = walk_feed(tree.root, _URL)
    except UnusualFeedError:
        return False
    parsed = read_by_feedparser(document_bytes(tree.root), _URL)
    assert parsed is not None
    assert walked.is_atom == parsed.is_atom
    assert _links(walked) == _links(parsed)
    facts = tree.items if len(tree.items) == len(walked.entries) else ()
    if facts:
        assert _entries(walked, facts) == _entries(parsed, facts)
    else:
        assert len(walked.entries) == len(parsed.entries)
    return True


@given(documents())
@settings(max_examples=100, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_mixture_of_elements_is_read_as_feedparser_reads_it(text: str) -> None:
    """Depth, order, repetition, bases, languages and types decide alike (R-URL-01, R-LANG-01, R-TEXT-01)."""
    assert_same(text)


def test_feeds_of_the_world_need_no_feedparser() -> None:
    """All but a few are ordinary, and say the same."""
    texts = [path.read_text("utf-8", "replace") for path in sorted(corpus("feeds").iterdir())]
    same = [assert_same(text) for text in texts if text.lstrip()[:1] == "<"]
    assert same.count(False) <= len(same) // 20


@pytest.mark.parametrize(
    "inside",
    [
        "<image><own:x><title>T</title></own:x></image>",
        "<item><item><title>T</title></item></item>",
        "<item><links>x</links></item>",
        "<item><comments x='y'>z</comments></item>",
        '<item><content type="image/png">QUJD</content></item>',
        "<item><description>a <b>c</b></description></item>",
        '<item href="/x"><title>T</title></item>',
    ],
)
def test_what_the_walk_does_not_read_is_left_to_feedparser(inside: str) -> None:
    """Its rules for such elements depend on the order in which a parser meets them."""
    tree = read_tree(f"<rss {_SPACES}><channel>{inside}</channel></rss>")
    assert tree is not None
    with pytest.raises(UnusualFeedError):
        walk_feed(tree.root, None)
