"""Ordinary records are cleaned in fewer steps, with the result that all steps give."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.model import Place, Reading, TextKind
from feeds.readers.clean import clean_record
from feeds.readers.cleaning_context import CleaningContext
from feeds.readers.fields import Fields
from feeds.readers.json_values import Json
from feeds.readers.ordinary_record import ordinary_record
from feeds.readers.source_defaults import SourceDefaults, source_defaults
from tests.readers.conftest import NOW, SITE, a_source

PLACE = Place(path="desk.jsonl", line=7)
RAW = b"{}"
ORDINARY: dict[str, Json] = {
    "id": "tag:post.example,2024:1",
    "url": "https://post.example/a/1.html",
    "title": "The harbour freezes over",
    "content_html": "<p>Boats wait for the ice to break.</p>",
    "date_published": "2024-10-22T09:07:16+08:00",
}
SLOWLY: dict[str, Json] = {"rights": None}
"""A field that no ordinary record has, here without a value: it only keeps the short way from being taken."""

VALUES: dict[str, tuple[Any, ...]] = {
    "id": (
        *("42", 42, 2**70, " 7 ", "", None, ["7"], "x" * 9000),
        *("https://post.example/a/1", "a\u200bb", "urn:x:a b"),
    ),
    "url": (
        *("/a/2.html", "a b.html", "javascript:x", "", None, 7, {"href": "https://post.example/a"}),
        *("http://post.example/a?utm_source=x&b=1", "https://h\u00e4fen.example/\u00fc"),
        "https://post.example/" + "x" * 9000,
    ),
    "title": (
        *("Q&A", "Q&amp;A", "<b>Bold</b>", "a < b", "<![CDATA[x]]>", None, 3, ["x"], "x" * 9000),
        *(" two  blanks ", "", "\x00", "cafe\u0301", "\u202eabc"),
    ),
    "content_html": (
        *("plain", "", " ", None, 5, ["<p>x</p>"], "<p>\x07x</p>", "<script>x</script>"),
        *('<p class="x">y</p>', "<p onclick=x>y</p>", '<a href="2.html">y</a>', "<![CDATA[<p>x</p>]]>"),
        *("<p>a</p><!--more--><p>b</p>", "<p>a</p><!-- more -->", "<table><tr><td>x</table>"),
        '<iframe src="https://v.example/1"></iframe><p>x</p>',
        '<img src="/i.jpg?X-Amz-Signature=abc" alt="">',
        '<p><a href="https://post.example/?utm_source=x">y</a></p>',
    ),
    "date_published": (
        *("2024-10-22", "2024-10-22 09:07", "22 Oct 2024", "Tue, 22 Oct 2024 09:07:16 GMT", 1729500000),
        *("2031-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2024-13-01T00:00:00Z", "0000-00-00"),
        *("none", "x", "", None, True),
    ),
    "channel": ("news", "/news/local/", "", " ", "a//b", "../x", None, ["news", "x"], 3, "x" * 600),
    "channels": (["news"], [], "news", None, ["a//b"]),
    "source": (
        *("Northeast News", "https://n.example/", "<b>N</b>", "", None, 5, ["N"]),
        {"name": "N", "url": "x"},
    ),
    "summary": ("In  short", "<p>x</p>", "", None, "x" * 400, 5),
    "authors": (["Ann Lee"], [{"name": "Bo", "url": "/bo"}], "Ann <ann@post.example>", [], None, 5, [None]),
    "author": ("Ann Lee", {"name": "Bo"}, "", None),
    "tags": (["mill", "mill"], "mill", [{"term": "m", "label": "Mill"}], [], None, [[]]),
    "language": ("zh_CN", "xx-none", "", None, 5),
    "date_modified": ("2024-10-23T09:07:16+08:00", "never", "", None, "2031-01-01T00:00:00Z"),
    "status": ("published", "draft", "usable", "", None, 1, "odd", " "),
    "draft": (True, False, "", None),
    "updated_at": ("2024-10-22T09:00:00Z", None),
    "image": ("/i.jpg", "", None),
    "_held": ("status is 'draft'",),
    "_not_public": (["draft", "true"],),
    "_feeds": ({"origin": "other"}, None),
    "dateline": ("Northfield",),
}
DEFAULTS: tuple[dict[str, Any], ...] = (
    {},
    {"titles": TextKind.HTML},
    {"html": "basic"},
    {"html": "none"},
    {"kind": "feed", "channel": "news", "language": "de"},
    {"kind": "json", "base_url": "https://other.example/x/"},
    {"date_formats": ("%d.%m.%Y",)},
    {"without": ".ad"},
    {"fields": (("title", "headline"), ("id", "url"))},
    {"values": (("status", (("odd", "usable"),)),)},
)
CHANGES = st.dictionaries(st.sampled_from(sorted(VALUES)), st.integers(0, 40), max_size=4)


def changed(changes: dict[str, int]) -> dict[str, Json]:
    return ORDINARY | {name: VALUES[name][number % len(VALUES[name])] for name, number in changes.items()}


def both_ways(data: dict[str, Json], defaults: SourceDefaults, *, plain: bool = False) -> Reading:
    """The reading of a record, which does not depend on the way that was taken."""
    reading = clean_record(data, PLACE, defaults, RAW, plain=plain)
    assert reading == clean_record(data | SLOWLY, PLACE, defaults, RAW, plain=plain)
    return reading


def is_ordinary(data: dict[str, Json]) -> bool:
    context = CleaningContext(source_defaults(a_source(), SITE, NOW))
    return ordinary_record(Fields(data, context.faults), context) is not None


@settings(max_examples=150, deadline=None)
@given(changes=CHANGES, options=st.sampled_from(DEFAULTS), plain=st.booleans(), foreign=st.booleans())
@example(changes={}, options={}, plain=False, foreign=False)
def test_an_ordinary_record_is_cleaned_as_any_other(
    *, changes: dict[str, int], options: dict[str, Any], plain: bool, foreign: bool
) -> None:
    defaults = source_defaults(a_source(**options), SITE, NOW, from_address=foreign)
    both_ways(changed(changes), defaults, plain=plain)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_every_value_is_cleaned_the_same_in_both_ways(name: str) -> None:
    for number in range(len(VALUES[name])):
        for options in DEFAULTS:
            both_ways(changed({name: number}), source_defaults(a_source(**options), SITE, NOW))


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"channel": "news", "source": "Northeast News", "updated_at": "2024-10-22T09:00:00Z"},
        {"id": 42},
        {"content_html": '<p class="wp-block">x</p><!--more--><p>y</p>'},
        {"authors": ["Ann Lee"], "tags": ["mill"], "summary": "In short", "status": "published"},
        {"title": "Q&amp;A", "content_html": '<iframe src="https://v.example/1"></iframe>'},
        {"source": {"name": "N"}, "language": "de", "date_modified": "2024-10-23T09:07:16+08:00"},
    ],
)
def test_what_most_records_are_is_ordinary(more: dict[str, Json]) -> None:
    assert is_ordinary(ORDINARY | more)


@pytest.mark.parametrize(
    "more",
    [
        {"views": 3},
        {"status": "draft"},
        {"content_html": " "},
        {"date_published": "none"},
        {"_held": "status is 'draft'"},
        {"url": "javascript:x"},
    ],
)
def test_other_records_take_all_steps(more: dict[str, Json]) -> None:
    assert not is_ordinary(ORDINARY | more)
