from datetime import UTC, datetime, timedelta

from feeds.compose.credits import Credits
from feeds.compose.entry import Variant, compose_entry, variant_of
from feeds.model import Attachment, Channel, ContentMode, Credit, Entry, Person, Record, Site, Source

SITE = Site(title="Post", url="https://post.example", language="en", author="The Post")
AT = datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC)
WIRE = Credit(
    name="Wire", url="https://wire.example/", feed_url="https://wire.example/all.xml", aliases=("WireNet",)
)
HOME_ONLY = Credit(name="Union", url="https://union.example/")
CREDITS = Credits((WIRE, HOME_ONLY))
FULL = variant_of(Channel(path="news", title="News"), SITE)
BRIEF = variant_of(Channel(path="news", title="News", content=ContentMode.SUMMARY), SITE)


def entry(variant: Variant = FULL, **values: object) -> Entry:
    known: dict[str, object] = {
        "id": "urn:x:1",
        "origin": "desk",
        "url": "https://post.example/1",
        "title": "Ferry",
    }
    record = Record(**(known | values))  # type: ignore[arg-type]  # keywords of Record
    return compose_entry(record, published_at=AT, updated_at=AT, variant=variant, credits_=CREDITS)


def test_a_source_without_byline_is_the_author() -> None:
    """R-SRC-07."""
    made = entry(source=Source(name="WireNet"))
    assert made.authors == (Person(name="Wire", url="https://wire.example/"),)
    assert made.publisher is None
    assert made.authors_differ


def test_a_byline_makes_the_source_the_publisher() -> None:
    made = entry(source=Source(name="Wire"), authors=(Person(name="Ines"),))
    assert made.authors == (Person(name="Ines"),)
    assert made.publisher == Person(name="Wire", url="https://wire.example/")


def test_who_names_nobody_gets_the_sites_author_and_says_no_more_than_the_feed() -> None:
    """R-ATOM-06, R-JSON-09."""
    made = entry()
    assert made.authors == (Person(name="The Post", url="https://post.example/"),)
    assert not made.authors_differ


def test_a_credit_completes_and_never_overrides() -> None:
    """R-SRC-01, R-SRC-08."""
    source = Source(name="Wire", feed_url="https://wire.example/other.xml", feed_title="Other")
    assert entry(source=source).origin == Source(
        name="Wire",
        url="https://wire.example/",
        feed_url="https://wire.example/other.xml",
        feed_title="Other",
    )
    completed = entry(source=Source(name="Wire")).origin
    assert completed is not None
    assert (completed.feed_url, completed.feed_title) == ("https://wire.example/all.xml", "Wire")
    assert entry(source=Source(name="Union")).origin == Source(name="Union", url="https://union.example/")
    assert entry(source=Source(name="Nobody knows")).origin == Source(name="Nobody knows")


def test_the_original_article_is_the_via_link_unless_it_is_the_link() -> None:
    """R-SRC-06."""
    original = Source(name="Wire", article_url="https://wire.example/9")
    assert entry(source=original).via_url == "https://wire.example/9"
    assert entry(external_url="https://wire.example/8").via_url == "https://wire.example/8"
    alone = entry(url=None, source=original)
    assert (alone.url, alone.via_url) == ("https://wire.example/9", None)


def test_an_original_time_is_told_only_where_it_differs() -> None:
    """R-SRC-10."""
    earlier = AT - timedelta(hours=2)
    assert entry(source=Source(name="Wire", published_at=earlier)).created_at == earlier
    assert entry(source=Source(name="Wire", published_at=AT)).created_at is None


def test_an_article_that_is_only_files_shows_them() -> None:
    """R-RSS-05: an item has a title or a description."""
    files = (Attachment(url="https://post.example/a&b.mp3", mime_type="audio/mpeg", title="The <tide>"),)
    bare: dict[str, object] = dict.fromkeys(("title", "summary", "content_html", "content_text"))
    shown = entry(FULL, **bare, attachments=files, image="https://post.example/1.jpg")
    assert shown.content_html == (
        '<p><img src="https://post.example/1.jpg" alt=""></p>'
        '<p><a href="https://post.example/a&amp;b.mp3">The &lt;tide&gt;</a></p>'
    )
    assert entry(BRIEF, **bare, attachments=files).summary == "The <tide>"
    assert entry(title="Tide", content_html=None, content_text=None, attachments=files).content_html is None


def test_a_summary_channel_shows_the_summary_or_an_excerpt() -> None:
    own = entry(BRIEF, summary="Own.", content_html="<p>Long.</p>")
    excerpt = entry(BRIEF, content_html="<p>One <b>long</b> text.</p>")
    assert (own.summary, own.content_html) == ("Own.", None)
    assert (excerpt.summary, excerpt.content_html) == ("One long text.", None)


def test_a_channel_sets_the_length_of_its_excerpts_and_no_summary_is_cut() -> None:
    brief = Channel(path="news", title="News", content=ContentMode.SUMMARY, excerpt_chars=40)
    text = "The harbour of Northfield opens again. " * 20
    excerpt = entry(variant_of(brief, SITE), content_text=text).summary
    assert excerpt == "The harbour of Northfield opens again.…"
    assert entry(variant_of(brief, SITE), summary=text.strip(), content_text="x").summary == text.strip()


def test_a_full_channel_shows_all_and_no_summary_that_repeats_the_title() -> None:
    """R-ATOM-17."""
    made = entry(summary="Ferry", content_html="<p>Long.</p>")
    assert (made.summary, made.content_html) == (None, "<p>Long.</p>")


def test_a_language_is_told_only_where_it_differs() -> None:
    """R-LANG-03."""
    assert entry(language="en").language is None
    assert entry(language="zh-CN").language == "zh-CN"
