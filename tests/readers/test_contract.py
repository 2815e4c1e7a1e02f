"""What every kind of reader keeps to, on the same two articles and one fault."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.errors import SourceError
from feeds.model import Reading, SourceSettings
from feeds.readers import READERS
from tests.readers.conftest import a_context, a_source, all_of, reader_of

ROWS = (
    ("tag:w.example,2024:1", "The harbour", "<p>Boats</p>", "2024-10-22T01:07:16Z"),
    ("tag:w.example,2024:2", "港口", "<p>船</p>", "2024-10-23T01:07:16Z"),
    ("tag:w.example,2024:3", "Bad", "<p>x</p>", "someday"),
)
NAMES = ("id", "title", "content_html", "date_published")


def jsonl(folder: Path) -> SourceSettings:
    lines = (json.dumps(dict(zip(NAMES, row, strict=True))) for row in ROWS)
    return a_source("jsonl", paths=(_file(folder, "a.jsonl", "\n".join(lines)),))


def csv(folder: Path) -> SourceSettings:
    text = "\n".join("\t".join(row) for row in (NAMES, *ROWS))
    return a_source("csv", paths=(_file(folder, "a.tsv", text),))


def feed(folder: Path) -> SourceSettings:
    entries = "".join(
        f"<entry><id>{i}</id><title>{title}</title><published>{at}</published>"
        f'<content type="html">{html.replace("<", "&lt;")}</content></entry>'
        for i, title, html, at in ROWS
    )
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>W</title>{entries}</feed>'
    return a_source("feed", paths=(_file(folder, "a.atom", text),))


def ninjs(folder: Path) -> SourceSettings:
    items = [
        {
            "uri": i,
            "headlines": [{"value": title}],
            "bodies": [{"contentType": "text/html", "value": html}],
            "firstCreated": at,
        }
        for i, title, html, at in ROWS
    ]
    return a_source("ninjs", paths=(_file(folder, "a.json", json.dumps(items)),))


def sql(folder: Path) -> SourceSettings:
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        connection.execute(f"CREATE TABLE a ({', '.join(NAMES)})")
        connection.executemany("INSERT INTO a VALUES (?, ?, ?, ?)", ROWS)
        connection.commit()
    return a_source("sql", urls=("sqlite:///a.db",), folder=folder, options=(("table", "a"),))


def json_file(folder: Path) -> SourceSettings:
    items = [dict(zip(NAMES, row, strict=True)) for row in ROWS]
    path = _file(folder, "a.json", json.dumps({"data": {"items": items}}))
    return a_source("json", paths=(path,), options=(("records", "data.items"),))


def markdown(folder: Path) -> SourceSettings:
    for number, (id_, title, html, at) in enumerate(ROWS):
        _file(folder, f"{number}.md", f"---\nid: '{id_}'\ntitle: '{title}'\ndate: '{at}'\n---\n{html}")
    return a_source("markdown", paths=(str(folder),))


def ghost(folder: Path) -> SourceSettings:
    posts = [
        {"uuid": i, "title": title, "html": html, "published_at": at, "status": "published"}
        for i, title, html, at in ROWS
    ]
    return a_source("ghost", paths=(_file(folder, "a.json", json.dumps({"posts": posts})),))


def wordpress(folder: Path) -> SourceSettings:
    items = "".join(
        f"<item><guid>{i}</guid><title>{title}</title><content:encoded><![CDATA[{html}]]></content:encoded>"
        f"<wp:status>publish</wp:status><pubDate>{at}</pubDate></item>"
        for i, title, html, at in ROWS
    )
    text = (
        '<rss xmlns:wp="http://wordpress.org/export/1.2/"'
        f' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{items}</channel></rss>'
    )
    return a_source("wordpress", paths=(_file(folder, "a.xml", text),))


def xml(folder: Path) -> SourceSettings:
    items = "".join(f'<a id="{i}" at="{at}"><t>{title}</t><b>{html}</b></a>' for i, title, html, at in ROWS)
    fields = (("id", "@id"), ("date_published", "@at"), ("title", "t"), ("content_html", "b"))
    path = _file(folder, "a.xml", f"<r>{items}</r>")
    return a_source("xml", paths=(path,), options=(("records", "/r/a"),), fields=fields)


def nitf(folder: Path) -> SourceSettings:
    items = "".join(
        f'<nitf><head><docdata><doc-id id-string="{i}"/><date.issue norm="{at}"/></docdata></head><body>'
        f"<body.head><hedline><hl1>{title}</hl1></hedline></body.head><body.content>{html}</body.content></body></nitf>"
        for i, title, html, at in ROWS
    )
    return a_source("nitf", paths=(_file(folder, "a.xml", f"<articles>{items}</articles>"),))


def newsml(folder: Path) -> SourceSettings:
    items = "".join(
        f'<newsItem guid="{i}" version="1"><itemMeta><firstCreated>{at}</firstCreated></itemMeta>'
        f"<contentMeta><headline>{title}</headline></contentMeta><contentSet><inlineXML>"
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{html}</body></html></inlineXML></contentSet></newsItem>'
        for i, title, html, at in ROWS
    )
    text = (
        f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{items}</itemSet></newsMessage>'
    )
    return a_source("newsml", paths=(_file(folder, "a.xml", text),))


def _file(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


SOURCES: dict[str, Callable[[Path], SourceSettings]] = {
    "jsonl": jsonl,
    "csv": csv,
    "feed": feed,
    "ninjs": ninjs,
    "sql": sql,
    "json": json_file,
    "markdown": markdown,
    "ghost": ghost,
    "wordpress": wordpress,
    "xml": xml,
    "nitf": nitf,
    "newsml": newsml,
}
OTHERS = {"opml", "page", "push"}
"""Lists and pages have no ids of their own, and keep the contract in their own tests; pushes are not read."""


def test_every_kind_is_here() -> None:
    assert set(READERS) == set(SOURCES) | OTHERS


@pytest.mark.parametrize("kind", SOURCES)
async def test_the_same_facts_come_from_every_kind(kind: str, tmp_path: Path) -> None:
    source = SOURCES[kind](tmp_path)
    readings = await all_of(reader_of(source))
    assert [(r.record.id, r.record.title, r.record.content_html) for r in readings if r.record] == [
        row[:3] for row in ROWS
    ]
    assert readings[0].record is not None
    assert readings[0].record.published_at == datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC)
    assert readings[0].record.origin == "desk"


@pytest.mark.parametrize("kind", SOURCES)
async def test_a_fault_names_its_field_and_place_and_the_rest_goes_on(kind: str, tmp_path: Path) -> None:
    readings = await all_of(reader_of(SOURCES[kind](tmp_path)))
    assert [r.accepted for r in readings] == [True, True, kind == "feed"]
    (finding,) = readings[2].findings
    assert finding.element == "date_published"
    assert finding.name == ("dropped-time" if kind == "feed" else "unreadable-time")
    assert kind == "feed" or "someday" in readings[2].raw
    assert readings[2].place.path
    assert readings[2].place.line is not None


@pytest.mark.parametrize("kind", SOURCES)
async def test_reading_again_reads_the_same(kind: str, tmp_path: Path) -> None:
    source = SOURCES[kind](tmp_path)
    first = reader_of(source)
    readings = await all_of(first)
    assert await all_of(reader_of(source)) == readings
    assert await all_of(reader_of(source, a_context(marks=first.marks))) == readings


@pytest.mark.parametrize("kind", SOURCES)
async def test_a_reader_has_its_sources_name_and_batches(kind: str, tmp_path: Path) -> None:
    reader = reader_of(SOURCES[kind](tmp_path))
    assert reader.name == "desk"
    batches = [batch async for batch in reader.read()]
    assert all(isinstance(batch, tuple) and batch for batch in batches)
    assert all(isinstance(reading, Reading) for batch in batches for reading in batch)


@pytest.mark.parametrize("kind", SOURCES)
async def test_a_source_that_is_not_there_is_an_error_with_its_place(kind: str) -> None:
    urls = ("sqlite:////nowhere/a.db",) if kind == "sql" else ()
    paths = () if kind == "sql" else ("/nowhere/a",)
    options = (("table", "a"), ("records", "/r/a"))
    source = a_source(kind, paths=paths, urls=urls, options=options, fields=(("id", "@id"),))
    with pytest.raises(SourceError) as caught:
        await all_of(reader_of(source))
    assert "/nowhere/a" in str(caught.value.where)
