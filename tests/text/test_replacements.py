"""What carries the meaning of HTML that may not pass (R-TEXT-11, R-TEXT-12)."""

from base64 import b64encode

import pytest

from feeds.text.markup import HtmlPolicy, clean_article, clean_html
from feeds.text.plain import plain_text

BASE = "https://n.io/y/a.html"
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
GIF = "data:image/gif;base64," + b64encode(b"GIF89a" + bytes((8, 0, 8, 0)) + bytes(300)).decode()


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        (
            "<p>Votes</p><iframe src='//charts.example/7' title='Votes by ward'></iframe>",
            '<p>Votes</p><a href="https://charts.example/7">Votes by ward</a>',
        ),
        (
            "see<iframe src=/map title=Map></iframe><iframe src=/t title=Tour></iframe>now",
            'see <a href="https://n.io/map">Map</a> <a href="https://n.io/t">Tour</a> now',
        ),
        ("<a href=/x>see <iframe src=/map title=Map></iframe></a>", '<a href="https://n.io/x">see Map</a>'),
        ("<iframe data-src=/map title=Map></iframe>", '<a href="https://n.io/map">Map</a>'),
        ("<iframe srcdoc='<p>in</p><script>1</script>'></iframe>", "<p>in</p>"),
        ("<iframe src=https://www.googletagmanager.com/ns.html></iframe>", ""),
        ("<iframe src=/count width=0 height=0></iframe>", ""),
        ("<object data=/r.pdf><p>Get <a href=/r.pdf>it</a></p></object>", '<p>Get <a href="https://n.io/r.pdf">it</a></p>'),
        ("<object data=/r.pdf>No viewer</object>", 'No viewer <a href="https://n.io/r.pdf">https://n.io/r.pdf</a>'),
        (
            "<object><param name=movie value='//www.youtube.com/v/abcdefgh'></object>",
            '<a href="https://www.youtube.com/watch?v=abcdefgh">https://www.youtube.com/watch?v=abcdefgh</a>',
        ),
        ("<object data=/p.png type=image/png>A map</object>", '<img src="https://n.io/p.png" alt="A map">'),
        ("<embed src=/r.pdf title=Report>", '<a href="https://n.io/r.pdf">Report</a>'),
        (
            "<script src=https://gist.github.com/u/1.js></script>",
            '<a href="https://gist.github.com/u/1">https://gist.github.com/u/1</a>',
        ),
        ("<script src=https://polls.example/p/1.js></script>", f'<a href="{BASE}">{BASE}</a>'),
        ("<script async src=https://platform.example/widgets.js></script>", ""),
        ("<amp-youtube data-videoid=abcdefgh></amp-youtube>", '<a href="https://www.youtube.com/watch?v=abcdefgh">https://www.youtube.com/watch?v=abcdefgh</a>'),
        ("<select><option>North<option>South</select>", "North South"),
        ("<ul><li><input type=checkbox checked>ferry</ul>", "<ul><li>☑ ferry</li></ul>"),
        ("<![CDATA[<p>In</p>]]><p>Out</p>", "<p>In</p><p>Out</p>"),
        ("<p>a<section>b</section><address>c</address>d", "<p>a</p><div>b</div><div>c</div>d"),
        ("<menu><li>a</menu>", "<ul><li>a</li></ul>"),
        ("<xmp><b></xmp>", "<pre>&lt;b&gt;</pre>"),
        ("<a href=geo:1,2>x</a>", '<a href="geo:1,2">x</a>'),
    ],
)  # fmt: skip
def test_elements_leave_what_they_show(dirty: str, clean: str) -> None:
    assert clean_html(dirty, base=BASE) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        (f"<img src='{DOT}' data-ll-src=/1.jpg>", '<img src="https://n.io/1.jpg" alt="">'),
        (f"<img src='{DOT}' file=/2.jpg>", '<img src="https://n.io/2.jpg" alt="">'),
        ("<img src=/img/loader.svg data-big=/3.jpg>", '<img src="https://n.io/3.jpg" alt="">'),
        (
            f"<img src='{DOT}' data-lazy-srcset='/s.jpg 320w, /l.jpg 900w'>",
            '<img src="https://n.io/l.jpg" alt="" srcset="https://n.io/s.jpg 320w, https://n.io/l.jpg 900w">',
        ),
        (
            f"<picture><source type=image/webp data-srcset='/e.webp 1x'><img src='{DOT}' alt=E></picture>",
            (
                '<picture><source type="image/webp" srcset="https://n.io/e.webp 1x">'
                '<img src="https://n.io/e.webp" alt="E"></picture>'
            ),
        ),
        (
            "<picture><img src=/l.svg><figcaption>A <b>dial</b></figcaption></picture>",
            '<picture><img src="https://n.io/l.svg" alt=""></picture><figcaption>A <b>dial</b></figcaption>',
        ),
        ("<picture>Only words</picture>", "Only words"),
        (
            "<video src=/v.mp4><p>Not supported</p></video>",
            (
                '<video src="https://n.io/v.mp4" controls=""><p>Not supported</p>'
                '<a href="https://n.io/v.mp4">https://n.io/v.mp4</a></video>'
            ),
        ),
        (
            "<img data-original-set='/s.jpg 1x, /l.jpg 2x' data-offset=5>",
            (
                '<img src="https://n.io/l.jpg" alt="" '
                'srcset="https://n.io/s.jpg 1x, https://n.io/l.jpg 2x">'
            ),
        ),
        ("<picture><source srcset='/a.jpg, /b.jpg 2x'></picture>",
         ('<picture><source srcset="https://n.io/a.jpg, https://n.io/b.jpg 2x">'
         '<img src="https://n.io/b.jpg" alt=""></picture>')),
        (f"a<img src='{DOT}' alt='Plan of the hall'>b", "a Plan of the hall b"),
        (f"<img src='{GIF}' alt=x>", f'<img src="{GIF}" alt="x">'),
        ("<img src='data:image/svg+xml;base64,AAAA' alt=x>", "x"),
        ("<img src=/v.jpg width=0 height=0 alt=View>", '<img src="https://n.io/v.jpg" alt="View">'),
        ("<img src=/open.gif width=0 height=0>", ""),
        ("<p>a</p><noscript><img src=/c.png></noscript><img src=/p.png data-id=7>",
         '<p>a</p><img src="https://n.io/c.png" alt=""><img src="https://n.io/p.png" alt="">'),
        ("<img data-src=/c.png><noscript><img src=/c.png> Map</noscript>",
         '<img src="https://n.io/c.png" alt=""> Map'),
        ("<amp-img src=/c.png alt=C></amp-img>", '<img src="https://n.io/c.png" alt="C">'),
    ],
)  # fmt: skip
def test_every_image_has_an_address_or_leaves_its_text(dirty: str, clean: str) -> None:
    """R-TEXT-12."""
    assert clean_html(dirty, base=BASE) == clean


HALF = "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
TEX = (
    "<math><semantics><mfrac><mi>a</mi><mi>b</mi></mfrac>"
    '<annotation encoding="application/x-tex">\\frac{a}{b}</annotation></semantics></math>'
)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        (f"<p>{HALF} cup</p>", f"<p>{HALF} cup</p>"),
        (
            f'<p><span><span>{TEX}</span><span aria-hidden="true"><span>b</span>a</span></span> is</p>',
            f"<p>{TEX} is</p>",
        ),
        (
            "<math><mtext><b onclick=x>if</b></mtext><script>1</script></math>",
            "<math><mtext>if</mtext></math>",
        ),
        ('<math alttext="x"></math>', "x"),
        ('<script type="math/tex">x^2</script>', "\\(x^2\\)"),
        ("<p>Turnout: <svg><title>61 %</title><rect/></svg>.</p>", "<p>Turnout: 61 %.</p>"),
        ("<svg aria-label='Up'></svg>", "Up"),
        ("<svg><text>A</text><text>B</text></svg>", "A B"),
    ],
)
def test_formulas_and_drawings_keep_their_meaning(dirty: str, clean: str) -> None:
    assert clean_html(dirty, base=BASE) == clean


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (HALF, "1/2"),
        (TEX, "\\frac{a}{b}"),
        ("<math><msup><mi>x</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msup></math>", "x^(n+1)"),
        ("<math><msqrt><mn>2</mn></msqrt><mo>≈</mo><mn>1.4</mn></math>", "√2≈1.4"),
        ("Text.<video src=https://n.io/v.mp4>no player</video> End", "Text. End"),
    ],
)
def test_plain_text_has_formulas_and_no_fallback_of_players(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_players_can_be_started() -> None:
    html = clean_html("<video autoplay loop muted playsinline src=/l.mp4></video>", base=BASE)
    assert html.startswith('<video loop="" muted="" playsinline="" src="https://n.io/l.mp4" controls="">')


def test_basic_html_parts_cells_and_blocks() -> None:
    html = "<table><tr><th>2022</th><th>2026</th></tr></table>"
    html += "<figure><img alt=Pier src=/p.jpg><figcaption>P</figcaption></figure>"
    clean = clean_html(html, base=BASE, policy=HtmlPolicy.BASIC)
    assert plain_text(clean) == "2022 2026\nPier\nP"
    assert clean_html(clean, base=BASE, policy=HtmlPolicy.BASIC) == clean


def test_a_part_of_a_page_without_address_has_no_link() -> None:
    """R-URL-08."""
    html = "<a href=#fn1>1</a> <a href=/x>x</a>"
    assert clean_html(html, site="https://n.io/") == '<a>1</a> <a href="https://n.io/x">x</a>'


def test_selected_elements_are_left_out() -> None:
    html = "<pre><span class=ln>1</span>a = 1</pre><div class='x share'>Share</div>"
    assert clean_article(html, without=".ln, .share").html == "<pre>a = 1</pre>"
    with pytest.raises(ValueError, match="selector"):
        clean_article(html, without="..")


def test_replaced_elements_are_reported() -> None:
    html = "<iframe src=https://n.io/m></iframe><img src=data:x alt=y><a href=file:///x>z</a>"
    assert clean_article(html).replaced == ("iframe", "img")
    assert clean_article("<p class=x>a<script>1</script><style>b</style></p>").replaced == ()


def test_a_lot_of_unclosed_formatting_costs_no_time() -> None:
    """The parser opens unclosed formatting elements again in every paragraph: 25 million here."""
    html = "".join(f"<b id={n}></i>" for n in range(500)) + "<p>x" * 50_000
    clean = clean_html(html)
    assert clean.count("<p>x</p>") == 50_000
    assert clean.count("<b>") == 50


def test_words_of_controls_are_parted_and_formulas_are_shown_once() -> None:
    form = (
        "<label>Pier</label><textarea>north</textarea><select><option>A<option>B</select><button>Go</button>"
    )
    assert clean_html(form) == "Pier north A B Go"
    drawn = "<mjx-math aria-hidden=true>x</mjx-math>"
    spoken = "<mjx-assistive-mml><math><mi>x</mi></math></mjx-assistive-mml>"
    assert clean_html(f"<mjx-container>{drawn}{spoken}</mjx-container>") == "<math><mi>x</mi></math>"
