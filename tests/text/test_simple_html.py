"""HTML that needs no parser becomes what the sanitiser makes of it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.text import simple_html
from feeds.text.bounded_html import bounded_html
from feeds.text.characters import without_bad_characters
from feeds.text.markup import Cleaning, HtmlPolicy, clean_html
from feeds.text.ordinary_html import is_ordinary
from feeds.text.plain import text_before_more

BASE = "https://quay.example/2026/ferry.html"
SIMPLE = [
    '<p class="lead" style="top:0">The <b>ferry</b> is <a href="/f?n=1&amp;m=2" rel="next">back</a>.</p>',
    "<p>Seven &#8211; or &eacute;ight &#x2019;til ten &#38; more,&nbsp;\xa0late</p>",
    '<!-- wp:paragraph {"align":"left"} -->\n<p>One</p>\n<!-- /wp:paragraph -->',
    '<p><span lang="de">Zwei <em class="x">Tage</em></span> am Kai</p><br /><hr class="line"/>',
    (
        '<figure class="wp"><img width="1024" src="/a.jpg?w=1" height="683" alt="A &quot;B&quot; &#8217;"'
        ' srcset="/a.jpg 1024w, b.jpg 300w" sizes="9vw" loading="lazy" /><figcaption>C</figcaption></figure>'
    ),
    '<ul class="list"><li id="a">One</li>\n<li>Two <a href="https://other.example/x?a=1&b=2">x</a></li></ul>',
    '<h2 id="times">Times</h2><blockquote class="q"><p>Late</p></blockquote><ol class="n"><li>1</li></ol>',
    '<p><a class="x" href="https://o.example/a" id="y">b</a> <a href="c.html" title="d">e</a></p>',
    '<img src="/p.gif" width="1" height="1" alt=""><p data-x>With a pixel <a href="x" href="y">z</a></p>',
]
NAMES = (
    "p",
    "h2",
    "em",
    "b",
    "a",
    "span",
    "ul",
    "li",
    "div",
    "figure",
    "figcaption",
    "blockquote",
    "q",
    "ol",
)
VALUES = (
    "",
    "x",
    "/f?a=1&amp;b=2",
    "/f?a=1&b=2&copy=3",
    "&copy;",
    "&amp",
    "https://other.example/?utm_source=x&amp;y=1",
    "javascript:alert(1)",
    "mailto:a@b.example",
    "#top",
    "a\xa0b",
    "&#8217;&#128;",
    "blank.gif",
    "https://1.example:99999/",
    "https: /f",
    "http://1.2.3.999/",
    "//other.example/f",
    "https:/f",
    "https://xn--a/",
    " /f ",
    "/f?page=1&amp;id=2",
    "/a/../f",
    "https://other.example/f?id=3",
    "caf&#233; &#769;",
)
KEYS = (
    "class",
    "href",
    "title",
    "src",
    "alt",
    "lang",
    "DIR",
    "id",
    "style",
    "srcset",
    "width",
    "cite",
    "start",
)
ATTRIBUTE = st.builds('{}="{}"'.format, st.sampled_from(KEYS), st.sampled_from(VALUES)) | st.sampled_from(
    ("hidden", "title='x'", "class=y", "/", 'x"y', '"')
)
START = st.builds(
    lambda name, attributes: f"<{' '.join((name, *attributes))}>",
    st.sampled_from((*NAMES, "br", "img", "hr", "P", "section", "font", "svg")),
    st.lists(ATTRIBUTE, max_size=3),
)
PIECE = (
    START
    | st.sampled_from(NAMES).map("</{}>".format)
    | st.sampled_from(SIMPLE)
    | st.sampled_from(
        (
            *("text", " ", "\n", "é", "\xa0", "e\u0301", "\u0338", "<", ">", "&", "\x85", "\r\n", "</p >"),
            *(
                "&#8211;",
                "&eacute;",
                "&notin;",
                "&not;",
                "&bogus;",
                "&#0;",
                "&#xD800;",
                "&#65279;",
                "&#60;b>",
                "&#769;",
                "&#x1161;",
                "&angst;",
                "&quot;",
                "&gt;&#824;",
            ),
            *("<!--more-->", '<span id="more-7"></span>'),
            *("<!-- x -->", "<!-->", "<!--->", "<!-- a--b -->", "<!-- > -->", "<![CDATA[x]]>", "<?php ?>"),
        )
    )
)


def needs_no_parser(html: str) -> bool:
    """Whether HTML is cleaned simply; if so, the sanitiser makes the same of it."""
    html = without_bad_characters(html)
    simply, thoroughly = (Cleaning(base=BASE, site=BASE, policy=HtmlPolicy.ARTICLE) for _ in range(2))
    simple = simply.simply(html)
    if simple is None or not is_ordinary(simple.html):
        return False
    assert simple.html == thoroughly.once(bounded_html(html))
    assert not simple.whole or text_before_more(html) is None
    assert simply.replaced == thoroughly.replaced
    return True


@pytest.mark.parametrize("html", SIMPLE[:-1])
def test_html_of_content_management_systems_needs_no_parser(html: str) -> None:
    assert needs_no_parser(html)
    assert is_ordinary(clean_html(html, base=BASE))


@pytest.mark.parametrize(
    "html",
    [
        SIMPLE[-1],
        "<p><span><b>x</span>y</b></p>",
        '<p><font color="red">x</font></p>',
        '<p lang="de">x</p>',
        '<img src="/blank.gif" data-src="/a.jpg" alt="">',
        '<img data-src="/a.jpg">',
        "<p class=x>x</p>",
        '<p class="x">a & b</p>',
        '<p class="x">&bogus; &#xFDD0;</p>',
        '<svg class="x"><p class="y">z</p></svg>',
        '<p class="x"><!-- a > b -->c</p>',
        '<p class="x">a</p>b>p<c',
        '<p class="x"><a "x href="/b">c</a></p>',
        '<p class="x">e&#769;</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<p class="x">y</p><script>z</script>',
        '<a href="https: //other.example/">x</a>',
        '<a href="http://1.2.3.999/" class="x">x</a>',
    ],
)
def test_other_html_goes_to_the_parser(html: str) -> None:
    assert not needs_no_parser(html)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECE, max_size=6).map("".join))
@example("<p><b>\u0338</b></p>")
@example('<p class="x">&#60;b>\u0338</p>')
@example('<p><span class="x">a</p>b</span>')
def test_simple_html_becomes_what_the_sanitiser_makes_of_it(html: str) -> None:
    needs_no_parser(html)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SIMPLE), PIECE, st.integers(0, 300))
def test_changed_html_becomes_what_the_sanitiser_makes_of_it(html: str, piece: str, at: int) -> None:
    needs_no_parser(html[:at] + piece + html[at:])
    needs_no_parser(html[:at] + html[at + len(piece) :])


def test_tags_that_were_seen_are_forgotten_before_they_are_too_many() -> None:
    for number in range(10_000):
        assert clean_html(f'<p class="c{number}">x</p>') == "<p>x</p>"
    assert len(simple_html._known) <= simple_html._MAX_KNOWN
    assert clean_html('<p class="c1"><a class="x">y</a></p>') == "<p><a>y</a></p>"
