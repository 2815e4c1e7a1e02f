"""What content of others claims: ids of this site, extensions, files that end."""

import json
from dataclasses import replace

import pytest

from feeds.model import Place, Reading, local_id
from feeds.readers.clean import clean_record
from feeds.readers.feed_readings import FeedBody, read_document
from feeds.readers.json_values import Json
from feeds.readers.record_json import record_json
from feeds.readers.source_defaults import SourceDefaults, source_defaults
from tests.readers.conftest import NOW, SITE, a_source

OWN = SITE.url.removeprefix("https://").removeprefix("http://")
FEED = replace(source_defaults(a_source("feed"), SITE, NOW), trusted=False).at("https://other.example/feed")


def cleaned(defaults: SourceDefaults, **fields: Json) -> Reading:
    data: dict[str, Json] = {"id": "1", "title": "Ferry", "url": "https://other.example/1"}
    return clean_record(data | fields, Place(path="q"), defaults)


@pytest.mark.parametrize(
    "identity",
    [f"tag:{OWN},2024:42", f"tag:desk@{OWN},2024:42", f"https://{OWN}/a/42", "tag:feeds,2026:cms:42"],
)
def test_another_host_cannot_name_articles_of_this_site(identity: str) -> None:
    """R-SRC-15: readers would replace ours by theirs; it is published under an id of its source."""
    reading = cleaned(FEED, id=identity)
    assert reading.record is not None
    assert reading.record.id == local_id(identity, FEED.origin)
    assert [finding.code for finding in reading.findings] == ["REC040"]


@pytest.mark.parametrize(
    ("identity", "base"),
    [
        (f"tag:{OWN},2024:42", f"{SITE.url}/feed"),
        (f"https://{OWN}/a/42", f"https://old.{OWN}/feed"),
        ("tag:other.example,2024:42", "https://other.example/feed"),
        ("tag:blogger.example,1999:blog-1", "https://other.example/feed"),
        ("urn:uuid:6e7c1f0a-0000-4000-8000-000000000000", "https://other.example/feed"),
        ("42", "https://other.example/feed"),
    ],
)
def test_ids_of_the_own_host_and_of_others_stay(identity: str, base: str) -> None:
    """R-SRC-05: a copied entry keeps its id."""
    reading = cleaned(replace(FEED, base=base), id=identity)
    assert reading.record is not None
    assert reading.record.id == identity
    assert reading.findings == ()


def test_a_trusted_source_uses_any_id() -> None:
    reading = cleaned(replace(FEED, trusted=True), id=f"tag:{OWN},2024:42")
    assert reading.record is not None
    assert reading.record.id == f"tag:{OWN},2024:42"


def test_files_that_end_are_published_with_a_warning() -> None:
    """R-MEDIA-12, R-PRIV-08."""
    signed = "https://files.example/a.mp3?X-Amz-Expires=900&X-Amz-Signature=ab"
    reading = cleaned(
        source_defaults(a_source("jsonl"), SITE, NOW),
        attachments=[{"url": "https://files.example/b.mp3"}, {"url": signed}],
        image="https://files.example/a.jpg?token=ab",
        content_html='<p>x</p><img src="https://files.example/a.jpg?w=1&amp;sig=ab" alt="">',
    )
    assert reading.record is not None
    assert [one.url for one in reading.record.attachments][1] == signed
    assert [(one.code, one.element) for one in reading.findings] == [
        ("REC041", "image"),
        ("REC041", "attachments.1"),
        ("REC041", "content_html"),
    ]


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="https://x.example/ns"><title>Quay</title>
<id>tag:other.example,2024:feed</id><updated>2024-10-22T09:00:00Z</updated><x:secret>s1</x:secret>
<entry><id>tag:other.example,2024:1</id><title>Ferry</title><updated>2024-10-22T09:00:00Z</updated>
<author><name>Ann</name><x:secret>s2</x:secret></author><x:secret a="s3">s4<x:in>s5</x:in></x:secret>
<content type="html">&lt;p&gt;On time.&lt;/p&gt;</content></entry></feed>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Quay",
    "_x": {"a": "s1"},
    "items": [{"id": "1", "title": "Ferry", "content_text": "On time", "_x": {"b": "s2"}, "unknown": "s3"}],
}


@pytest.mark.parametrize("document", [ATOM, json.dumps(JSON)])
def test_extensions_that_are_not_known_are_left_out(document: str) -> None:
    """R-EXT-07."""
    body = FeedBody(body=document.encode(), path="q", defaults=FEED, content_type="")
    (reading,) = read_document(body).readings
    assert reading.record is not None
    assert reading.record.title == "Ferry"
    written = record_json(reading.record).decode()
    assert [
        secret for secret in ("s1", "s2", "s3", "s4", "s5", "secret", "_x") if f'"{secret}' in written
    ] == []
