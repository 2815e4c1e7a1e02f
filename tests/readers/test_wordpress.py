"""WordPress exports: what is published comes out whole, and nothing else comes out."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feeds.model import Record
from feeds.readers.wordpress.paragraphs import with_paragraphs
from feeds.readers.wordpress.shortcodes import LibraryFile, resolve_shortcodes
from tests.readers.conftest import a_source, all_of, reader_of

Write = Callable[[str, str | bytes], str]
SITE = "https://blog.example"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
    ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/">\n<channel><title>Pier</title><language>en-GB</language>'
    "<wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login>mq</wp:author_login>"
    "<wp:author_display_name>Marta Quill</wp:author_display_name></wp:author>\n"
)
PICTURE = (
    f"<item><title>pier</title><guid>{SITE}/pier.jpg</guid><excerpt:encoded>At dusk</excerpt:encoded>"
    "<wp:post_id>9</wp:post_id><wp:post_parent>5</wp:post_parent><wp:status>inherit</wp:status>"
    f"<wp:post_type>attachment</wp:post_type><wp:attachment_url>{SITE}/pier.jpg</wp:attachment_url>"
    "<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>The pier</wp:meta_value>"
    "</wp:postmeta></item>\n"
)


def item(content: str = "Text", *, status: str = "publish", kind: str = "post", password: str = "") -> str:
    return (
        f"<item><title>Fish &amp;amp; chips</title><link>{SITE}/fish/</link><dc:creator>mq</dc:creator>"
        f"<guid isPermaLink='false'>{SITE}/?p=5</guid>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>"
        "<excerpt:encoded>Short.</excerpt:encoded><wp:post_id>5</wp:post_id>"
        "<wp:post_date_gmt>2024-10-22 07:07:16</wp:post_date_gmt><wp:comment_status>open</wp:comment_status>"
        f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>"
        f"<wp:post_password>{password}</wp:post_password>"
        '<category domain="category">Food</category><category domain="post_tag">sea</category>'
        '<category domain="post_format">aside</category>'
        "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"
        "</item>\n"
    )


async def records(write: Write, *items: str, **settings: object) -> list[Record]:
    path = write("export.xml", HEAD + "".join(items) + "</channel></rss>")
    readings = await all_of(reader_of(a_source("wordpress", paths=(path,), **settings)))
    return [reading.record for reading in readings if reading.record]


async def test_a_post_comes_out_whole(write: Write) -> None:
    (record,) = await records(write, item("First\nsecond\n\nNext [gallery]"), PICTURE)
    assert record.id == f"{SITE}/?p=5"
    assert record.url == f"{SITE}/fish/"
    assert record.title == "Fish & chips"
    assert record.published_at == datetime(2024, 10, 22, 7, 7, 16, tzinfo=UTC)
    assert [person.name for person in record.authors] == ["Marta Quill"]
    assert [tag.term for tag in record.tags] == ["Food", "sea"]
    assert record.image == f"{SITE}/pier.jpg"
    assert record.comments_url == f"{SITE}/fish/#comments"
    assert (record.language, record.summary) == ("en-GB", "Short.")
    content = record.content_html or ""
    assert "<p>First<br>\nsecond</p>" in content
    assert '<img src="https://blog.example/pier.jpg" alt="The pier">' in content
    assert "At dusk" in content


@pytest.mark.parametrize(
    "held",
    [
        *(item(status=status) for status in ("draft", "private", "pending", "future", "trash", "auto-draft")),
        item(password="secret"),
        *(item(kind=kind) for kind in ("page", "nav_menu_item", "attachment", "revision", "wp_block")),
    ],
)
async def test_what_wordpress_holds_back_is_not_read(write: Write, held: str) -> None:
    assert await records(write, held) == []


async def test_pages_are_read_where_the_settings_ask_for_them(write: Write) -> None:
    assert len(await records(write, item(kind="page"), options=(("pages", True),))) == 1


async def test_blocks_lose_their_comments_and_nothing_else(write: Write) -> None:
    content = '<!-- wp:paragraph {"x":1} -->\n<p>One</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:more -->'
    (record,) = await records(write, item(content))
    assert "wp:" not in (record.content_html or "")
    assert "<p>One</p>" in (record.content_html or "")


@pytest.mark.parametrize("text", ["not xml at all", "<rss version='2.0'><channel/></rss>", ""])
async def test_another_file_is_refused_by_name(write: Write, text: str) -> None:
    path = write("other.xml", text)
    (reading,) = await all_of(reader_of(a_source("wordpress", paths=(path,))))
    assert not reading.accepted
    assert "not a WordPress export" in reading.findings[0].message


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ('[caption width="3"]<img src="a.jpg"> Pier[/caption]', '<figure><img src="a.jpg"><figcaption>Pier'),
        ('[gallery ids="9"]', 'src="https://blog.example/pier.jpg"'),
        ("[embed]https://video.example/1[/embed]", '<a href="https://video.example/1">'),
        ("https://video.example/2", '<a href="https://video.example/2">'),
        (
            '[video mp4="https://blog.example/a.mp4"][/video]',
            '<video src="https://blog.example/a.mp4" controls>',
        ),
        ("[[gallery]]", "[gallery]"),
        ("He said [sic] so", "He said [sic] so"),
        ('[my_form id="3"]Kept[/my_form]', "Kept"),
        ("a [1] b [Editor's note] c", "a [1] b [Editor's note] c"),
    ],
)
def test_shortcodes(content: str, html: str) -> None:
    found = resolve_shortcodes(content, {"9": LibraryFile(url=f"{SITE}/pier.jpg")})
    assert html in found
    assert "my_form" not in found


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("<h2>T</h2>text", "<h2>T</h2>\n<p>text</p>"),
        ("<pre>x\n\ny</pre>\n\nz", "<pre>x\n\ny</pre>\n<p>z</p>"),
        ("<ul><li>a</li></ul>", "<ul>\n<li>a</li>\n</ul>"),
        ("", ""),
    ],
)
def test_paragraphs_are_made_as_wordpress_makes_them(text: str, html: str) -> None:
    assert with_paragraphs(text) == html


async def test_a_feed_source_reads_an_export_as_one_and_says_so(write: Write) -> None:
    """Drafts, private posts and posts with a password look like items of RSS."""
    held = [item(status="draft"), item(status="private"), item(password="x"), item(kind="page")]
    path = write("export.xml", HEAD + "".join((item("First\n\nNext"), *held)) + "</channel></rss>")
    (reading,) = await all_of(reader_of(a_source("feed", paths=(path,))))
    assert reading.record is not None
    assert reading.record.content_html == "<p>First</p>\n<p>Next</p>"
    assert reading.record.id == f"{SITE}/?p=5"
    assert "REC023" in [finding.code for finding in reading.findings]
    assert reading.accepted


async def test_a_podcast_keeps_its_media(write: Write) -> None:
    media = (
        f"<wp:postmeta><wp:meta_key>enclosure</wp:meta_key><wp:meta_value><![CDATA[{SITE}/1.mp3\n21169\naudio/mpeg\n"
        'a:1:{s:8:"duration";s:8:"00:29:24";}]]></wp:meta_value></wp:postmeta>'
        f"<wp:postmeta><wp:meta_key>enclosure</wp:meta_key><wp:meta_value>{SITE}/1.mp4</wp:meta_value></wp:postmeta>"
        "<wp:postmeta><wp:meta_key>enclosure</wp:meta_key><wp:meta_value>none</wp:meta_value></wp:postmeta></item>"
    )
    (record,) = await records(write, item().replace("</item>", media))
    first, second = record.attachments
    assert (first.url, first.mime_type, first.size_bytes) == (f"{SITE}/1.mp3", "audio/mpeg", 21169)
    assert first.duration_s == 29 * 60 + 24
    assert second.url == f"{SITE}/1.mp4"


async def test_a_post_without_guid_has_the_one_that_wordpress_gives(write: Write) -> None:
    bare = item().replace(f"<guid isPermaLink='false'>{SITE}/?p=5</guid>", "")
    bare = bare.replace(f"<link>{SITE}/fish/</link>", "")
    (record,) = await records(write, f"<wp:base_blog_url>{SITE}</wp:base_blog_url>", bare)
    assert record.id == f"{SITE}/?p=5"
    (record,) = await records(write, bare)
    assert record.id.endswith("5")


async def test_a_namespace_with_https_is_known(write: Write) -> None:
    path = write(
        "export.xml", (HEAD + item() + "</channel></rss>").replace("http://wordpress", "https://wordpress")
    )
    (reading,) = await all_of(reader_of(a_source("wordpress", paths=(path,))))
    assert reading.record is not None
    assert reading.record.title == "Fish & chips"
