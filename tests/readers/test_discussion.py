"""Comments and replies of records, and through feeds of every format."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import structs

from feeds.model import Discussion, Document, Format, ReplyTarget
from feeds.readers.json_values import Json
from feeds.render import atom_id, render
from tests.readers.test_clean import clean, codes
from tests.readers.test_feed import records
from tests.render.samples import FULL, HEAD, SITE

Write = Callable[[str, str | bytes], str]


def discussion_of(data: dict[str, Json]) -> Discussion | None:
    record = clean({"id": "1", "title": "x", **data}).record
    assert record is not None
    return record.discussion


def test_replies_have_the_ids_that_records_have() -> None:
    """R-EXT-01: a local id of the same source, an address of a record without id, and a global id."""
    parent = clean({"id": "42", "title": "x"}).record
    without_id = clean({"url": "https://post.example/a?utm_source=x", "title": "x"}).record
    assert parent is not None
    assert without_id is not None
    found = discussion_of(
        {"in_reply_to": ["42", {"url": "https://post.example/a"}, {"id": "urn:x:1", "url": "javascript:1"}]}
    )
    assert found is not None
    assert [target.id for target in found.in_reply_to] == [parent.id, without_id.id, "urn:x:1"]
    assert [target.url for target in found.in_reply_to] == [None, "https://post.example/a", None]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://o.example/a", ReplyTarget(id="https://o.example/a", url="https://o.example/a")),
        ({"ref": "urn:x:1"}, ReplyTarget(id="urn:x:1")),
        (
            {"id": "urn:x:1", "source": "https://o.example/f"},
            ReplyTarget(id="urn:x:1", feed_url="https://o.example/f"),
        ),
    ],
)
def test_a_reply_may_be_a_text_or_an_object(written: Json, expected: ReplyTarget) -> None:
    found = discussion_of({"in_reply_to": written})
    assert found == Discussion(in_reply_to=(expected,))


@pytest.mark.parametrize(
    "nothing", [{}, {"in_reply_to": []}, {"comments_count": None}, {"in_reply_to": [{}]}]
)
def test_without_anything_there_is_no_discussion(nothing: dict[str, Json]) -> None:
    assert discussion_of(nothing) is None


@pytest.mark.parametrize("count", ["many", -1, [1, 2]])
def test_a_count_that_is_none_is_left_out_with_a_warning(count: Json) -> None:
    reading = clean({"id": "1", "title": "x", "comments_count": count})
    assert reading.record is not None
    assert reading.record.discussion is None
    assert [element for _, element in codes(reading)] == ["comments_count"]


@pytest.mark.parametrize("form", Format)
async def test_a_discussion_goes_through_every_format(write: Write, form: Format) -> None:
    """RSS has no elements for the article replied to; Atom wraps ids that are not URIs."""
    entry = replace(FULL, related=())
    body = render(Document(head=HEAD, entries=(entry,)), form)
    (record,) = await records(write(f"feed.{form}", body))
    first, second = FULL.discussion.in_reply_to if FULL.discussion else ()
    ids = {Format.ATOM: atom_id(first.id), Format.JSON: first.id}
    replies = () if form is Format.RSS else (structs.replace(first, id=ids[form]), second)
    assert record.comments_url == FULL.comments_url
    assert record.discussion == Discussion(
        in_reply_to=replies, comments_feed_url=f"{SITE}/a/99/comments.rss", comments_count=7
    )
    if form is not Format.JSON:
        assert {page.url for page in record.related} == {f"{SITE}/a/90.html", f"{SITE}/a/97.html"}
