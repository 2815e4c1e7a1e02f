"""Mutated inputs of every kind: whatever they are, nothing raises, takes a second or gives unsafe HTML.

``python -m tests.security.mutations [COUNT] [SEED] [KIND ...]`` runs ``COUNT`` inputs of each kind and prints
what was found, each fault with an input.
"""

import asyncio
import io
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import process_time

import structlog

from feeds.errors import SourceError
from feeds.model import Place, Reading, Site, SourceSettings
from feeds.readers import READERS, ReadContext, SourceDefaults, source_defaults
from feeds.readers.faults import FieldFault
from feeds.readers.feed_readings import FeedBody, read_document
from feeds.readers.filereader import FileReader
from feeds.readers.json_documents import read_items
from feeds.readers.json_pages import JsonBody, JsonFile, read_json_file, read_json_page
from feeds.readers.opml import feed_addresses
from feeds.readers.page.page_readings import PageBody, read_page
from feeds.readers.page.sitemap import read_sitemap
from feeds.readers.push import read_line, read_named
from feeds.server.app import make_app
from feeds.server.fastpath.sockets import open_socket, serving
from feeds.text.markup import HtmlPolicy, clean_html
from feeds.validate import check
from tests.security import seeds
from tests.security.attack import faults_of
from tests.server.conftest import SETTINGS
from tests.server.memory_source import MemorySource
from tests.server.samples import newsroom

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SITE = Site(title="News", url="https://n.io")
SLOW_S = 1.0
PLACE = Place(path="a", line=1)
_FAILED = FieldFault.FAILED.value[0]
_PIECES = (
    b"<", b">", b"</", b"/>", b'"', b"'", b"=", b" ", b"\n", b"\t", b"\x00", b"&", b"&lt;", b"&amp;", b"&#0;",
    b"&#x110000;", b"&a;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"?>",
    b"<!DOCTYPE a [<!ENTITY a 'b'>]>", b"{", b"}", b"[", b"]", b":", b",", b"null", b"true", b"1e999", b"-0",
    b"NaN", b"9" * 400, b"\\ud800", b"\\u0000", b"\\", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xe9",
    "é".encode(), "\u202e".encode(), "年".encode(), b"%00", b"%", b"..", b"/etc/passwd", b"file:///dev/zero",
    b"javascript:", b"data:", b"http://", b"http://[", b"@", b"2026-02-30", b"0000-00-00", b"99999-1-1",
    b"\r\n", b"\r", b"---\n", b"+++\n", b"```", b"xml:base='http://['", b"xmlns='x'", b"_feeds", b"status",
    b"HTTP/1.1", b"chunked",
)  # fmt: skip

Use = Callable[[bytes], Iterable[str]]
"""Takes one input; yields the faults that it finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What takes inputs, and what their mutations start from."""

    use: Use
    seeds: tuple[bytes, ...]


def mutated(data: bytes, others: tuple[bytes, ...], chance: random.Random) -> bytes:
    """Return bytes with some parts moved, doubled, lost or replaced, or of another document."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        at = chance.randrange(len(made) + 1)
        end = min(len(made), at + chance.randrange(24))
        match chance.randrange(7):
            case 0 | 1:
                made[at:at] = chance.choice(_PIECES)
            case 2:
                made[at:end] = b""
            case 3:
                made[at:end] = made[at:end] * chance.choice((2, 3, 30))
            case 4:
                other = chance.choice(others)
                start = chance.randrange(len(other) + 1)
                made[at:end] = other[start : start + chance.randrange(120)]
            case 5 if at < len(made):
                made[at] = chance.randrange(256)
            case _:
                made[at:end] = chance.choice(_PIECES)
    return bytes(made)


def _of_readings(readings: Iterable[Reading]) -> Iterable[str]:
    """What is wrong with readings: a reader that failed inside, or HTML that is not safe."""
    for reading in readings:
        for finding in reading.findings:
            if finding.code == _FAILED:
                yield f"failed: {finding.message}"
        record = reading.record
        if record is not None and record.content_html and reading.accepted:
            yield from faults_of(record.content_html, HtmlPolicy.ARTICLE)


def _reading(read: Callable[[bytes], Iterable[Reading]]) -> Use:
    def use(data: bytes) -> Iterable[str]:
        try:
            yield from _of_readings(read(data))
        except SourceError:
            return

    return use


def _file_kind(kind: str, fields: tuple[tuple[str, str | None], ...] = (), **options: str) -> Use:
    settings = SourceSettings(name="a", kind=kind, fields=fields, options=tuple(options.items()))
    reader = READERS[kind](settings, ReadContext(site=SITE, now=lambda: NOW))
    assert isinstance(reader, FileReader)
    parse, defaults = reader.parser(), source_defaults(settings, SITE, NOW)
    return _reading(lambda data: parse(io.BytesIO(data), "a", defaults))


def _defaults(kind: str, *, from_address: bool = False) -> SourceDefaults:
    return source_defaults(SourceSettings(name="a", kind=kind), SITE, NOW, from_address=from_address)


def _html(data: bytes) -> Iterable[str]:
    text = data.decode("utf-8", "replace")
    policy = HtmlPolicy.BASIC if len(text) % 4 == 0 else HtmlPolicy.ARTICLE
    return faults_of(clean_html(text, base="https://n.io/a", policy=policy), policy)


def _sitemap(data: bytes) -> Iterable[str]:
    with suppress(SourceError):
        read_sitemap(data)
    return ()


def _opml(data: bytes) -> Iterable[str]:
    with suppress(ValueError):
        feed_addresses(data, "https://n.io/")
    return ()


def _items(data: bytes) -> Iterable[str]:
    read_items(data)
    return ()


def _validate(data: bytes) -> Iterable[str]:
    check(data, now=NOW, emitted=len(data) % 2 == 0)
    return ()


def kinds() -> dict[str, Kind]:
    """Every kind of input but requests."""
    feed, page, api, push = map(_defaults, ("feed", "page", "json", "push"))
    as_feed = _reading(
        lambda data: (
            read_document(FeedBody(body=data, path="a", defaults=feed, url="https://n.io/f")).readings
        )
    )
    as_page = _reading(
        lambda data: [
            read_page(PageBody(body=data, path="a", name="a", defaults=page, url="https://n.io/a")).reading
        ]
    )
    foreign = _defaults("json", from_address=True)
    as_api = _reading(
        lambda data: (
            read_json_page(JsonBody(body=data, url="https://n.io/p", defaults=foreign, next="next")).readings
        )
    )
    as_json = _reading(lambda data: read_json_file(JsonFile(body=data, path="a", defaults=api)))
    records = ("id i", "title t", "content_html c", "date_published d")
    fields = tuple((ours, theirs) for ours, _, theirs in (pair.partition(" ") for pair in records))
    return {
        "html": Kind(use=_html, seeds=seeds.MARKUP),
        "feed": Kind(use=as_feed, seeds=(seeds.RSS, seeds.ATOM, seeds.RDF, seeds.JSON_FEED, seeds.WORDPRESS)),
        "page": Kind(use=as_page, seeds=(seeds.PAGE,)),
        "api": Kind(use=as_api, seeds=(seeds.API,)),
        "json": Kind(use=as_json, seeds=(seeds.API, seeds.JSON_FEED)),
        "push": Kind(use=_reading(lambda data: [read_line(data, PLACE, push)]), seeds=(seeds.RECORD,)),
        "put": Kind(use=_reading(lambda data: [read_named(data, "b", PLACE, push)]), seeds=(seeds.RECORD,)),
        "items": Kind(use=_items, seeds=(seeds.API, b"[" + seeds.RECORD + b"," + seeds.RECORD + b"]")),
        "sitemap": Kind(use=_sitemap, seeds=(seeds.SITEMAP,)),
        "opml": Kind(use=_opml, seeds=(seeds.OPML,)),
        "validate": Kind(
            use=_validate, seeds=(seeds.RSS, seeds.ATOM, seeds.RDF, seeds.JSON_FEED, seeds.OPML)
        ),
        "jsonl": Kind(use=_file_kind("jsonl"), seeds=(seeds.RECORD + b"\n" + seeds.RECORD, seeds.JSON_FEED)),
        "csv": Kind(use=_file_kind("csv"), seeds=(seeds.CSV,)),
        "xml": Kind(use=_file_kind("xml", fields, records="//a"), seeds=(seeds.XML,)),
        "ghost": Kind(use=_file_kind("ghost"), seeds=(seeds.GHOST,)),
        "wordpress": Kind(use=_file_kind("wordpress"), seeds=(seeds.WORDPRESS,)),
        "markdown": Kind(use=_file_kind("markdown"), seeds=(seeds.MARKDOWN,)),
        "nitf": Kind(use=_file_kind("nitf"), seeds=(seeds.NITF,)),
        "newsml": Kind(use=_file_kind("newsml"), seeds=(seeds.NEWSML,)),
        "ninjs": Kind(use=_file_kind("ninjs"), seeds=(seeds.NINJS,)),
    }


def attack(name: str, kind: Kind, count: int, seed: int) -> Counter[str]:
    """Use so many mutations; return the faults, each with one input."""
    chance = random.Random(f"{name} {seed}")
    others = (*kind.seeds, *seeds.MARKUP)
    found: Counter[str] = Counter()
    for _ in range(count):
        data = mutated(chance.choice(kind.seeds), others, chance)
        began_s = process_time()
        try:
            faults = list(kind.use(data))
        except Exception as error:  # noqa: BLE001 - what is looked for
            faults = [f"{type(error).__name__}: {error}"[:200]]
        if process_time() - began_s > SLOW_S:
            faults.append("slow")
        for fault in faults:
            found[f"{fault} from {data[:4000]!r}"] += 1
    return found


async def attack_server(count: int, seed: int) -> Counter[str]:
    """Send so many mutated requests to a server: it stays alive, and no answer is a 500."""
    chance = random.Random(f"http {seed}")
    found: Counter[str] = Counter()
    listening = open_socket("127.0.0.1", 0)
    source = MemorySource(*newsroom())
    source.warm()
    requests = (seeds.REQUEST, seeds.REQUEST * 3, seeds.POST)
    async with serving(make_app(source, SETTINGS), [listening]):
        port = listening.getsockname()[1]
        for _ in range(count):
            data = mutated(chance.choice(requests), requests, chance)
            began_s = process_time()
            answer = await _answer(port, data)
            if b"HTTP/1.1 500" in answer or process_time() - began_s > SLOW_S:
                found[f"{answer[:60]!r} from {data!r}"] += 1
        if not (await _answer(port, seeds.REQUEST)).startswith(b"HTTP/1.1 "):
            found["the server no longer answers"] += 1
    return found


async def _answer(port: int, data: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    writer.write_eof()
    try:
        async with asyncio.timeout(20):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def main() -> None:
    """Attack as the command line says."""
    count, seed = (int(text) for text in (*sys.argv[1:3], "20000", "1")[:2])
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    known = kinds()
    total = 0
    for name in sys.argv[3:] or (*known, "http"):
        began_s = time.monotonic()
        found = (
            asyncio.run(attack_server(count, seed))
            if name == "http"
            else attack(name, known[name], count, seed)
        )
        rate = count / (time.monotonic() - began_s)
        print(f"{name}: {count:,} inputs, seed {seed}, {rate:,.0f} a second: {len(found)} faults", flush=True)
        for example, _ in found.most_common(5):
            print(f"  {example[:1500]}", flush=True)
        total += len(found)
    sys.exit(total > 0)


if __name__ == "__main__":
    main()
