import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.plain import excerpt, excerpt_of_html, plain_line, plain_text


@pytest.mark.parametrize(
    "text", ["AT&T", "A<B", "I <3 x", "The &amp; entity", "Nice <gorilla> what's he weigh?", "a <b and c> d"]
)
def test_plain_text_stays_plain(text: str) -> None:
    """R-TEXT-07."""
    assert plain_line(text) == text


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("<b>Hot</b> news &amp; more", "Hot news & more"),
        ('<font color="red">标题</font>', "标题"),
        ("One<br/>two", "One two"),
        ("<h1 class=big>\n Head </h1>", "Head"),
        ("H<sub>2</sub>O", "H2O"),
    ],
)
def test_titles_lose_their_markup(title: str, plain: str) -> None:
    assert plain_line(title) == plain


def test_html_has_a_text_of_one_line_a_block() -> None:
    html = "<h1>T</h1>\n<p>a &amp; b<br>c</p><ul><li>x</li><li>y</li></ul>"
    html += "<table><tr><td>1</td><td>2</td></tr></table><p>&lt;b&gt;&nbsp;d</p>"
    assert plain_text(html) == "T\na & b\nc\nx\ny\n1 2\n<b> d"


def test_a_short_text_is_its_own_excerpt() -> None:
    assert excerpt("  One\nline. ") == "One line."


def test_an_excerpt_ends_between_words() -> None:
    """R-TEXT-14."""
    cut = excerpt("The harbour of Northfield opens again, " * 20)
    assert len(cut) <= 300
    assert cut.endswith("…")
    assert cut[:-1].split()[-1] in {"The", "harbour", "of", "Northfield", "opens", "again"}


def test_an_excerpt_tears_no_grapheme() -> None:
    family = "👨\u200d👩\u200d👧"
    assert excerpt(family * 3, 8) == family + "…"
    assert excerpt("🇨🇳🇩🇪🇫🇷", 4) in {"🇨🇳…", "…"}
    assert excerpt("n\u0303" * 1 + "q\u0323" * 5, 6).endswith("q\u0323…")


@given(st.text(), st.integers(2, 50))
def test_every_excerpt_keeps_its_limit(text: str, limit: int) -> None:
    cut = excerpt(text, limit)
    assert len(cut) <= max(limit, 2) + 1
    assert excerpt(cut, limit + 1) == cut


@pytest.mark.parametrize(
    "html",
    [
        "<p>The harbour opens.</p>",
        '<p>The <b>harbour</b> &amp; the <a href="https://n.io/">quay</a> open.</p>' * 500,
        f'<p><img src="https://n.io/{"a" * 20_000}.png" alt="a"></p><p>The harbour opens.</p>',
        "<p>one</p>\n" * 2_000,
        "<p>" + "word " * 3_000 + "</p>",
        f'<video src="https://n.io/a.mp4">{"<p>No video.</p>" * 100}</video><p>The harbour opens.</p>',
        "&lt;b&gt;" * 4_000,
        "",
    ],
)
@pytest.mark.parametrize("limit", [20, 300, 5_000])
def test_the_excerpt_of_html_is_that_of_its_whole_text(html: str, limit: int) -> None:
    assert excerpt_of_html(html, limit) == excerpt(plain_text(html), limit)


def test_an_excerpt_comes_from_the_beginning_of_long_html() -> None:
    assert excerpt_of_html("<br>" * 1_000_000 + "The harbour opens.") == ""
