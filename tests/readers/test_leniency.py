"""An optional field that cannot be used never holds an article (DESIGN, "Content policy")."""

from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.model import Person, Place, Reading, Record, Status, TextKind
from feeds.readers.clean import clean_record
from feeds.readers.source_defaults import source_defaults
from tests.readers.conftest import NOW, SITE, a_source

BASE: dict[str, Any] = {"id": "1", "title": "T", "date_published": "2024-06-01T10:00:00Z"}


def read(data: dict[str, Any], **settings: Any) -> Reading:
    return clean_record({**BASE, **data}, Place(path="x"), source_defaults(a_source(**settings), SITE, NOW))


def shipped(data: dict[str, Any], **settings: Any) -> Record:
    reading = read(data, **settings)
    assert reading.accepted, reading.findings
    assert reading.record is not None
    return reading.record


ODD: tuple[Any, ...] = (
    "", " ", "NULL", "none", "-", 0, -1, 1e400, 2**70, float("nan"), True, False, [], {}, [[]], [{}], [None],
    ["a", 5],    {"a": {"b": []}}, {"rendered": "x"}, "12,345", "12:30", "\ud800", "x" * 20_000, "<b>x</b>",
    "2026-02-30", 10**400, -10**400, 10**4_299, ["a", 10**400], [10**4_299], {"name": 10**4_299},
)  # fmt: skip
OPTIONAL = (
    "external_url", "summary", "image", "banner_image", "date_modified", "author", "authors", "contributors",
    "tags", "language", "attachments", "channel", "channels", "source", "rights", "license", "views",
    "related", "comments_url", "correction", "aliases", "_feeds", "url", "content_text", "unknown",
)  # fmt: skip


@pytest.mark.parametrize("field", OPTIONAL)
def test_no_value_of_an_optional_field_holds_an_article(field: str) -> None:
    for value in ODD:
        for wrapped in (
            value,
            [value],
            {"name": value, "url": value},
            [{"name": value, "url": value, "email": value}],
        ):
            shipped({field: wrapped})


@pytest.mark.parametrize(
    ("written", "email"),
    [
        ("ann@example.org", "ann@example.org"),
        ("mailto:ann@example.org?subject=x", "ann@example.org"),
        ("Ann Bee <ann@example.org>", "ann@example.org"),
        ("none", None),
        ("-", None),
        ("ann@newsroom", None),
        ("ann at example.org", None),
    ],
)
def test_e_mail_fields_are_unwrapped_or_left_out(written: str, email: str | None) -> None:
    record = shipped({"authors": [{"name": "Ann Bee", "email": written}]})
    assert record.authors == (Person(name="Ann Bee", email=email),)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Bob <b@x.example>", "Bob"),
        ("b@x.example (Bob)", "Bob"),
        ("Bob, b@x.example", "Bob"),
        ("mailto:b@x.example", None),
        ("b@x.example", None),
        ("Bob @ Work", "Bob @ Work"),
        ("@bob", "@bob"),
        ('<a href="https://x.example/bob">Bob</a>', "Bob"),
    ],
)
def test_an_e_mail_address_is_no_part_of_a_name(written: str, name: str | None) -> None:
    for field in ({"author": written}, {"authors": [written]}, {"authors": [{"name": written}]}):
        assert [person.name for person in shipped(field).authors] == ([name] if name else [])
        assert all(person.email is None for person in shipped(field).authors)


@pytest.mark.parametrize(
    ("written", "views"),
    [
        ("", None),
        ("NULL", None),
        ("12,345", 12345),
        ("1.234.567", 1234567),
        ("123", 123),
        (12.0, 12),
        ("-5", None),
    ],
)
def test_numbers_as_programs_write_them(written: Any, views: int | None) -> None:
    assert shipped({"views": written}).views == views


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("12:30", 750),
        ("1:02:03", 3723),
        ("00:10", 10),
        ("90", 90),
        (90.5, 90.5),
        ("PT1H2M3S", 3723),
        ("", None),
    ],
)
def test_durations_as_podcasts_write_them(written: Any, seconds: float | None) -> None:
    files = [{"url": "https://x.example/a.mp3", "duration_in_seconds": written}]
    (attachment,) = shipped({"attachments": files}).attachments
    assert attachment.duration_s == seconds


def test_values_of_other_shapes_are_read() -> None:
    record = shipped(
        {
            "title": {"rendered": "Title"},
            "image": {"url": "https://x.example/i.png"},
            "attachments": ["https://x.example/a.m4a#t=3", {"href": "https://x.example/b.webp"}],
            "tags": [{"name": "News", "slug": "news"}, None],
            "authors": [None, {"name": None}, {"name": "Jo", "profile_image": None}],
            "url": ["https://x.example/1"],
        }
    )
    assert (record.title, record.image, record.url) == (
        "Title",
        "https://x.example/i.png",
        "https://x.example/1",
    )
    assert [file.mime_type for file in record.attachments] == ["audio/mp4", "image/webp"]
    assert [tag.term for tag in record.tags] == ["News"]
    assert [person.name for person in record.authors] == ["Jo"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("publish", Status.USABLE),
        ("Published", Status.USABLE),
        (True, Status.USABLE),
        (1, Status.USABLE),
        ("draft", Status.WITHHELD),
        ("private", Status.WITHHELD),
        ("future", Status.WITHHELD),
        ("Needs review", Status.WITHHELD),
        (False, Status.WITHHELD),
        ("0", Status.WITHHELD),
        ("trash", Status.WITHDRAWN),
        ("canceled", Status.WITHDRAWN),
    ],
)
def test_status_words_of_other_systems(word: Any, status: Status) -> None:
    assert shipped({"status": word}).status is status


@pytest.mark.parametrize("value", ["lost", [], {"a": 1}, 7, "x" * 9000])
def test_an_unknown_status_holds_and_names_the_setting(value: Any) -> None:
    reading = read({"status": value})
    assert not reading.accepted
    assert "sources.values.status" in reading.findings[-1].message


def test_values_are_mapped_by_settings() -> None:
    values = (("status", (("sleeping", "withheld"), ("7", "withdrawn"))), ("tags", (("12", "Sport"),)))
    record = shipped({"status": "sleeping", "tags": [12, 15]}, values=values)
    assert record.status is Status.WITHHELD
    assert [tag.term for tag in record.tags] == ["Sport", "15"]
    assert shipped({"status": 7}, values=values).status is Status.WITHDRAWN


def test_a_field_is_switched_off() -> None:
    record = shipped({"author": 3, "tags": [12]}, fields=(("author", None), ("tags", None)))
    assert (record.authors, record.tags) == ((), ())


@pytest.mark.parametrize(
    ("written", "formats", "at"),
    [
        ("02.05.2024 12:00", ("%d.%m.%Y %H:%M",), datetime(2024, 5, 2, 4, 0, tzinfo=UTC)),
        ("05/02/2024", ("%d.%m.%Y", "%m/%d/%Y"), datetime(2024, 5, 1, 16, 0, tzinfo=UTC)),
        ("20240502 120000 +0200", ("%Y%m%d %H%M%S %z",), datetime(2024, 5, 2, 10, 0, tzinfo=UTC)),
        ("2024-05-02T12:00:00Z", ("%d.%m.%Y",), datetime(2024, 5, 2, 12, 0, tzinfo=UTC)),
    ],
)
def test_dates_in_the_sources_own_formats(written: str, formats: tuple[str, ...], at: datetime) -> None:
    """R-TIME-20."""
    assert shipped({"date_published": written}, date_formats=formats).published_at == at


def test_an_unreadable_date_may_be_an_embargo_unless_it_is_public_already() -> None:
    held = read({"date_published": "soon"})
    assert not held.accepted
    assert "date_format" in held.findings[0].message
    for kind in ("feed", "page"):
        reading = read({"date_published": "soon"}, kind=kind)
        assert reading.accepted
        assert reading.record is not None
        assert reading.record.published_at is None
        assert [finding.name for finding in reading.findings] == ["dropped-time"]


@pytest.mark.parametrize(
    ("written", "kind", "title"),
    [
        ("Tom&#8217;s caf&eacute; &#038; bar", TextKind.HTML, "Tom\u2019s café & bar"),
        ("Fish &amp; <em>chips</em>", TextKind.HTML, "Fish & chips"),
        ("Vec<String> & List", TextKind.TEXT, "Vec<String> & List"),
        ("The <i> element", TextKind.TEXT, "The <i> element"),
        ("Tom&#8217;s", TextKind.TEXT, "Tom&#8217;s"),
        ("<![CDATA[Boxed]]>", TextKind.TEXT, "Boxed"),
    ],
)
def test_titles_are_what_the_source_says(written: str, kind: TextKind, title: str) -> None:
    """R-TEXT-01, R-TEXT-07: nothing is guessed from a value."""
    record = shipped({"title": written, "summary": written}, titles=kind)
    assert (record.title, record.summary) == (title, title)


def test_an_id_that_is_an_address_is_the_articles_own() -> None:
    record = shipped({"id": "https://x.example/2024/post/", "content_html": "<img src='i.jpg' alt=''>"})
    assert record.url == "https://x.example/2024/post/"
    assert "https://x.example/2024/post/i.jpg" in (record.content_html or "")


def test_download_addresses_keep_their_parameters() -> None:
    url = "https://x.example/a.mp3?utm_source=feed&sig=1"
    (attachment,) = shipped({"attachments": [{"url": url}]}).attachments
    assert attachment.url == url


def test_a_failing_field_is_a_finding_of_its_record(monkeypatch: pytest.MonkeyPatch) -> None:
    from feeds.readers import clean as module

    def fails(*_: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr(module, "clean_tags", fails)
    reading = read({})
    assert [finding.name for finding in reading.findings] == ["failed-record"]
    assert reading.raw


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ([{"@type": "ImageObject", "contentUrl": "/i.png"}], "https://post.example/i.png"),
        ({"url": {"href": "/i.png"}}, "https://post.example/i.png"),
        ([["/i.png"], "/j.png"], "https://post.example/i.png"),
        ({"@type": "ImageObject"}, None),
        (77, None),
        ([[]], None),
    ],
)
def test_an_address_is_found_in_objects_and_lists_and_made_of_nothing_else(
    image: object, address: str | None
) -> None:
    assert shipped({"image": image}).image == address
    assert bool(read({"id": "1", "title": "T", "image": image}).findings) == (address is None)
