"""A column that says that an article is not public holds it, if no setting maps the column."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from feeds.model import Place, Reading, SourceSettings
from feeds.readers import read_line, source_defaults
from feeds.readers.json_values import Json
from tests.readers.conftest import NOW, SITE, a_source, all_of, reader_of

ARTICLE = {"id": "1", "title": "Ferry", "content_text": "It runs."}
Row = dict[str, Json]
Fields = tuple[tuple[str, str | None], ...]


def of_csv(folder: Path, row: Row, fields: Fields) -> SourceSettings:
    text = io.StringIO()
    csv.writer(text).writerows([row.keys(), row.values()])
    (folder / "a.csv").write_text(text.getvalue())
    return a_source("csv", paths=(str(folder / "a.csv"),), fields=fields)


def of_jsonl(folder: Path, row: Row, fields: Fields) -> SourceSettings:
    (folder / "a.jsonl").write_text(json.dumps(row))
    return a_source("jsonl", paths=(str(folder / "a.jsonl"),), fields=fields)


def of_json(folder: Path, row: Row, fields: Fields) -> SourceSettings:
    (folder / "a.json").write_text(json.dumps([row]))
    return a_source("json", paths=(str(folder / "a.json"),), fields=fields)


def of_sql(folder: Path, row: Row, fields: Fields) -> SourceSettings:
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        names = ", ".join(f'"{name}"' for name in row)
        connection.execute(f"CREATE TABLE a ({names})")
        connection.execute(f"INSERT INTO a VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
        connection.commit()
    options = (("query", "SELECT * FROM a"),)
    return a_source("sql", urls=("sqlite:///a.db",), folder=folder, options=options, fields=fields)


def of_xml(folder: Path, row: Row, fields: Fields) -> SourceSettings:
    """Our own fields are elements; the others are attributes."""
    own = "".join(f"<{name}>{value}</{name}>" for name, value in row.items() if name in ARTICLE)
    others = " ".join(f"{name}={quoteattr(str(value))}" for name, value in row.items() if name not in ARTICLE)
    (folder / "a.xml").write_text(f"<r><a {others}>{own}</a></r>")
    paths: Fields = tuple((name, name) for name in ARTICLE)
    mapped: Fields = tuple((ours, theirs and f"@{theirs}") for ours, theirs in fields)
    return a_source(
        "xml", paths=(str(folder / "a.xml"),), options=(("records", "/r/a"),), fields=(*paths, *mapped)
    )


KINDS: dict[str, Callable[[Path, Row, Fields], SourceSettings]] = {
    "csv": of_csv,
    "json": of_json,
    "jsonl": of_jsonl,
    "sql": of_sql,
    "xml": of_xml,
}

HELD = [
    ("state", "draft"),
    ("PostStatus", "private"),
    ("post_status", "pending"),
    ("published", "0"),
    ("is_published", "false"),
    ("isDraft", "1"),
    ("is_draft", "true"),
    ("visibility", "members"),
    ("hidden", "yes"),
    ("deleted_at", "2024-10-22 09:00:00"),
    ("password", "secret"),
]
PUBLIC = [
    ("state", "live"),
    ("post_status", "publish"),
    ("published", "2024-10-22"),
    ("published", "true"),
    ("is_draft", "0"),
    ("visibility", "public"),
    ("deleted_at", ""),
    ("statement", "draft"),
]


async def one(source: SourceSettings) -> Reading:
    (reading,) = await all_of(reader_of(source))
    return reading


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("column", "value"), HELD)
async def test_an_unmapped_column_holds_an_article_that_is_not_public(
    kind: str, column: str, value: str, tmp_path: Path
) -> None:
    reading = await one(KINDS[kind](tmp_path, {**ARTICLE, column: value}, ()))
    assert not reading.accepted
    (finding,) = reading.findings
    assert finding.code == "REC025"
    assert f"{column} is {value!r}" in finding.message
    assert "_not_public" not in reading.raw
    assert f'status = "{"@" if kind == "xml" else ""}{column}"' in finding.message


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("column", "value"), PUBLIC)
async def test_a_column_that_says_public_holds_nothing(
    kind: str, column: str, value: str, tmp_path: Path
) -> None:
    reading = await one(KINDS[kind](tmp_path, {**ARTICLE, column: value}, ()))
    assert reading.accepted
    assert {finding.code for finding in reading.findings} <= {"REC027"}  # a time that nothing uses


@pytest.mark.parametrize("kind", KINDS)
async def test_an_unknown_word_is_a_warning(kind: str, tmp_path: Path) -> None:
    reading = await one(KINDS[kind](tmp_path, {**ARTICLE, "state": "Bremen"}, ()))
    assert reading.accepted
    assert [finding.code for finding in reading.findings] == ["REC026"]


@pytest.mark.parametrize("kind", set(KINDS) - {"xml"})
@pytest.mark.parametrize(
    "fields", [(("status", None),), (("channel", "state"),)], ids=["status = false", "used for a channel"]
)
async def test_settings_that_use_the_column_or_switch_it_off_decide(
    kind: str, fields: Fields, tmp_path: Path
) -> None:
    reading = await one(KINDS[kind](tmp_path, {**ARTICLE, "state": "hidden"}, fields))
    assert (reading.accepted, reading.findings) == (True, ())


@pytest.mark.parametrize("kind", KINDS)
async def test_a_mapped_column_is_the_status(kind: str, tmp_path: Path) -> None:
    reading = await one(KINDS[kind](tmp_path, {**ARTICLE, "state": "draft"}, (("status", "state"),)))
    assert reading.record is not None
    assert (reading.record.status, reading.findings) == ("withheld", ())


async def test_a_status_of_the_record_hides_no_other_column(tmp_path: Path) -> None:
    reading = await one(of_sql(tmp_path, {**ARTICLE, "status": "active", "is_draft": 1}, ()))
    assert [finding.code for finding in reading.findings] == ["REC025"]


def test_a_pushed_draft_is_held() -> None:
    line = json.dumps({**ARTICLE, "draft": True}).encode()
    reading = read_line(line, Place(path="push", line=1), source_defaults(a_source("push"), SITE, NOW))
    assert [finding.code for finding in reading.findings] == ["REC025"]


@pytest.mark.parametrize(("protected", "accepted"), [(True, False), (False, True)])
async def test_an_article_with_a_password_of_wordpress_rest_is_held(
    tmp_path: Path, *, protected: bool, accepted: bool
) -> None:
    """WordPress sends such a post with the status ``publish`` and without its text."""
    row: Row = {
        "id": 1,
        "status": "publish",
        "title": {"rendered": "Ferry"},
        "content": {"rendered": "", "protected": protected},
    }
    fields: Fields = (("title", "title.rendered"), ("content_html", "content.rendered"), ("status", "status"))
    reading = await one(of_json(tmp_path, row, fields))
    assert reading.accepted is accepted
    assert [finding.code for finding in reading.findings] == ([] if accepted else ["REC025"])
