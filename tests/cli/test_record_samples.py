"""How ``feeds init --from`` finds out what the fields of records are called."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from feeds.cli.app import app
from feeds.cli.record_samples import names_in_document, names_in_file
from feeds.config import load

run = CliRunner().invoke
WORDPRESS = {
    "id": 7,
    "date": "2024-10-22T09:07:16",
    "date_gmt": "2024-10-22T07:07:16",
    "modified_gmt": "2024-10-23T07:07:16",
    "link": "https://blog.example/7/",
    "title": {"rendered": "Fish &#038; chips"},
    "content": {"rendered": "<p>Open.</p>", "protected": False},
    "excerpt": {"rendered": "<p>Short.</p>"},
    "author": 3,
    "tags": [4, 5],
    "_embedded": {"author": [{"id": 3, "name": "Marta Quill"}]},
}


def document(value: Any) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("value", "options", "fields"),
    [
        (
            [WORDPRESS],
            {"titles": "html", "timezone": "UTC"},
            {
                "title": "title.rendered",
                "content_html": "content.rendered",
                "summary": "excerpt.rendered",
                "date_published": "date_gmt",
                "date_modified": "modified_gmt",
                "url": "link",
                "authors": "_embedded.author",
                "author": None,
                "tags": None,
            },
        ),
        (
            {"data": [{"id": "1", "attributes": {"title": "A", "body": "x", "publishedAt": "2024-10-22"}}]},
            {},
            {
                "title": "attributes.title",
                "content_html": "attributes.body",
                "date_published": "attributes.publishedAt",
            },
        ),
        (
            {"posts": [{"id": 1, "title": "A", "html": "x"}], "meta": {"pagination": {"page": 1}}},
            {"next": "page"},
            {"content_html": "html"},
        ),
        (
            {
                "a": {"tags": [{"name": "a"}] * 3, "news": [{"headline": "A", "_id": "1"}]},
                "links": {"next": "/2"},
            },
            {"records": "a.news", "next": "links.next"},
            {"title": "headline", "id": "_id"},
        ),
        (
            [{"id": 1, "title": "A"}, {"id": 2, "title": "B", "html": "", "body": "x"}],
            {},
            {"content_html": "body"},
        ),
        ([{"id": 1, "title": "A", "content_html": "x", "body": "y"}], {}, {}),
    ],
)
def test_names_in_json(value: Any, options: dict[str, str], fields: dict[str, str | None]) -> None:
    found = names_in_document(document(value))
    assert found is not None
    assert dict(found.options) == options
    assert dict(found.fields) == fields


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[1]", b'{"a": {"b": 1}}', b"[" * 100_000])
def test_documents_without_records(body: bytes) -> None:
    assert names_in_document(body) is None


NAMES = ("编号", "标题", "正文", "发布时间", "来源")
VALUES = ("1", "桥", "文", "2024-10-22 09:07:16", "晚报")


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("a.csv", "csv", f"{';'.join(NAMES)}\n{';'.join(VALUES)}\n"),
        ("a.jsonl", "jsonl", json.dumps(dict(zip(NAMES, VALUES, strict=True))) + "\nx\n"),
    ],
)
def test_names_in_files(tmp_path: Path, name: str, kind: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = names_in_file(tmp_path / name, kind)
    assert dict(found.fields) == {
        "id": "编号",
        "title": "标题",
        "content_html": "正文",
        "date_published": "发布时间",
        "source": "来源",
    }
    assert found.has_local_times


def test_settings_of_an_api_read_whole_articles(tmp_path: Path) -> None:
    (tmp_path / "posts.json").write_bytes(document([WORDPRESS]))
    done = run(app, ["init", str(tmp_path / "site"), "--from", str(tmp_path / "posts.json")])
    assert (done.exit_code, done.exception) == (0, None)
    assert "check [sources.fields] with: feeds config --read" in done.stderr
    settings = tmp_path / "site/feeds.toml"
    assert load(settings).sources[0].fields
    shown = run(app, ["read", "articles", "--config", str(settings)])
    record = json.loads(shown.stdout)
    assert record["title"] == "Fish & chips"
    assert record["content_html"] == "<p>Open.</p>"
    assert record["date_published"] == "2024-10-22T07:07:16Z"
    assert record["authors"] == [{"name": "Marta Quill"}]
    assert "tags" not in record


def test_times_without_an_offset_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,headline,date\n1,Pier,2024-10-22 09:07:16\n", encoding="utf-8")
    done = run(app, ["init", str(tmp_path / "site"), "--from", str(tmp_path / "a.csv")])
    assert "Their times have no offset: set timezone" in done.stderr
