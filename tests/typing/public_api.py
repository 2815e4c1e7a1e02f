"""The types of the public API, checked by mypy; nothing here is run."""

from datetime import UTC, datetime
from typing import assert_type

import feeds
from feeds.library import Channel, Finding, Format, Reading, Record, RenderedFeed, Report, Site

SITE = Site(title="Post", url="https://post.example")
NOW = datetime(2024, 10, 22, tzinfo=UTC)

report = feeds.validate_feed(b"", url="https://post.example/a.rss", content_type="text/xml", now=NOW)
assert_type(report, Report)
assert_type(report.valid, bool)
assert_type(report.errors, tuple[Finding, ...])
assert_type(feeds.validate_feed("text"), Report)

feed = feeds.render_feed([{"id": "1", "title": "Ferry"}], site=SITE, now=NOW)
assert_type(feed, RenderedFeed)
assert_type(feed.body, bytes)
assert_type(feed.media_type, str)
assert_type(feed.rejected, tuple[Reading, ...])
feeds.render_feed(
    (Record(id="1", origin="desk"),),
    site=SITE,
    channel=Channel(path="news", title="News"),
    form=Format.ATOM,
    now=NOW,
)
assert_type(feeds.__version__, str)

feeds.render_feed([], site=SITE)  # type: ignore[call-arg]  # now is required
feeds.render_feed(["text"], site=SITE, now=NOW)  # type: ignore[list-item]  # records are mappings
feeds.validate_feed(1)  # type: ignore[arg-type]  # neither bytes nor str
