"""Comments and replies in every format. Source: RFC 4685, slash, wfw."""

import json
from dataclasses import replace

import pytest

from feeds.model import Discussion, Document, Entry, Format, Related, ReplyTarget
from feeds.render import FORMATS, atom_id, render
from feeds.render.node import NAMESPACES
from feeds.validate import check
from tests.render.reading import elements, entry_tree, text
from tests.render.samples import BARE, FULL, HEAD, SITE

THREAD = f"{{{NAMESPACES['thr']}}}"


def test_a_reply_names_its_parent() -> None:
    """R-EXT-01: ``ref`` by the rules for Atom ids; and a related link for readers that do not know it."""
    entry = entry_tree(FULL, Format.ATOM)
    wrapped, plain = elements(entry, "thr:in-reply-to")
    assert wrapped.get("ref") == atom_id("2024-90")
    assert wrapped.get("ref", "").startswith("urn:uuid:")
    assert (wrapped.get("href"), wrapped.get("source")) == (f"{SITE}/a/90.html", f"{SITE}/news.atom")
    assert plain.get("ref") == "tag:post.example.org,2024:a/97"
    for form, path in ((Format.ATOM, "atom:link"), (Format.RSS, "atom:link")):
        links = elements(entry_tree(FULL, form), path)
        related = [link.get("href") for link in links if link.get("rel") == "related"]
        assert related == [f"{SITE}/a/98.html", f"{SITE}/a/97.html", f"{SITE}/a/90.html"], "each once"


def test_replies_are_counted_once() -> None:
    """R-EXT-02."""
    entry = entry_tree(FULL, Format.ATOM)
    replies = [link for link in elements(entry, "atom:link") if link.get("rel") == "replies"]
    assert [(link.get("type"), link.get("href"), link.get(f"{THREAD}count")) for link in replies] == [
        ("text/html", FULL.comments_url, "7"),
        ("application/rss+xml", f"{SITE}/a/99/comments.rss", "7"),
    ]
    assert [total.text for total in elements(entry, "thr:total")] == ["7"]


def test_rss_counts_comments_and_links_to_their_feed() -> None:
    """R-RSS-32; the channel always has a ``lastBuildDate``."""
    item = entry_tree(FULL, Format.RSS)
    assert text(item, "slash:comments") == "7"
    assert text(item, "wfw:commentRss") == f"{SITE}/a/99/comments.rss"


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize(
    "discussion",
    [
        Discussion(comments_count=0),
        Discussion(comments_feed_url=f"{SITE}/a/comments.atom"),
        Discussion(in_reply_to=(ReplyTarget(id="urn:isbn:0451450523"),)),
        Discussion(in_reply_to=(ReplyTarget(id=f"{SITE}/a/1", url=f"{SITE}/a/1"),), comments_count=3),
    ],
)
def test_every_combination_is_valid(form: Format, discussion: Discussion) -> None:
    entries = (replace(FULL, discussion=discussion), replace(BARE, discussion=discussion))
    body = render(Document(head=HEAD, entries=entries), form)
    assert check(body, emitted=True).errors == ()


def test_an_entry_without_a_discussion_uses_no_namespace_of_it() -> None:
    for form in (Format.ATOM, Format.RSS):
        assert not FORMATS[form].entry(replace(FULL, discussion=None)).prefixes & {"thr", "slash", "wfw"}


def test_the_parent_is_related_only_once() -> None:
    page = f"{SITE}/a/97.html"
    entry: Entry = replace(FULL, related=(Related(url=page),))
    hrefs = [link.get("href") for link in elements(entry_tree(entry, Format.ATOM), "atom:link")]
    assert hrefs.count(page) == 1


def test_json_items_name_ids_as_their_items_do() -> None:
    item = json.loads(FORMATS[Format.JSON].entry(FULL).body)
    assert [one["id"] for one in item["_discussion"]["in_reply_to"]] == [
        "2024-90",
        "tag:post.example.org,2024:a/97",
    ]
