"""The automaton for ordinary articles accepts nothing that the patterns would not prove clean."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.text.cleanform import is_clean, is_proven
from feeds.text.ordinary_html import is_ordinary
from feeds.text.signed_urls import signing_parameter_in_html

PICTURE = (
    '<img src="https://quay.example/a.jpg" alt="Ferry" width="640" height="480"'
    ' srcset="https://quay.example/a.jpg 640w, https://quay.example/b.jpg 320w" sizes="100vw">'
)
ORDINARY = [
    "",
    "The ferry is back.",
    '<p>The <b>ferry</b> is <a href="https://quay.example/f?n=1&amp;m=2#top">back</a> &amp; full.</p>\n<hr>',
    '<h2>Times</h2>\n<ul>\n<li>Seven</li>\n<li><em>Eight <a href="https://quay.example/8">sharp</a></em></li></ul>',
    f"<figure>{PICTURE}<figcaption>At the <i>quay</i></figcaption></figure>",
    '<div><p>One</p><a href="https://quay.example/"><img src="https://quay.example/a.png" alt=""></a></div>',
    "<blockquote><p>Wir fahren über Nacht.</p></blockquote><p>渡船恢复通航。</p>",
]
NOT_ORDINARY = [
    "<p>open",
    "<p>a</p></p>",
    "<ul><li>a</li></ol>",
    '<p><a href="https://quay.example/?utm_source=x">a</a></p>',
    '<p><a href="https://quay.example/?a=1&amp;fbclid=x">a</a></p>',
    '<p><a href="https://quay.example/#utm_medium=x">a</a></p>',
    '<p><a href="https://quay.example/?a=1#utm_medium=x">a</a></p>',
    '<p><a href="https://quay.example/f?token=x">a</a></p>',
    '<img src="https://quay.example/a.jpg?w=1&amp;Signature=x" alt="">',
    '<p><a href="/f">a</a></p>',
    '<p><a href="https://QUAY.example/">a</a></p>',
    '<p class="x">a</p>',
    "<p>a & b</p>",
    "<p>a\xa0b</p>",
    "<p>a\x00b</p>",
    "<p>a\x80b</p>",
    "<p>a\ufeffb</p>",
    "<p>a\ufdd0b</p>",
    "<p>a\ud800b</p>",
    "<script>a</script>",
    '<img src="https://quay.example/a.jpg">',
    '<img src="https://quay.example/a.jpg" alt="" width="1">',
]
PIECES = st.sampled_from(
    [
        *(
            '<a href="https://quay.example/?a=1">',
            "</a>",
            '<a href="https://quay.example/">',
            *(
                "?utm_id=",
                "?b=1&amp;page=2",
                "?q=a&amp;utm_id=",
                "?id=1&amp;sig=2",
                "?n",
                "&amp;B=1",
                "?x=?spm",
            ),
            *("?sig=1", "?ab=1", "#b"),
            '<img src="https://quay.example/a.jpg?a=1&amp;sig=1" alt="">',
            "%zz",
        ),
        *(
            f"<{slash}{name}>"
            for name in ("p", "h2", "em", "b", "code", "ul", "li", "div")
            for slash in ("", "/")
        ),
        *("<figure>", "</figure>", "<figcaption>", "</figcaption>", "<blockquote>", "</blockquote>"),
        *("<br>", "<hr>", '<img src="https://quay.example/a.jpg" alt="">', "a", " ", "\n", "&amp;", "&", "é"),
        *("\xa0", "\r", "\ufffe", "\U0001fffe", "e\u0301", '"', "<", ">"),
    ]
)


@pytest.mark.parametrize("html", ORDINARY)
def test_ordinary_articles_are_recognised(html: str) -> None:
    assert is_ordinary(html)
    assert is_proven(html)
    assert is_clean(html)


@pytest.mark.parametrize("html", NOT_ORDINARY)
def test_what_the_sanitiser_would_change_is_not_ordinary(html: str) -> None:
    assert not is_ordinary(html)


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join), st.sampled_from(ORDINARY), st.integers(0, 200))
def test_nothing_is_ordinary_that_the_patterns_do_not_prove(piece: str, html: str, at: int) -> None:
    for changed in (piece, html[:at] + piece + html[at:], html[:at] + html[at + len(piece) :]):
        assert is_proven(changed) or not is_ordinary(changed)
        assert signing_parameter_in_html(changed) is None or not is_ordinary(changed)
