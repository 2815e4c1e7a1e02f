from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.model import (
    Attachment,
    Contributor,
    Person,
    Place,
    Reading,
    Related,
    Source,
    Status,
    Tag,
    TimeFlag,
    local_id,
)
from feeds.readers import READERS
from feeds.readers.clean import clean_record
from feeds.readers.json_values import Json
from feeds.readers.source_defaults import source_defaults
from tests.readers.conftest import NOW, SITE, a_source

PLACE = Place(path="desk.jsonl", line=7)


def clean(data: dict[str, Json], **settings: Any) -> Reading:
    return clean_record(data, PLACE, source_defaults(a_source(**settings), SITE, NOW))


def codes(reading: Reading) -> list[tuple[str, str | None]]:
    return [(finding.name, finding.element) for finding in reading.findings]


def test_a_whole_record() -> None:
    reading = clean(
        {
            "id": "tag:post.example,2024:1",
            "url": "https://post.example/a/1.html?utm_source=x",
            "external_url": "https://elsewhere.example/1",
            "title": "The harbour & the mill",
            "content_html": '<p onclick=x>See <a href="2.html">this</a></p>',
            "content_text": "See this\r\n",
            "summary": "In  short",
            "image": "/i.jpg",
            "date_published": "2024-10-22 09:07:16",
            "date_modified": "2024-10-22T10:00:00+08:00",
            "authors": [{"name": "Ann Lee", "url": "https://post.example/ann"}, {"name": "Ann Lee"}],
            "tags": [
                "mill",
                "mill",
                {"term": "h", "label": "Harbour", "scheme": "https://post.example/tags"},
            ],
            "language": "zh_CN",
            "attachments": [{"url": "a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 10}],
            "channels": ["/news/province/", "news"],
            "source": {
                "name": "Northeast",
                "article_url": "https://n.example/1",
                "date_published": 1729500000,
            },
            "contributors": [{"name": "Bo Li", "role": "校对"}],
            "rights": "© Post",
            "views": 3,
            "related": [{"url": "https://post.example/b", "title": "B"}],
            "comments_url": "https://post.example/a/1/comments",
            "date_release": "2024-10-23T00:00:00Z",
            "date_expires": "2025-10-23T00:00:00Z",
            "status": "withheld",
        }
    )
    record = reading.record
    assert reading.findings == ()
    assert reading.accepted
    assert record is not None
    assert record.id == "tag:post.example,2024:1"
    assert record.origin == "desk"
    assert record.url == "https://post.example/a/1.html"
    assert record.title == "The harbour & the mill"
    assert record.content_html == '<p>See <a href="https://post.example/a/2.html">this</a></p>'
    assert record.content_text == "See this"
    assert record.summary == "In short"
    assert record.image == "https://post.example/i.jpg"
    assert record.published_at == datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC)
    assert record.time_flags == (TimeFlag.ZONE_ASSUMED,)
    assert record.authors == (Person(name="Ann Lee", url="https://post.example/ann"),)
    assert record.tags == (
        Tag(term="mill"),
        Tag(term="h", label="Harbour", scheme="https://post.example/tags"),
    )
    assert record.language == "zh-CN"
    assert record.attachments == (
        Attachment(url="https://post.example/a/a.mp3", mime_type="audio/mpeg", size_bytes=10),
    )
    assert record.channels == ("news/province", "news")
    assert record.source == Source(
        name="Northeast",
        article_url="https://n.example/1",
        published_at=datetime(2024, 10, 21, 8, 40, tzinfo=UTC),
    )
    assert record.contributors == (Contributor(name="Bo Li", role="校对"),)
    assert record.related == (Related(url="https://post.example/b", title="B"),)
    assert (record.views, record.status) == (3, Status.WITHHELD)


@pytest.mark.parametrize("given", ["tag:x,2024:1", "https://h.example/?a=1&utm_source=b#c", "urn:x:a b"])
def test_a_given_id_is_kept_byte_for_byte(given: str) -> None:
    """R-ID-13."""
    record = clean({"id": given, "title": "x"}).record
    assert record is not None
    assert record.id == given


def test_a_numeric_id_is_its_text() -> None:
    record = clean({"id": 12345, "title": "x"}).record
    assert record is not None
    assert record.id == local_id("12345", "desk")


def test_an_id_is_minted_from_the_canonical_address() -> None:
    """R-ID-01, R-ID-03, R-ID-06: neither scheme, tracking nor the site's own address count."""
    first = clean(
        {"url": "http://post.example/a/1.html", "title": "x", "date_published": "2023-01-05"}
    ).record
    again = clean(
        {
            "url": "https://post.example/a/1.html?utm_source=q#top",
            "title": "y",
            "date_published": "2023-02-05",
        }
    ).record
    assert first is not None
    assert again is not None
    assert first.id == again.id
    assert first.id.startswith("tag:post.example,2000:")
    assert len(first.id) == len("tag:post.example,2023:") + 16


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"title": "x"}, [("missing-identity", "id")]),
        ({"id": "1"}, [("missing-content", "title")]),
        ({"id": "1", "content_html": "<script>x</script>"}, [("missing-content", "title")]),
        ({"id": "1", "title": "x", "date_published": "soon"}, [("unreadable-time", "date_published")]),
        (
            {"id": "1", "title": "x", "date_published": "2026-01-01T00:00:00Z"},
            [("implausible-time", "date_published")],
        ),
        ({"id": "1", "title": "x", "status": "lost"}, [("unknown-status", "status")]),
        ({"url": "javascript:x", "title": "x"}, [("unusable-address", "url"), ("missing-identity", "id")]),
        ({"id": "1", "title": []}, [("missing-content", "title")]),
        ({"id": "1", "title": "x", "date_release": "2026-02-30"}, [("unreadable-time", "date_release")]),
        ({"id": "1", "title": "x", "date_expires": "soon"}, [("unreadable-time", "date_expires")]),
        (
            {"id": "1", "content_html": "x" * 4_000_001},
            [("content-too-long", "content_html"), ("missing-content", "title")],
        ),
        (
            {"title": "x", "date_published": "soon", "status": "lost"},
            [("unreadable-time", "date_published"), ("missing-identity", "id")],
        ),
    ],
)
def test_what_keeps_a_record_out_is_named_with_its_field(
    data: dict[str, Json], expected: list[tuple[str, str]]
) -> None:
    reading = clean(data)
    assert not reading.accepted
    assert codes(reading) == expected
    assert reading.raw
    for finding in reading.findings:
        assert finding.element is not None
        assert finding.message.startswith(f"{finding.element}: ")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"image": "data:x"}, ("dropped-address", "image")),
        ({"url": "javascript:x"}, ("unusable-address", "url")),
        ({"channel": "a?b"}, ("bad-channel-path", "channel")),
        ({"channel": "../etc"}, ("bad-channel-path", "channel")),
        ({"channel": "a/" * 4_000}, ("bad-channel-path", "channel")),
        ({"date_published": 0}, ("dropped-time", "date_published")),
        ({"date_modified": "2026-02-30"}, ("dropped-time", "date_modified")),
        ({"views": "many"}, ("dropped-number", "views")),
        ({"views": 2**63}, ("dropped-number", "views")),
        ({"views": -1}, ("dropped-number", "views")),
        ({"views": True}, ("dropped-number", "views")),
        ({"views": [3]}, ("dropped-number", "views")),
        (
            {"attachments": {"url": "https://h.example/a", "size_in_bytes": 2**64}},
            ("dropped-number", "attachments.0.size_in_bytes"),
        ),
        (
            {"attachments": [{"url": "https://h.example/a", "duration_in_seconds": "long"}]},
            ("dropped-number", "attachments.0.duration_in_seconds"),
        ),
        ({"rights": ["a", "b"]}, ("wrong-type", "rights")),
        ({"summary": {"en": "a"}}, ("wrong-type", "summary")),
        ({"image": True}, ("wrong-type", "image")),
        ({"authors": [{"name": "Ann", "email": "none"}]}, ("dropped-email", "authors.0.email")),
        ({"title": "Caf&eacute;"}, ("title-kind", "title")),
        ({"title": "The <i> element"}, ("title-kind", "title")),
        ({"title": "x" * 9000}, ("too-long", "title")),
        ({"comments_url": "https://h.example/" + "x" * 9000}, ("too-long", "comments_url")),
        ({"tags": ["x"] * 1001}, ("too-long", "tags")),
        ({"language": "Klingon language"}, ("unknown-language", "language")),
        ({"date_modified": "2030-01-01T00:00:00Z"}, ("dropped-time", "date_modified")),
        ({"source": {"name": "N", "url": "mailto:x@y.example"}}, ("dropped-address", "source.url")),
        ({"related": ["nowhere:"]}, ("dropped-address", "related.0")),
    ],
)
def test_faults_of_less_weight_are_warnings(data: dict[str, Json], expected: tuple[str, str]) -> None:
    reading = clean({"id": "1", "title": "x", **data})
    assert reading.accepted
    assert codes(reading) == [expected]
    assert reading.raw == ""


@pytest.mark.parametrize(
    "times",
    [
        {"date_published": "2025-10-20T00:00:00Z"},
        {"date_published": "2026-01-01T00:00:00Z", "date_release": "2026-01-01T00:00:00Z"},
    ],
)
def test_an_embargo_may_lie_in_the_future(times: dict[str, Json]) -> None:
    """R-TIME-18: a year ahead is a plan, more only where a release says so."""
    reading = clean({"id": "1", "title": "x", **times})
    assert reading.findings == ()


def test_aliases_are_former_ids_and_addresses() -> None:
    record = clean(
        {
            "id": "1",
            "url": "https://post.example/1",
            "title": "x",
            "aliases": [
                "old 1",
                "1",
                "https://post.example/1",
                " ",
                "old 1",
                "HTTP://Post.example/a?utm_id=5",
            ],
        },
        name="desk",
    ).record
    assert record is not None
    names = ["old 1", "HTTP://Post.example/a?utm_id=5", "http://post.example/a"]
    assert [alias.name for alias in record.aliases] == names
    assert {alias.origin for alias in record.aliases} == {"desk"}
    assert clean({"id": "1", "title": "x", "aliases": "old"}).record is not None


def test_without_a_zone_wall_times_are_refused() -> None:
    """R-TIME-06."""
    from dataclasses import replace

    terms = source_defaults(a_source(), replace(SITE, timezone=None), NOW)
    reading = clean_record({"id": "1", "title": "x", "date_published": "2024-10-22 09:07:16"}, PLACE, terms)
    assert codes(reading) == [("unreadable-time", "date_published")]
    assert "timezone" in reading.findings[0].message


def test_a_sources_own_settings_count_before_the_sites() -> None:
    record = clean(
        {"id": "1", "title": "x", "date_published": "2024-10-22 09:07:16", "url": "a.html"},
        timezone="Europe/Berlin",
        channel="wire",
        language="de_DE",
        base_url="https://wire.example/x/",
    ).record
    assert record is not None
    assert record.published_at == datetime(2024, 10, 22, 7, 7, 16, tzinfo=UTC)
    assert (record.channels, record.language) == (("wire",), "de-DE")
    assert record.url == "https://wire.example/x/a.html"


def test_policies_of_html() -> None:
    html = '<p>a <img src="https://h.example/i.jpg" alt=""> b</p>'
    basic = clean({"id": "1", "content_html": html}, html="basic").record
    text = clean({"id": "1", "content_html": html}, html="none").record
    assert basic is not None
    assert text is not None
    assert basic.content_html == "<p>a  b</p>"
    assert (text.content_html, text.content_text) == (None, "a b")


@pytest.mark.parametrize(
    "title", ["AT&T", "A<B", "I <3 x", "The &amp; entity", "Nice <gorilla> what's he weigh?"]
)
def test_plain_titles_survive(title: str) -> None:
    """R-TEXT-07."""
    record = clean({"id": "1", "title": title}).record
    assert record is not None
    assert record.title == title


def test_sources_by_name_or_address() -> None:
    """R-SRC-08: a name alone gets no address."""
    by_name = clean({"id": "1", "title": "x", "source": "东北新闻网"}).record
    by_address = clean({"id": "1", "title": "x", "source": "https://nen.example/"}).record
    assert by_name is not None
    assert by_address is not None
    assert by_name.source == Source(name="东北新闻网")
    assert by_address.source == Source(name="nen.example", url="https://nen.example/")


def test_fields_are_mapped_on_both_sides() -> None:
    record = clean(
        {"pk": 9, "meta": {"headline": "T", "agency": {"label": "N"}}, "by": ["Ann"], "dotted.key": "en"},
        fields=(
            ("id", "pk"),
            ("title", "meta.headline"),
            ("source.name", "meta.agency.label"),
            ("authors", "by"),
            ("language", "dotted.key"),
        ),
    ).record
    assert record is not None
    assert (record.id, record.title, record.language) == (local_id("9", "desk"), "T", "en")
    assert record.source == Source(name="N")
    assert record.authors == (Person(name="Ann"),)


def test_long_summaries_are_cut() -> None:
    """R-TEXT-14."""
    record = clean({"id": "1", "title": "x", "summary": "word " * 200}).record
    assert record is not None
    assert record.summary is not None
    assert len(record.summary) <= 300


@pytest.mark.parametrize(
    "marker", ["<!--more-->", "<!-- more -->", '<span id="more-7"></span>', "<!--break-->"]
)
def test_what_stands_before_a_more_marker_is_the_summary(marker: str) -> None:
    html = f"<p>The <b>teaser</b>.</p>{marker}<p>The rest.</p>"
    record = clean({"id": "a:1", "title": "T", "content_html": html}).record
    assert record is not None
    assert record.summary == "The teaser."
    given = clean({"id": "a:1", "title": "T", "content_html": html, "summary": "Its own"}).record
    assert given is not None
    assert given.summary == "Its own"


@pytest.mark.parametrize("kind", sorted(READERS))
def test_selectors_leave_out_elements_of_every_kind(kind: str) -> None:
    defaults = source_defaults(a_source(kind, without=".share, aside"), SITE, NOW)
    html = '<p>Text.</p><div class="share">Share this</div><aside>Advertisement</aside>'
    data: dict[str, Json] = {"id": "a:1", "title": "T", "content_html": html}
    record = clean_record(data, Place(path="x"), defaults).record
    assert record is not None
    assert record.content_html == "<p>Text.</p>"
