"""Fields that nothing uses although the record lacks what they hold."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.readers.conftest import a_source, all_of, reader_of

Write = Callable[[str, str | bytes], str]


async def warnings(write: Write, record: Mapping[str, object], **settings: Any) -> set[str]:
    path = write("a.jsonl", json.dumps(record) + "\n")
    (reading,) = await all_of(reader_of(a_source(paths=(path,), **settings)))
    return {finding.message for finding in reading.findings if finding.code == "REC027"}


@pytest.mark.parametrize(
    ("field", "value", "ours"),
    [
        ("body", "<p>Open.</p>", "content_html"),
        ("Body HTML", "<p>Open.</p>", "content_html"),
        ("content", {"rendered": "<p>Open.</p>"}, "content_html"),
        ("publishedAt", "2024-10-22T09:07:16Z", "date_published"),
        ("inputtime", 1729559236, "date_published"),
        ("link", "https://post.example/1", "url"),
        ("headline", "Pier", "title"),
        ("标题", "桥", "title"),
    ],
)
async def test_a_field_that_nothing_uses_is_named(write: Write, field: str, value: object, ours: str) -> None:
    record: dict[str, object] = {
        "id": "1",
        "url": "https://post.example/1",
        "title": "Pier",
        "content_text": "Open.",
        "date_published": "2024-10-22T09:07:16Z",
    }
    record.pop("content_text" if ours == "content_html" else ours)
    (warning,) = await warnings(write, record | {field: value})
    name = f"{field}.rendered" if isinstance(value, dict) else field
    assert warning.startswith(f"{ours}: it is missing")
    assert f'[sources.fields] {ours} = "{name}"' in warning


async def test_a_whole_record_needs_nothing_more(write: Write) -> None:
    record = {"id": "1", "url": "https://post.example/1", "title": "Pier", "content_html": "Open."}
    more = {"date_published": "2024-10-22T09:07:16Z", "body": "x", "created": "2024"}
    assert await warnings(write, record | more) == set()


@pytest.mark.parametrize("value", [True, 1, "0", "yes", "", None, {}, []])
async def test_a_flag_is_no_time(write: Write, value: object) -> None:
    record = {"id": "1", "url": "https://post.example/1", "title": "Pier", "content_html": "Open."}
    assert await warnings(write, record | {"published": value}) == set()


async def test_a_mapped_field_is_used(write: Write) -> None:
    record = {"id": "1", "title": "Pier", "body": "Open.", "publishedAt": "2024-10-22T09:07:16Z"}
    fields = (("content_html", "body"), ("date_published", "publishedAt"))
    assert await warnings(write, record, fields=fields) == set()
