from datetime import UTC, datetime

from feeds.compose.document import compose_head, feed_updated_at, link_header, page_url
from feeds.model import Channel, Format, Site

SITE = Site(title="Post", url="https://post.example", language="en", rights="© Post")
AT = datetime(2024, 10, 22, tzinfo=UTC)
LATER = datetime(2024, 10, 23, tzinfo=UTC)
TYPES = {
    Format.RSS: "application/rss+xml",
    Format.ATOM: "application/atom+xml",
    Format.JSON: "application/feed+json",
}


def test_a_head_takes_from_the_site_what_the_channel_does_not_say() -> None:
    head = compose_head(
        SITE, Channel(path="news/省内", title="省内", language="zh-CN"), id_="urn:x:1", updated_at=AT
    )
    assert (head.language, head.rights, head.description) == ("zh-CN", "© Post", "省内")
    assert head.author.name == "Post"
    assert head.self_url(Format.ATOM) == "https://post.example/news/%E7%9C%81%E5%86%85.atom"
    assert page_url(SITE, "index") == "https://post.example/"


def test_a_feed_is_updated_by_its_content_and_its_settings_never_by_the_clock() -> None:
    """R-ATOM-19."""
    assert feed_updated_at([AT], settings_at=None, created_at=LATER) == AT
    assert feed_updated_at([AT], settings_at=LATER, created_at=LATER) == LATER
    assert feed_updated_at([], settings_at=None, created_at=AT) == AT


def test_the_link_header_names_self_first_and_alone() -> None:
    """R-HTTP-61: on self and hub, rel is the only parameter."""
    head = compose_head(SITE, Channel(path="news", title="News"), id_="urn:x:1", updated_at=AT)
    assert link_header(head, Format.RSS, TYPES).split(", ") == [
        '<https://post.example/news.rss>; rel="self"',
        '<https://post.example/news.atom>; rel="alternate"; type="application/atom+xml"',
        '<https://post.example/news.json>; rel="alternate"; type="application/feed+json"',
        '<https://post.example/news>; rel="alternate"; type="text/html"',
    ]
