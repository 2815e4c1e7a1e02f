"""HTML that would take parsers quadratic time is written anew within bounds; its text stays whole."""

import random

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feeds.text.bounded_html import bounded_html
from feeds.text.markup import clean_html
from feeds.text.nesting import MAX_ATTRIBUTES, MAX_DEPTH, MAX_REFERENCES, is_bounded

NAMES = [
    "a", "b", "i", "font", "nobr", "p", "div", "span", "li", "ul", "dd", "dt", "dl", "table", "tbody", "tr",
    "td", "th", "caption", "colgroup", "col", "select", "option", "optgroup", "button", "form", "h1",
    "blockquote", "svg", "math", "g", "path", "desc", "title", "foreignObject", "mi", "mtext",
    "annotation-xml", "script", "style", "textarea", "iframe", "noscript", "noembed", "xmp", "template",
    "object", "param", "img", "br", "input", "link", "frameset", "body", "html", "ruby", "rt", "pre", "x-y",
    "applet", "plaintext",
]  # fmt: skip
ODD = (
    "<!--", "-->", "<!-->", "--!>", "<![CDATA[", "]]>", "</>", "</ x>", "<?", "x", "<path/>", "<svg/>",
    "<div/>", "<a href='", '<a title="', "'>", '">', "=", "<font color=x>", "</br>", "&", "<",
    "<!-- </div> -->",
    "<a title='</div>'>", "<a title='<div>'>", "<annotation-xml encoding=text/html>",
)  # fmt: skip


def deepest(html: str) -> int:
    """The deepest nesting that a parser makes of HTML."""
    node: LexborNode | None = LexborHTMLParser(html).root
    depth, found = 1, 0
    while node is not None and depth > 0:
        found = max(found, depth)
        if node.first_child is not None:
            node, depth = node.first_child, depth + 1
            continue
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
        node = node.next if node is not None else None
    return found


def text_of(html: str) -> str:
    body = LexborHTMLParser(html).body
    return body.text() if body is not None else ""


@pytest.mark.parametrize(
    "html",
    [
        "<p>One <b>bold</b> word</p>" * 500,
        "<p>An unclosed paragraph" * 1_000,
        "<ul>" + "<li>item" * 1_000 + "</ul>",
        "<table>" + "<tr><td>a<td>b" * 500 + "</table>",
        "<div>" * 150 + "x" + "</div>" * 150,
        "<svg viewBox='0 0 1 1'><title>Icon</title><path d='M0'/><path d='M1'></path></svg>" * 300,
        "<script>document.write('<div>' + x + '<b')</script>" * 300,
        "<!-- <div> left out -->" * 300,
        "<a title='1 < 2 <b>'>x</a>" * 300,
        "<select>" + "<option>x" * 500 + "</select>",
        "<noscript><img src=a.jpg></noscript>" * 300,
        "<br/>" * 1_000,
    ],
)
def test_an_article_within_bounds_is_not_touched(html: str) -> None:
    assert bounded_html(html) is html


@pytest.mark.parametrize(
    "unit",
    [
        "<div>w", "<p>w", "<ul><li>w", "<b><i>w", "<b><p>w", "<table>w", "<table><b>w", "<table><tr><td>w",
        "<a href=x>w", "<a href=x><div>w", "<font size=1>w", "<select><option>w", "<svg><g>w", "<svg><p>w",
        "<math><mi>w", "<dl><dd>w", "<ruby><rt>w", "<button>w", "<object>w", "<form>w", "<noscript>w",
        "<b><p></b>w", "<div><table></div></table>w", "<div><!--</div>-->w", "<div title='</div>'>w",
        "<template>w", "<nobr>w", "<h1>w", "<blockquote><p>w", "<details><summary>w",
    ],
)  # fmt: skip
def test_deep_nesting_becomes_shallow_and_loses_no_word(unit: str) -> None:
    html = unit * 3_000
    bounded = bounded_html(html)
    assert is_bounded(bounded)
    assert deepest(bounded) <= MAX_DEPTH + 10
    assert text_of(bounded).count("w") >= text_of(html).count("w")
    assert bounded_html(bounded) is bounded


def test_links_pictures_and_paragraphs_stay_in_what_is_too_deep() -> None:
    """An article ships whole: only the containers that are too many go."""
    deep = "<div>" * 5_000
    clean = clean_html(
        f'{deep}<p>One <a href="https://n.io/a">link</a></p><p>two <img src="https://n.io/b.jpg" alt="b"></p>'
    )
    assert '<p>One <a href="https://n.io/a">link</a></p>' in clean
    assert '<img src="https://n.io/b.jpg" alt="b">' in clean
    assert clean.count("<div>") < MAX_DEPTH


def test_blocks_that_are_too_deep_do_not_join_words() -> None:
    clean = clean_html("<div>" * 1_000 + "one<div>two</div>three" + "</div>" * 1_000)
    assert clean.replace("<div>", "").replace("</div>", "").split() == ["one", "two", "three"]


def test_floods_of_attributes_and_references_are_cut() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(30_000))
    bounded = bounded_html(f"<p {attributes}>x")
    assert bounded.count("=") == MAX_ATTRIBUTES
    spread = "".join(f"<body a{number}=1>" for number in range(5_000)) + "x"
    assert bounded_html(spread).count("=") <= MAX_ATTRIBUTES
    title = bounded_html(f'<a title="{"&" * 50_000}">x</a>')
    assert title.count("&") <= MAX_REFERENCES
    assert clean_html("x & y " * 20_000) == ("x &amp; y " * 20_000)


def test_a_name_with_other_letters_is_not_a_void_element() -> None:
    assert not is_bounded("<lin\u212a>" * 1_000)


def test_scripts_and_titles_of_a_page_stay_readable() -> None:
    page = f'<title>A < B</title><script type=\'application/ld+json\'>{{"a": "</b>"}}</script>{"<i>" * 500}'
    parsed = LexborHTMLParser(bounded_html(page))
    title, script = parsed.css_first("title"), parsed.css_first("script")
    assert title is not None
    assert title.text() == "A < B"
    assert script is not None
    assert script.text() == '{"a": "\\u003c/b>"}'


def _piece(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.5:
        return f"<{chance.choice(NAMES)}>"
    return f"</{chance.choice(NAMES)}>" if kind < 0.8 else chance.choice(ODD)


def test_no_repetition_of_odd_tags_passes_as_shallow() -> None:
    """What counts as bounded is shallow for a parser too, and so is what is written anew."""
    chance = random.Random(20261129)
    for _ in range(15):
        pieces = [_piece(chance) for _ in range(chance.randint(1, 7))]
        ends = [piece.replace("<", "</", 1) for piece in pieces if piece[1:2].isalpha()]
        unit = "".join(pieces + ends[: chance.randint(0, 3)][:: chance.choice((1, -1))])
        html = _piece(chance) + unit * 1_200
        if is_bounded(html):
            assert deepest(html) < 5 * MAX_DEPTH, unit
        else:
            bounded = bounded_html(html)
            assert is_bounded(bounded), unit
            assert deepest(bounded) <= MAX_DEPTH + 20, unit


PLAIN = (
    "<div>", "<p>", "<p\n>", "<P CLASS=x>", "<b>", "</b>", "</p>", "</div>", "<ul><li>", "<li>", "</ul>",
    "<dl><dd>", "<dt>", "<br>", "<br/>", "<option>", "<a href=x>", "</a>", "<select>", "</select>",
    "<button>", "<!-- x -->", "<p a='b'>", "<form>", "</form>", "words",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_plain_markup_is_bounded_only_where_parsers_nest_it_so(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(5):
        pieces = rng.sample(PLAIN, rng.randint(1, 6))
        html = "".join(rng.choice(pieces) for _ in range(rng.randint(190, 500)))
        assert not is_bounded(html) or deepest(html) <= MAX_DEPTH + 4


def test_a_long_plain_article_is_bounded() -> None:
    html = '<div class="a"><p>One <b>two</b><br><!-- more --><ul><li>x<li>y</ul></div>' * 400
    assert is_bounded(html)
    assert not is_bounded("<div>" * (MAX_DEPTH + 1))
    assert not is_bounded(f"<p {'a ' * (MAX_ATTRIBUTES + 1)}>")
