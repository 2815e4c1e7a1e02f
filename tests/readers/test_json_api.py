"""JSON files and HTTP APIs in pages: WordPress REST, Ghost's Content API and others, as local servers."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feeds.errors import ConfigError, SourceError
from feeds.model import Reading
from feeds.outgoing import Outgoing
from tests.readers.conftest import a_context, a_source, all_of, reader_of

Write = Callable[[str, str | bytes], str]
ITEMS = [{"id": f"tag:a.example,2024:{n}", "title": f"T{n}", "content_text": "x"} for n in range(1, 6)]


class Api:
    """A server on loopback; ``pages`` are its answers by path and query, ``asked`` the requests it got."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[Any, dict[str, str]]] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append((request.path_qs, request.headers.get("Authorization")))
        if request.path_qs not in self.pages:
            return web.Response(status=404)
        body, headers = self.pages[request.path_qs]
        if headers.get("ETag") and request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304)
        return web.json_response(body, headers=headers)


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    found = Api()
    app = web.Application()
    app.router.add_get("/{path:.*}", found.handle)
    server = TestServer(app)
    await server.start_server()
    found.url = str(server.make_url("")).rstrip("/")
    yield found
    await server.close()


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    async with Outgoing(allow_private=True) as client:
        yield client


async def read(api: Api, outgoing: Outgoing, path: str, **settings: Any) -> list[Reading]:
    source = a_source("json", urls=(f"{api.url}{path}",), **settings)
    return await all_of(reader_of(source, a_context(outgoing)))


def titles(readings: list[Reading]) -> list[str | None]:
    return [reading.record.title for reading in readings if reading.record]


async def test_a_path_leads_to_the_next_page(api: Api, outgoing: Outgoing) -> None:
    api.pages["/a"] = ({"data": {"items": ITEMS[:2]}, "paging": {"next": "/a?after=2"}}, {})
    api.pages["/a?after=2"] = ({"data": {"items": ITEMS[2:4]}, "paging": {"next": None}}, {})
    options = (("records", "data.items"), ("next", "paging.next"))
    assert titles(await read(api, outgoing, "/a", options=options)) == ["T1", "T2", "T3", "T4"]


async def test_a_parameter_counts_pages_until_one_is_empty_or_missing(api: Api, outgoing: Outgoing) -> None:
    api.pages["/posts?per_page=2"] = (ITEMS[:2], {})
    api.pages["/posts?per_page=2&page=2"] = (ITEMS[2:4], {})
    api.pages["/posts?per_page=2&page=3"] = (ITEMS[4:], {})
    found = await read(api, outgoing, "/posts?per_page=2", options=(("next", "page"),))
    assert titles(found) == ["T1", "T2", "T3", "T4", "T5"]
    assert api.asked[-1][0].endswith("page=4")


async def test_a_link_header_leads_to_the_next_page(api: Api, outgoing: Outgoing) -> None:
    """Source: RFC 8288."""
    link = f'<{api.url}/a?page=9>; rel="last", <{api.url}/a?page=2>; rel="next"'
    api.pages["/a"] = (ITEMS[:1], {"Link": link})
    api.pages["/a?page=2"] = (ITEMS[1:2], {})
    assert titles(await read(api, outgoing, "/a")) == ["T1", "T2"]


@pytest.mark.parametrize("address", ["http://127.0.0.2:9/x", "/a"])
async def test_a_document_leads_neither_elsewhere_nor_in_a_circle(
    api: Api, outgoing: Outgoing, address: str
) -> None:
    api.pages["/a"] = ({"items": ITEMS[:1], "next": address}, {})
    assert titles(await read(api, outgoing, "/a", options=(("next", "next"),))) == ["T1"]
    assert len(api.asked) == 1


async def test_an_unchanged_api_is_asked_with_its_validators(api: Api, outgoing: Outgoing) -> None:
    api.pages["/a"] = (ITEMS[:1], {"ETag": '"1"'})
    source = a_source("json", urls=(f"{api.url}/a",))
    first = reader_of(source, a_context(outgoing))
    assert titles(await all_of(first)) == ["T1"]
    assert await all_of(reader_of(source, a_context(outgoing, marks=first.marks))) == []


async def test_a_token_is_sent_from_a_file(api: Api, outgoing: Outgoing, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret\n")
    api.pages["/a"] = (ITEMS[:1], {})
    await read(api, outgoing, "/a", options=(("token_file", "token"),), folder=tmp_path)
    assert api.asked == [("/a", "Bearer s3cret")]


async def test_a_token_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for options in ((("token_file", "none"),), (("token_env", "FEEDS_TEST_NO_SUCH_VARIABLE"),)):
        with pytest.raises(ConfigError, match="token_"):
            reader_of(a_source("json", urls=("https://a.example/",), options=options, folder=tmp_path))


async def test_content_of_an_address_sets_no_reserved_field(api: Api, outgoing: Outgoing) -> None:
    item = {**ITEMS[0], "status": "withdrawn", "channel": "private", "views": 9}
    api.pages["/a"] = ([item], {})
    (reading,) = await read(api, outgoing, "/a")
    assert reading.record is not None
    assert (reading.record.status.value, reading.record.channels, reading.record.views) == (
        "usable",
        (),
        None,
    )


@pytest.mark.parametrize(("body", "status"), [({"data": {}}, None), (None, 404)])
async def test_an_answer_without_records_is_an_error(
    api: Api, outgoing: Outgoing, body: Any, status: int | None
) -> None:
    if status is None:
        api.pages["/a"] = (body, {})
    with pytest.raises(SourceError, match=str(status or "list")):
        await read(api, outgoing, "/a")


async def test_wordpress_rest_works_by_settings_alone(api: Api, outgoing: Outgoing) -> None:
    post = {
        "id": 12,
        "link": "https://blog.example/pier/",
        "status": "publish",
        "date_gmt": "2024-10-22T07:07:16",
        "title": {"rendered": "Fish &amp; chips"},
        "content": {"rendered": "<p>Open</p>"},
        "author": 3,
        "_embedded": {"author": [{"name": "Marta Quill"}]},
    }
    api.pages["/wp-json/wp/v2/posts?_embed=1"] = ([post, {**post, "id": 13, "status": "draft"}], {})
    fields = (
        ("url", "link"),
        ("title", "title.rendered"),
        ("content_html", "content.rendered"),
        ("date_published", "date_gmt"),
        ("authors", "_embedded.author"),
        ("author", None),
        ("tags", None),
    )
    found = await read(
        api, outgoing, "/wp-json/wp/v2/posts?_embed=1", trust=True, fields=fields, timezone="UTC"
    )
    record = found[0].record
    assert record is not None
    assert record.content_html == "<p>Open</p>"
    assert [person.name for person in record.authors] == ["Marta Quill"]
    assert found[1].record is not None
    assert found[1].record.status.value == "withheld"


async def test_a_file_is_read_too(write: Write) -> None:
    path = write("a.json", json.dumps({"data": {"items": ITEMS[:2]}}))
    source = a_source("json", paths=(path,), options=(("records", "data.items"),))
    assert titles(await all_of(reader_of(source))) == ["T1", "T2"]
    (reading,) = await all_of(reader_of(a_source("json", paths=(write("b.json", "{bad"),))))
    assert not reading.accepted
