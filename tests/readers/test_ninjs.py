import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.model import Person, Reading, Record, Source, Status, Tag
from tests.readers.conftest import a_source, all_of, reader_of

CORPUS = Path(os.environ.get("FEEDS_CORPUS", Path(__file__).parents[3] / "shared" / "corpus")) / "ninjs"
Write = Callable[[str, str | bytes], str]

ITEM_3 = {
    "uri": "urn:newsml:wire.example:1",
    "type": "text",
    "version": "2",
    "firstCreated": "2024-10-22T09:07:16+08:00",
    "versionCreated": "2024-10-22T10:00:00+08:00",
    "embargoed": "2024-10-23T00:00:00Z",
    "pubStatus": "usable",
    "language": "zh-CN",
    "by": "Ann Lee",
    "headlines": [{"role": "sub", "value": "Sub"}, {"role": "main", "value": "The harbour"}],
    "descriptions": [{"role": "summary", "value": "In short"}],
    "bodies": [
        {"role": "html", "contentType": "text/html", "value": "<p>Long"},
        {"role": "text", "contentType": "text/plain", "value": "Long"},
    ],
    "subjects": [{"name": "Harbours", "uri": "https://wire.example/s/1"}, {"literal": "x"}],
    "copyrightNotice": "© Wire",
    "infoSources": [{"name": "Wire"}],
    "edNote": "Corrects the year",
    "associations": [
        {
            "uri": "urn:x",
            "type": "picture",
            "renditions": [
                {
                    "name": "small",
                    "href": "https://wire.example/s.jpg",
                    "contentType": "image/jpeg",
                    "width": 100,
                },
                {
                    "name": "large",
                    "href": "https://wire.example/l.jpg",
                    "contentType": "image/jpeg",
                    "width": 900,
                },
            ],
        }
    ],
    "renditions": [
        {"name": "film", "href": "https://wire.example/f.mp4", "contentType": "video/mp4", "sizeInBytes": 9}
    ],
}
ITEM_1 = {
    "uri": "http://wire.example/2",
    "versioncreated": "2024-10-22T01:07:16Z",
    "pubstatus": "canceled",
    "byline": "Bo Li",
    "headline": "Taken back",
    "body_xhtml": "<p>Text</p>",
    "description_text": "Short",
    "subject": [{"name": "Harbours", "scheme": "https://wire.example/s"}],
    "copyrightholder": "Wire",
    "associations": {
        "main": {"renditions": {"a": {"href": "https://wire.example/a.jpg", "mimetype": "image/jpeg"}}}
    },
}


async def read(path: str) -> list[Reading]:
    return await all_of(reader_of(a_source("ninjs", paths=(path,))))


async def test_version_3(write: Write) -> None:
    (reading,) = await read(write("a.json", json.dumps(ITEM_3)))
    assert reading.findings == ()
    assert reading.record == Record(
        id="urn:newsml:wire.example:1",
        origin="desk",
        title="The harbour",
        summary="In short",
        content_html="<p>Long</p>",
        content_text="Long",
        image="https://wire.example/l.jpg",
        published_at=datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC),
        modified_at=datetime(2024, 10, 22, 2, tzinfo=UTC),
        release_at=datetime(2024, 10, 23, tzinfo=UTC),
        authors=(Person(name="Ann Lee"),),
        tags=(Tag(term="Harbours"), Tag(term="x")),
        language="zh-CN",
        attachments=reading.record.attachments if reading.record else (),
        source=Source(name="Wire"),
        rights="© Wire",
        correction="Corrects the year",
    )
    assert [a.url for a in reading.record.attachments] == ["https://wire.example/f.mp4"]


async def test_version_1(write: Write) -> None:
    (reading,) = await read(write("a.json", json.dumps([ITEM_1])))
    record = reading.record
    assert record is not None
    assert record.status is Status.WITHDRAWN
    assert (record.id, record.url) == ("http://wire.example/2", None)
    assert (record.title, record.content_html, record.summary) == ("Taken back", "<p>Text</p>", "Short")
    assert record.authors == (Person(name="Bo Li"),)
    assert record.tags == (Tag(term="Harbours", scheme="https://wire.example/s"),)
    assert record.image == "https://wire.example/a.jpg"
    assert record.source == Source(name="Wire")


async def test_what_is_no_item_is_reported(write: Write) -> None:
    readings = await read(write("a.jsonl", '{"headline": "x"}\n' + json.dumps(ITEM_1)))
    assert [r.accepted for r in readings] == [False, True]
    assert readings[0].findings[0].name == "no-record"


async def test_an_unknown_status_is_held(write: Write) -> None:
    (reading,) = await read(write("a.json", json.dumps({**ITEM_1, "pubstatus": "maybe"})))
    assert [f.name for f in reading.findings] == ["unknown-status"]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of ninjs items is not here")
async def test_real_items() -> None:
    readings = await read(str(CORPUS))
    assert len({r.place.path for r in readings}) == 19
    assert [(str(r.place), [f.message for f in r.findings]) for r in readings if not r.accepted] == []
    assert all(r.record and r.record.title for r in readings)
