"""What goes in comes out: real feeds read, published and read back by other parsers."""

from collections import Counter

import pytest

from tests.corpus import corpus
from tests.round_trip import FIELDS, compare, shares

LEAST = 0.99
PODCAST = """<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Quay talk</title><link>https://q.example/</link>
<description>Talks</description><item>
<guid isPermaLink="false">talk 1</guid><title>Low &amp;amp; high water</title>
<link>https://q.example/1</link><pubDate>Tue, 22 Oct 2024 09:07:16 +0800</pubDate>
<dc:creator>Ann Lee</dc:creator>
<dc:creator>Bo Li</dc:creator><category>R&amp;D</category><comments>https://q.example/1#c</comments>
<description>&lt;p&gt;The &lt;b&gt;gauge&lt;/b&gt; at 9.&lt;/p&gt;</description>
<enclosure url="https://q.example/1.mp3" type="audio/mpeg" length="7"/>
<itunes:duration>1:02:03</itunes:duration>
</item></channel></rss>"""


def test_every_field_of_a_podcast_comes_back() -> None:
    counts = compare(PODCAST.encode())
    assert {key[0] for key in counts} == set(FIELDS)
    assert [key for key in counts if not key[2]] == []


@pytest.mark.slow
def test_what_stands_in_real_feeds_comes_back() -> None:
    """A tenth of the feeds; ``python -m tests.bench round_trip`` prints the table of all."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    for path in sorted(corpus("feeds").glob("*.xml"))[::10]:
        counts += compare(path.read_bytes())
    assert {key: share for key, share in shares(counts).items() if share < LEAST} == {}
