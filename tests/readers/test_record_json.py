import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feeds.model import (
    ADDRESS,
    Alias,
    Attachment,
    Contributor,
    Discussion,
    Person,
    Place,
    Record,
    Related,
    ReplyTarget,
    Source,
    Status,
    Tag,
    TimeFlag,
)
from feeds.readers.clean import clean_record, no_record
from feeds.readers.record_json import reading_json, record_json
from feeds.readers.source_defaults import source_defaults
from tests.readers.conftest import NOW, SITE, a_source

PLACE = Place(path="export.jsonl", line=1)
TERMS = source_defaults(a_source(name="import", channel="elsewhere"), SITE, NOW + timedelta(days=9999))

LINE = st.sampled_from(
    [
        "Ann Lee",
        "文字 & 图",
        "a < b",
        "AT&T",
        "x",
        "The &amp; entity",
        "It’s “so” 😀",
        "<gorilla>",
        "the <b> element",
    ]
)
URL = st.from_regex(r"https://[a-z]{1,8}\.example/[a-z0-9]{0,8}", fullmatch=True)
TIMES = st.datetimes(datetime(1990, 1, 2), datetime(2040, 1, 1)).map(  # noqa: DTZ001 - made aware below
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
MAYBE_LINE, MAYBE_URL, MAYBE_TIME = st.none() | LINE, st.none() | URL, st.none() | TIMES
RECORDS = st.builds(
    Record,
    id=st.from_regex(r"tag:[a-z]{2,9}\.example,20\d\d:[a-z0-9/]{1,9}", fullmatch=True),
    origin=LINE,
    url=MAYBE_URL,
    external_url=MAYBE_URL,
    title=LINE,
    summary=MAYBE_LINE,
    content_html=st.none()
    | LINE.map(lambda s: f"<p>{s.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>"),
    content_text=MAYBE_LINE,
    image=MAYBE_URL,
    published_at=MAYBE_TIME,
    modified_at=MAYBE_TIME,
    time_flags=st.lists(st.sampled_from(TimeFlag), unique=True).map(tuple),
    authors=st.lists(
        st.builds(Person, name=LINE, url=MAYBE_URL, avatar=MAYBE_URL), unique_by=lambda p: p.name
    ).map(tuple),
    contributors=st.lists(st.builds(Contributor, name=LINE, role=MAYBE_LINE, url=MAYBE_URL), unique=True).map(
        tuple
    ),
    tags=st.lists(st.builds(Tag, term=LINE, scheme=MAYBE_URL), unique=True).map(tuple),
    language=st.sampled_from([None, "zh-CN", "en"]),
    attachments=st.lists(
        st.builds(
            Attachment,
            url=URL,
            mime_type=st.just("audio/mpeg"),
            title=MAYBE_LINE,
            size_bytes=st.none() | st.integers(1, 9**9),
        ),
        unique_by=lambda a: a.url,
    ).map(tuple),
    channels=st.just(("news/province", "news")),
    source=st.none()
    | st.builds(
        Source, name=LINE, url=MAYBE_URL, article_url=MAYBE_URL, feed_url=MAYBE_URL, published_at=MAYBE_TIME
    ),
    rights=MAYBE_LINE,
    license_url=MAYBE_URL,
    views=st.none() | st.integers(0, 9**9),
    related=st.lists(st.builds(Related, url=URL, title=MAYBE_LINE), unique_by=lambda r: r.url).map(tuple),
    comments_url=MAYBE_URL,
    discussion=st.none()
    | st.builds(
        Discussion,
        in_reply_to=st.lists(
            st.builds(ReplyTarget, id=URL, url=MAYBE_URL, feed_url=MAYBE_URL), unique_by=lambda r: r.id
        ).map(tuple),
        comments_feed_url=MAYBE_URL,
        comments_count=st.none() | st.integers(0, 9**9),
    ).filter(lambda discussion: discussion != Discussion()),
    release_at=MAYBE_TIME,
    expires_at=MAYBE_TIME,
    status=st.sampled_from(Status),
    correction=MAYBE_LINE,
    aliases=st.lists(
        st.builds(Alias, name=LINE | URL, origin=LINE | st.just(ADDRESS)), unique_by=lambda a: a.name
    ).map(tuple),
)


@given(RECORDS)
def test_a_record_reads_back_to_itself(record: Record) -> None:
    reading = clean_record(json.loads(record_json(record)), PLACE, TERMS)
    assert reading.record == record
    assert record_json(reading.record) == record_json(record)


def test_absent_values_are_left_out() -> None:
    """R-JSON-16."""
    line = record_json(Record(id="tag:a.example,2024:1", origin="desk", title="x"))
    assert json.loads(line) == {
        "id": "tag:a.example,2024:1",
        "title": "x",
        "_feeds": {"origin": "desk", "time_flags": []},
    }


def test_a_reading_shows_its_place_and_findings() -> None:
    good = clean_record({"id": "1", "title": "x"}, PLACE, TERMS)
    assert json.loads(reading_json(good)) == {
        "id": "tag:feeds,2026:import:1",
        "title": "x",
        "channels": ["elsewhere"],
        "_origin": {"path": "export.jsonl", "line": 1},
    }
    bad = no_record(PLACE, "{", "this is no JSON", "Write JSON")
    shown = json.loads(reading_json(bad))
    assert shown["_findings"][0]["code"] == "REC001"
    assert shown["_findings"][0]["severity"] == "error"
