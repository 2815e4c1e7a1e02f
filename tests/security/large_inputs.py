"""Large inputs that a service reads or receives, by the kind of source or request."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.security.documents import HTML, TIME, bomb, item, rss

MB = 1_000_000
FILLED = b'{"id":"tag:p,2024:n","title":"T","x":['


def entries(count: int, chars: int = 60) -> bytes:
    """An RSS feed of many entries."""
    texts = (
        f"<item><title>Ferry {n}</title><guid isPermaLink='false'>tag:a,2024:f{n}</guid>"
        f"<description>{'Boats came. ' * (chars // 12)}</description></item>"
        for n in range(count)
    )
    return rss("".join(texts))


def json_records(count: int, first: str = "tag:a,2024:j") -> bytes:
    """An answer of an API with many records."""
    items = [
        {"id": f"{first}{n}", "title": f"Ferry {n}", "content_html": "<p>Boats came.</p>"}
        for n in range(count)
    ]
    return json.dumps({"items": items}).encode()


def outlines(count: int) -> bytes:
    """A reading list of feeds that do not exist."""
    listed = "".join(f'<outline xmlUrl="/feed/{n}/none"/>' for n in range(count))
    return f"<opml version='2.0'><body>{listed}</body></opml>".encode()


def fetched() -> dict[str, dict[str, bytes]]:
    """Large documents from addresses, by the kind of source and their name."""
    nothing = {"id": "tag:a,2024:1", "title": "T"}
    return {
        "feed": {"100,000 entries": entries(100_000), "an entry of 20 MB": rss(item("x" * 20 * MB))},
        "json": {
            "100,000 records": json_records(100_000),
            "a list of 10,000,000 values": b"[" + b"0," * 10_000_000 + b"0]",
            "one record of 20 MB": json.dumps(
                {"items": [nothing | {"content_text": "x " * 10 * MB}]}
            ).encode(),
        },
        "opml": {
            "60,000 outlines": outlines(60_000),
            "outlines in depth": b"<opml>" + b"<outline>" * 500_000,
        },
        "csv": {
            "100,000 rows": b"id,title,content_html\n"
            + b"".join(b"tag:a,2024:c%d,Ferry,<p>Boats</p>\n" % n for n in range(100_000)),
            "one cell of 20 MB": b'id,title,content_text\n1,T,"' + b"x " * 10 * MB + b'"\n',
            "commas": b"id,title\n" + b"," * 20 * MB,
        },
        "jsonl": {
            "one line of 20 MB": json.dumps(nothing | {"tags": ["a"] * 4_000_000}).encode(),
            "100,000 lines": b"".join(
                b'{"id":"tag:a,2024:l%d","title":"T","content_text":"x"}\n' % n for n in range(100_000)
            ),
        },
        "ghost": {
            "100,000 posts": json.dumps(
                {"db": [{"data": {"posts": [{"id": n} for n in range(100_000)]}}]}
            ).encode()
        },
        "wordpress": {"100,000 items": entries(100_000)},
        "nitf": {"deep": b"<nitf><body>" + b"<p>" * 500_000},
        "newsml": {"many": b"<newsMessage>" + b"<newsItem/>" * 500_000 + b"</newsMessage>"},
        "page": {"a page of 9 MB": b"<html><body>" + b"<p>Boats came and went all day.</p>" * 250_000},
    }


def own_files(folder: Path, size: int) -> dict[str, str]:
    """Write files of the newsroom's own; return their sources as TOML, by kind."""
    (folder / "hostile.jsonl").write_bytes(own_records(size))
    (folder / "large.jsonl").write_bytes(b"".join(own_line(name) for name in LINES))
    (folder / "large.json").write_bytes(json_records(100_000, "tag:own,2024:"))
    (folder / "large.csv").write_bytes(fetched_csv())
    (folder / "large.xml").write_bytes(
        b"<r>" + b"<a><i>tag:own,2024:x</i><t>T</t><c>x</c></a>" * 100_000 + b"</r>"
    )
    (folder / "held.jsonl").write_bytes(b"".join(b'{"title":"held %d"}\n' % n for n in range(50_000)))
    _table(folder / "rows.db")
    fields = '[sources.fields]\nid = "i"\ntitle = "t"\ncontent_text = "c"\n'
    return {
        "jsonl": 'path = ["hostile.jsonl", "large.jsonl"]\n',
        "json": 'path = "large.json"\n',
        "csv": 'path = "large.csv"\n',
        "xml": f'path = "large.xml"\nrecords = "/r/a"\n{fields}',
        "held": 'path = "held.jsonl"\n',
        "sql": 'url = "sqlite:///rows.db"\nquery = "SELECT * FROM rows"\n',
    }


LINES: dict[str, Callable[[], dict[str, object]]] = {
    "many tags": lambda: {"tags": ["a"] * 2_000_000},
    "many empty lists": lambda: {"x": [[]] * 3_000_000},
    "long text": lambda: {"content_text": "x " * 5_000_000},
    "long markup": lambda: {"content_html": "<p>Boats came.</p>" * 500_000},
    "many fields": lambda: {f"a{n}": n for n in range(500_000)},
    "long number": lambda: {"views": "9" * 4_000_000},
    "long id": lambda: {"id": "x" * 5_000_000},
    "long url": lambda: {"url": "http://a/" + "b/" * 2_000_000},
    "long language": lambda: {"language": "a-" * 2_000_000},
    "long date": lambda: {"date_published": "1 " * 2_000_000},
    "many authors": lambda: {"authors": [{"name": "a"}] * 300_000},
    "many pictures": lambda: {"attachments": [{"url": "http://a/b.png", "mime_type": "image/png"}] * 100_000},
}
"""Lines of up to 10 MB."""


def own_line(name: str) -> bytes:
    """One record as a line."""
    record: dict[str, object] = {"id": f"tag:own,2024:{name}", "title": "T", "content_text": "x"}
    return json.dumps(record | LINES[name]()).encode() + b"\n"


def own_records(size: int) -> bytes:
    """Lines of the newsroom's own file: every kind of hostile markup in records that are trusted."""
    records = [
        {"id": f"tag:a,2024:{number}", "title": name, "content_html": f"<p>x</p>{html(size)}"}
        for number, (name, html) in enumerate(HTML.items())
    ]
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def fetched_csv() -> bytes:
    """Rows with one cell that is long and one row that is wide."""
    rows = b"".join(b"tag:own,2024:r%d,T,x,%s\n" % (n, TIME.encode()) for n in range(100_000))
    return (
        b"id,title,content_text,date_published\n" + rows + b'9,T,"' + b"x " * 5 * MB + b'"\n' + b"," * 5 * MB
    )


def _table(path: Path) -> None:
    database = sqlite3.connect(path)
    with database:
        database.execute("CREATE TABLE rows (id, title, content_text, content_html)")
        plain = ((f"tag:sql,2024:{n}", "T", "x", None) for n in range(50_000))
        database.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", plain)
        long = (
            ("tag:sql,2024:text", "T", "x " * 8 * MB, None),
            ("tag:sql,2024:html", "T", None, "<p>Boats came.</p>" * 800_000),
            ("tag:sql,2024:title", "T" * 16 * MB, "x", None),
        )
        database.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", long)
    database.close()


def pushed() -> dict[str, tuple[str, bytes]]:
    """Bodies of pushes of almost 16 MB, by name: the content type and the body."""
    lines, document = "application/x-ndjson", "application/json"
    one = b'{"id":"tag:p,2024:%d","title":"T","content_text":"x"}'
    record: dict[str, object] = {"id": "tag:p,2024:big", "title": "T"}
    return {
        "a document of 16 MB": (document, json.dumps(record | {"content_text": "x " * 7 * MB}).encode()),
        "HTML of 16 MB": (document, json.dumps(record | {"content_html": "<p>Boats</p>" * MB}).encode()),
        "an array of 20,000 records": (document, b"[" + b",".join(one % n for n in range(20_000)) + b"]"),
        "too many records": (document, b"[" + b",".join(one % n for n in range(250_000)) + b"]"),
        "an array of nothing": (document, b"[" + b"[]," * 5 * MB + b"[]]"),
        "an array of numbers": (document, b"[" + b"0," * 7 * MB + b"0]"),
        "a record of nothing": (document, FILLED + b"[]," * 5 * MB + b"[]]}"),
        "a record of escapes": (document, b'{"id":"tag:p,2024:e","title":"' + b"\\u00e9" * 2 * MB + b'"}'),
        "deep": (document, b"[" * 15 * MB),
        "not JSON": (document, b"[" + b"[]," * 5 * MB + b"?"),
        "not JSON at its end": (document, b'{"a":"' + b"x" * 15 * MB),
        "lines of 4 MB": (lines, own_line("long text")[: 4 * MB] + b"\n" + own_line("long date")),
        "lines of nothing": (lines, (FILLED + b"[]," * MB + b"[]]}\n") * 4),
        "20,000 lines": (lines, b"\n".join(one % n for n in range(20_000))),
        "blank lines": (lines, b"\n" * 15 * MB),
        "empty objects": (lines, b"{}\n" * 5_000),
    }  # fmt: skip


def packed() -> dict[str, tuple[str, bytes]]:
    """Compressed bodies of pushes."""
    return {
        "a bomb of lines": ("application/x-ndjson", bomb(500 * MB)),
        "a bomb": ("application/json", bomb(500 * MB)),
    }


def form_bodies() -> tuple[bytes, ...]:
    """Requests to the hub."""
    return (
        b"hub.mode=subscribe&hub.topic=" + b"a" * 8_000,
        b"&".join(b"hub.mode=subscribe" for _ in range(400)),
        b"hub.mode=publish&" + b"&".join(b"hub.url=http://a/%d" % n for n in range(400)),
        b"%" * 8_000,
        b"hub.callback="
        + b"http://a" * 900
        + b"&hub.mode=subscribe&hub.topic=https://post.example/index.atom",
    )


def targets() -> tuple[str, ...]:
    """Request targets that are long or hard."""
    return (
        "/?" + "a=b&" * 1_900,
        "/" + "a/" * 3_800,
        "/" + "%61" * 2_500 + ".rss",
        "/" + "../" * 2_500,
        "/api/records/" + "%C3%A9" * 1_200,
        "/index.rss?" + "%" * 7_000,
        "/~" + "a" * 7_000 + "/x.rss",
        "/opml.xml?" + "x" * 7_000,
    )


def header_floods() -> tuple[tuple[tuple[str, str], ...], ...]:
    """Header fields of almost 32 KB."""
    etags = ", ".join(f'"{n:x}"' for n in range(1_000))
    return (
        (("If-None-Match", etags), ("If-None-Match", etags), ("A-IM", "feed")),
        (("Accept-Encoding", ", ".join(f"x{n};q=0.{n % 10}" for n in range(700))),),
        (("Accept", ", ".join(f"a/{n};q=0.{n % 10}" for n in range(700))),),
        (("Accept-Language", ", ".join(f"a-{n}" for n in range(900))),),
        (("Cookie", "a=b; " * 1_500), ("Authorization", "Bearer " + "a" * 8_000)),
        (("X-Forwarded-For", ", ".join("1.2.3.4" for _ in range(800))),),
        (("Range", "bytes=" + ",".join(f"{n}-{n}" for n in range(1_200))),),
        (("User-Agent", "Mozilla/5.0 (" * 600),),
    )
