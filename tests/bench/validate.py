"""Judging a feed of 100 entries, and the corpus of real feeds, against the time lxml takes to parse them."""

import os
from collections.abc import Callable
from html import escape
from pathlib import Path
from time import process_time

from lxml import etree

from feeds.validate import check
from tests.bench.row import Row

ENTRIES = 100
BUDGET = 10.0
CORPUS = Path(os.environ.get("FEEDS_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus") / "feeds"
PARAGRAPH = (
    '<p>The harbour board met <a href="https://post.example/{n}?a=1&amp;b=2">at nine</a> and agreed to '
    "<strong>dredge</strong> the northern quay; 码头将于十一月疏浚。</p>\n"
)


def feed(count: int = ENTRIES) -> bytes:
    """An RSS feed whose entries have 2 KB of escaped HTML."""
    body = escape("".join(PARAGRAPH.format(n=n) for n in range(10)), quote=False)
    items = "".join(
        f"<item><title>Article {n}</title><link>https://post.example/{n}</link>"
        f'<guid isPermaLink="false">tag:post.example,2024:{n}</guid>'
        f"<pubDate>Tue, 22 Oct 2024 01:{n % 60:02}:16 GMT</pubDate><dc:creator>Delta Wire</dc:creator>"
        f"<category>harbour</category><description>The board met.</description>"
        f"<content:encoded>{body}</content:encoded></item>\n"
        for n in range(count)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<channel><title>Post</title><link>https://post.example/</link><description>News</description>"
        f'<atom:link rel="self" href="https://post.example/f"/>\n{items}</channel></rss>'
    ).encode()


def best_s(work: Callable[[], object], rounds: int) -> float:
    """The shortest of several runs, in seconds of processor time, so that a busy machine does not count."""
    times = []
    for _ in range(rounds):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)


def parse(data: bytes) -> None:
    """What lxml does with a document, up to where it breaks."""
    try:
        etree.fromstring(data)
    except etree.XMLSyntaxError:
        return


def rows(entries: int = ENTRIES, rounds: int = 20) -> list[Row]:
    """One feed of 100 entries, and every feed of the corpus where it is."""
    data = feed(entries)
    ratio = best_s(lambda: check(data), rounds) / best_s(lambda: parse(data), rounds)
    slim = best_s(lambda: check(data, structure_only=True), rounds) / best_s(lambda: parse(data), rounds)
    found = [
        Row(
            work=f"validate a feed of {entries} entries",
            figure=ratio,
            unit="× lxml",
            budget=f"≤ {BUDGET:g}",
            met=ratio <= BUDGET,
            note=f"{len(data):,} bytes",
        ),
        Row(work="its structure only", figure=slim, unit="× lxml", note="entries judged before"),
    ]
    return found + (_corpus(rounds) if CORPUS.exists() else [])


def _corpus(rounds: int) -> list[Row]:
    ours = theirs = slowest = 0.0
    paths = sorted(CORPUS.glob("*.xml"))
    for path in paths:
        data = path.read_bytes()
        one = best_s(lambda data=data: check(data), max(1, rounds // 5))  # type: ignore[misc]  # bound now
        ours += one
        theirs += best_s(lambda data=data: parse(data), max(1, rounds // 5))  # type: ignore[misc]  # bound now
        slowest = max(slowest, one)
    return [
        Row(
            work=f"validate {len(paths)} real feeds",
            figure=ours / theirs,
            unit="× lxml",
            note=f"{ours:.2f} s",
        ),
        Row(work="the slowest of them", figure=slowest * 1000, unit="ms"),
    ]
