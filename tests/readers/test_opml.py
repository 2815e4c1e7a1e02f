"""Reading lists: a planet of feeds."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feeds.errors import SourceError
from feeds.model import Record
from feeds.outgoing import Outgoing
from feeds.readers import Reader
from feeds.readers.opml import MAX_FEEDS, feed_addresses
from tests.readers.conftest import a_context, a_source, all_of, reader_of


def rss(title: str, guid: str) -> web.Response:
    guid = f"<guid isPermaLink='false'>{guid}</guid>"
    item = f"<item><title>{title}</title>{guid}<description>x</description></item>"
    text = f"<rss version='2.0'><channel><title>{title}</title>{item}</channel></rss>"
    return web.Response(text=text, content_type="application/rss+xml")


@pytest.fixture
async def planet() -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/planet.opml":
            outlines = "".join(
                f"<outline text='x' xmlUrl='/{name}.rss'/>" for name in ("a", "b", "gone", "a")
            )
            return web.Response(text=f"<opml version='2.0'><body><outline>{outlines}</outline></body></opml>")
        name = request.path.strip("/").removesuffix(".rss")
        return rss(name.upper(), "1") if name in {"a", "b"} else web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    server = TestServer(app)
    await server.start_server()
    yield str(server.make_url("")).rstrip("/")
    await server.close()


async def collect(reader: Reader, found: list[Record]) -> None:
    async for batch in reader.read():
        found += [reading.record for reading in batch if reading.record]


async def test_every_feed_of_a_list_is_read_once_and_a_broken_one_stops_no_other(planet: str) -> None:
    async with Outgoing(allow_private=True) as client:
        reader = reader_of(a_source("opml", urls=(f"{planet}/planet.opml",)), a_context(client))
        found: list[Record] = []
        with pytest.raises(SourceError, match="404"):
            await collect(reader, found)
    assert [record.title for record in found] == ["A", "B"]
    assert len({record.id for record in found}) == 2
    assert {mark.key for mark in reader.marks} >= {f"{planet}/a.rss", f"{planet}/b.rss"}


async def test_a_file_lists_feeds_too(planet: str, write: Callable[[str, str], str]) -> None:
    path = write("list.opml", f"<opml version='1.0'><body><outline xmlUrl='{planet}/b.rss'/></body></opml>")
    async with Outgoing(allow_private=True) as client:
        readings = await all_of(reader_of(a_source("opml", paths=(path,)), a_context(client)))
    assert [reading.record.title for reading in readings if reading.record] == ["B"]


def test_a_list_names_each_feed_once_and_no_more_than_are_read() -> None:
    """Or the event loop walks through all that somebody wrote into a list of 10 MB."""
    outlines = "".join(f"<outline xmlUrl='/{number // 2}.rss'/>" for number in range(3 * MAX_FEEDS))
    found = feed_addresses(f"<opml><body>{outlines}</body></opml>".encode(), "https://post.example/")
    assert len(found) == MAX_FEEDS
    assert found[-1] == f"https://post.example/{MAX_FEEDS - 1}.rss"


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"plain", b"\0<opml/>"])
def test_another_document_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="not OPML"):
        feed_addresses(body, None)
