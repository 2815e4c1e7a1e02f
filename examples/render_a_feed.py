"""Render records as a feed, without settings, server or store.

Usage: ``python examples/render_a_feed.py [rss|atom|json]``
"""

import sys
from datetime import UTC, datetime

import feeds
from feeds.library import Channel, Site

SITE = Site(title="Pine Harbour Gazette", url="https://gazette.example.org", language="en")
CHANNEL = Channel(path="harbour", title="Harbour news", limit=20)
RECORDS: list[dict[str, object]] = [
    {
        "id": "ferry-1",
        "url": "/2024/ferry",
        "title": "Ferry runs again",
        "content_html": "<p>The ferry runs again after <b>two weeks</b> of repairs.</p>",
        "date_published": "2024-10-22T09:00:00Z",
        "authors": [{"name": "Ines Falk"}],
        "tags": ["harbour"],
    },
    {
        "id": "lighthouse-1",
        "url": "/2024/lighthouse",
        "title": "Lighthouse open on Sunday",
        "content_text": "The lighthouse is open to visitors from ten to four.",
        "date_published": "2024-10-21T16:30:00Z",
    },
    {"id": "empty-1", "url": "/2024/empty"},
]


def main(arguments: list[str]) -> int:
    """Print the feed, and on standard error the records that it cannot have."""
    form = arguments[0] if arguments else "rss"
    feed = feeds.render_feed(RECORDS, site=SITE, channel=CHANNEL, form=form, now=datetime.now(UTC))
    sys.stdout.write(feed.body.decode())
    for reading in feed.rejected:
        for finding in reading.findings:
            print(f"{reading.place}: {finding.message}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
