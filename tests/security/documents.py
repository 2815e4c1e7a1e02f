"""Hostile documents: what exhausts a careless parser, by the kind of source that would read it."""

import gzip
import json
import zlib
from collections.abc import Callable

KB = 1024
TIME = "2024-10-22T07:00:00Z"


def rss(items: str, head: str = "") -> bytes:
    """An RSS feed."""
    return f"<rss version='2.0'><channel><title>F</title>{head}{items}</channel></rss>".encode()


def item(html: str, *, title: str = "T", more: str = "") -> str:
    """An item of an RSS feed."""
    content = f"<description><![CDATA[{html}]]></description>"
    return f"<item><title>{title}</title><guid isPermaLink='false'>g</guid>{content}{more}</item>"


def page(html: str, head: str = "") -> bytes:
    """An article page that has something to find around the attack."""
    text = "The harbour was opened again in the morning. " * 30
    start = f"<!DOCTYPE html><html><head><title>Harbour</title>{head}</head><body><article><h1>Harbour</h1>"
    return f"{start}<p>{text}</p>{html}</article></body></html>".encode()


def records(**fields: object) -> bytes:
    """A JSON API with one record."""
    record = {"id": "tag:a,2024:1", "title": "T", "content_html": "<p>x</p>", "date_published": TIME}
    return json.dumps({"items": [record | fields]}).encode()


def bomb(size: int) -> bytes:
    """Zeros, compressed."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*(packer.compress(b"\0" * 1_000_000) for _ in range(size // 1_000_000)), packer.flush()])


HTML: dict[str, Callable[[int], str]] = {
    "unclosed links": lambda n: "<a " * (n // 3),
    "links and spaces": lambda n: "<a" + " " * n + "<a",
    "bases": lambda n: "<base " * (n // 6),
    "noscripts": lambda n: "<noscript>" * (n // 10),
    "scripts": lambda n: "<script type='application/ld+json'>" + "{" * n,
    "script starts": lambda n: "<script>" * (n // 8),
    "divisions": lambda n: "<div>" * (n // 5),
    "spans": lambda n: "<span>" * (n // 6) + "x",
    "paragraphs": lambda n: "<p>a" * (n // 4),
    "lists": lambda n: "<ul><li>" * (n // 8),
    "tables": lambda n: "<table><tr><td>" * (n // 15),
    "formatting": lambda n: "<b><i>" * (n // 6) + "<p>x" * 100,
    "formatted links": lambda n: "<a href=x><font>" * (n // 16) + "x",
    "pictures": lambda n: f"<img srcset='{',' * n}'>",
    "candidates": lambda n: f"<img srcset='{'a 1x,' * (n // 5)}'>",
    "escaped links": lambda n: "&lt;a " * (n // 6),
    "entities": lambda n: "&amp;" * (n // 5),
    "comments": lambda n: "<!--" * (n // 4),
    "more markers": lambda n: "<!--more" + " " * n,
    "accents": lambda n: "e" + "\u0301" * (n // 2),
    "mixed accents": lambda n: "e" + "\u0316\u0301" * (n // 4),
    "spaces": lambda n: "x" + " " * n + "x",
    "attributes": lambda n: "<p " + " ".join(f"a{number}=1" for number in range(n // 8)) + ">x",
    "one word": lambda n: "x" * n,
    "dates": lambda n: "2024-10-22 " * (n // 11),
    "date words": lambda n: "Mon, 1 jan " * (n // 11),
    "addresses": lambda n: "a@" * (n // 2),
    "formulas": lambda n: "<math>" * (n // 6),
    "drawings": lambda n: "<svg><desc>" * (n // 11),
    "templates": lambda n: "<template>" * (n // 10),
    "frames": lambda n: "<iframe src=//youtube.com/embed/x>" * (n // 34),
    "selects": lambda n: "<select><option>" * (n // 16),
    "headings": lambda n: "<h1>" * (n // 4) + "x",
}
"""Markup by the size that it should have."""


def _laughs() -> bytes:
    entities = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    title = "<rss version='2.0'><channel><title>&a11;</title></channel></rss>"
    return f"<!DOCTYPE rss [<!ENTITY a0 'ha'>{entities}]>{title}".encode()


def feed_documents(size: int) -> dict[str, bytes]:
    """Feeds whose reading must not keep a server waiting."""
    found = {f"item of {name}": rss(item(html(size))) for name, html in HTML.items()}
    long = "a" * size
    deep = 50_000
    return found | {
        "a path": b"/etc/passwd",
        "a device": b"/dev/zero",
        "an address": b"http://127.0.0.1:1/",
        "an impossible character": rss(item("&#x110000;")).replace(b"CDATA[", b"x["),
        "a character reference": b"<rss><channel><title>&#x110000;&#xD800;</title></channel></rss>",
        "deep JSON": b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * deep,
        "deep objects": b'{"version":"https://jsonfeed.org/version/1.1","items":[' + b'{"a":' * deep,
        "deep XML": b"<rss version='2.0'><channel>" + b"<a>" * deep,
        "long title": rss(item("x", title=long)),
        "date words": rss(item("x", more=f"<pubDate>{'mon ' * (size // 4)}</pubDate>")),
        "digits": rss(item("x", more=f"<pubDate>{'9' * size}</pubDate>")),
        "authors": rss(item("x", more=f"<author>{'a@' * (size // 2)}</author>")),
        "an author": rss(item("x", more=f"<author>{'a.' * (size // 2)}@</author>")),
        "categories": rss(item("x", more="<category>a</category>" * (size // 22))),
        "laughs": _laughs(),
        "unended section": b"<rss version='2.0'><channel><item><title><![CDATA[" + b"]]" * (size // 2),
        "namespaces": b"<rss " + b" ".join(b"xmlns:a%d='u:%d'" % (n, n) for n in range(size // 16)) + b"/>",
        "bytes": bytes(range(256)) * (size // 256),
        "nothing": b"",
    }


def page_documents(size: int) -> dict[str, bytes]:
    """Pages whose reading must not keep a server waiting."""
    found = {f"page of {name}": page(html(size)) for name, html in HTML.items()}
    heads = {f"head of {name}": page("", html(size)) for name, html in HTML.items() if name != "divisions"}
    return (
        found | heads | {"deep data": page("<script type='application/ld+json'>" + "[" * size + "</script>")}
    )


def json_documents(size: int) -> dict[str, bytes]:
    """Answers of an API whose reading must not keep a server waiting."""
    found = {f"record of {name}": records(content_html=html(size)) for name, html in HTML.items()}
    return found | {
        "deep arrays": b"[" * 50_000,
        "deep objects": b'{"items":[' + b'{"a":' * 50_000,
        "many arrays": b"[" + b"[]," * (size * 30) + b"[]]",
        "long channel": records(channel="a/" * (size // 2)),
        "many channels": records(channels=["a"] * (size // 2)),
        "date words": records(date_published="mon " * (size // 4)),
        "impossible date": records(date_published="2026-02-30"),
        "number": b'{"items":[{"id":' + b"9" * size + b"}]}",
        "e-mail": records(authors=[{"name": "a", "email": "a@" * (size // 2)}]),
        "title": records(title="<a " * (size // 3)),
        "summary": records(summary="&lt;a" * (size // 5)),
        "tags": records(tags=["a" * 100] * (size // 100)),
        "language": records(language="a-" * (size // 2)),
        "url": records(url="http://a/" + "../" * (size // 3)),
    }


def compressed(size: int) -> dict[str, bytes]:
    """Gzip bodies: a bomb, empty members, a broken one."""
    return {
        "bomb": bomb(size),
        "empty members": gzip.compress(b"") * 50_000,
        "broken": gzip.compress(b"x" * 10_000)[:-20],
    }
