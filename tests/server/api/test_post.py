"""``POST /api/records`` over real sockets, into a real store."""

import asyncio
import gzip
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from feeds.model import Limits as ServerLimits
from feeds.server.api.limits import PushLimits
from feeds.store import identity
from tests.server.api.push_server import LINES, PushServer, article, lines, push_server
from tests.transactions import query


async def test_lines_are_answered_line_by_line_with_a_summary(server: PushServer, token: str) -> None:
    body = lines([article(1), article(2), article(1)]) + b"{broken\n\n" + lines([article(4, status="bogus")])
    reply = await server.post(token, body, kind=LINES)
    *results, last = reply.lines
    assert reply.status == 200
    assert reply.headers["content-type"] == LINES
    assert [(one["line"], one["result"]) for one in results] == [
        (1, "new"),
        (2, "new"),
        (3, "unchanged"),
        (4, "quarantined"),
        (6, "quarantined"),
    ]
    assert results[4]["findings"][0]["field"] == "status"
    assert last == {
        "summary": {
            "source": "cms",
            "read": 5,
            "new": 2,
            "changed": 0,
            "unchanged": 1,
            "quarantined": 2,
            "refused": 0,
        }
    }


async def test_a_document_is_answered_with_a_document(server: PushServer, token: str) -> None:
    reply = await server.post(token, [article(1), article(2)])
    assert reply.status == 200
    assert reply.json["new"] == 2
    assert reply.json["results"][1] == {"item": 2, "id": "tag:post.example,2024:2", "result": "new"}
    again = await server.post(token, [article(1), article(2, content_html="<p>Late.</p>")])
    assert again.results == ["unchanged", "changed"]
    one = await server.post(token, article(1))
    assert one.json["results"] == [{"item": 1, "id": "tag:post.example,2024:1", "result": "unchanged"}]


async def test_the_settings_of_the_source_apply(server: PushServer, token: str) -> None:
    body = {
        "id": "x:1",
        "headline": "Mapped",
        "content_html": "<p>In <table><tr><td>cells</td></tr></table></p>",
        "date_published": "2024-10-22 09:07:16",
        "_feeds": {"origin": "elsewhere"},
    }
    assert (await server.post(token, body)).results == ["new"]
    stored = await query(server.service.store, identity.by_name, "x:1")
    assert stored is not None
    assert stored.record.title == "Mapped"
    assert stored.record.origin == "cms"
    assert stored.record.channels == ("news",)
    assert "<table>" not in (stored.record.content_html or "")
    assert stored.record.published_at is not None
    assert stored.record.published_at.isoformat() == "2024-10-22T01:07:16+00:00"


async def test_gzip_in_several_members_is_unpacked(server: PushServer, token: str) -> None:
    packed = gzip.compress(lines([article(1)])) + gzip.compress(lines([article(2)]))
    reply = await server.post(token, packed, kind=LINES, Content_Encoding="gzip")
    assert reply.results == ["new", "new"]


async def test_gzip_that_breaks_off_is_told(server: PushServer, token: str) -> None:
    packed = gzip.compress(json.dumps(article(1)).encode())[:-9]
    reply = await server.post(token, packed, Content_Encoding="gzip")
    assert (reply.status, reply.json["field"]) == (400, "Content-Encoding")
    assert await server.state("tag:post.example,2024:1") is None


async def test_what_is_no_json_is_named_with_its_place(server: PushServer, token: str) -> None:
    reply = await server.post(token, b'[{"id": "a"},\n {"id": }]')
    assert (reply.status, reply.json["line"], reply.json["column"]) == (400, 2, 9)
    assert reply.headers["content-type"] == "application/problem+json"
    assert (await server.post(token, b'"text"')).status == 400
    assert (await server.post(token, b"")).status == 400


async def test_batches_are_committed_as_they_come(server: PushServer, token: str) -> None:
    go_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield lines([article(1)])
        await go_on.wait()
        yield lines([article(2)])

    headers = {"Authorization": f"Bearer {token}", "Content-Type": LINES}
    url = f"{server.url}/api/records?source=cms"
    async with server.session.post(url, data=slowly(), headers=headers) as response:
        first = json.loads(await response.content.readline())
        assert (first["line"], first["result"]) == (1, "new")
        assert await server.state("tag:post.example,2024:1") == "visible"
        go_on.set()
        rest = [json.loads(line) for line in (await response.read()).splitlines()]
    assert [one.get("result") for one in rest] == ["new", None]


@pytest.mark.parametrize("sign", ["X-Forwarded-For", "Forwarded", "Via"])
async def test_behind_a_proxy_batches_are_committed_as_they_come_and_answered_at_the_end(
    server: PushServer, token: str, sign: str
) -> None:
    """A proxy may stop sending a body as soon as its answer begins: both sides would wait for ever."""
    go_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield lines([article(1)])
        await go_on.wait()
        yield lines([article(2)])

    headers = {"Authorization": f"Bearer {token}", "Content-Type": LINES, sign: "192.0.2.7"}
    url = f"{server.url}/api/records?source=cms"
    asking = asyncio.create_task(server.session.post(url, data=slowly(), headers=headers))
    await server.until("tag:post.example,2024:1", "visible")
    assert not asking.done()
    go_on.set()
    async with await asking as response:
        results = [json.loads(line) for line in (await response.read()).splitlines()]
    assert [one.get("result") for one in results] == ["new", "new", None]


async def test_a_pusher_that_breaks_off_is_no_fault_of_ours(server: PushServer, token: str) -> None:
    host, _, port = server.url.removeprefix("http://").partition(":")
    head = (
        f"POST /api/records?source=cms HTTP/1.1\r\nHost: x\r\nContent-Type: {LINES}\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: 999999\r\n\r\n"
    )
    with capture_logs() as logs:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(head.encode() + lines([article(1)]))
        await reader.readuntil(b'"new"')
        writer.transport.abort()
        for _ in range(1000):
            if any(line["event"] == "client disconnected" for line in logs):
                break
            await asyncio.sleep(0.005)
    assert any(line["event"] == "client disconnected" for line in logs)
    assert [line for line in logs if line["log_level"] == "error"] == []


@pytest.mark.slow
async def test_a_client_that_reads_only_at_the_end_gets_everything(tmp_path: Path) -> None:
    async with push_server(tmp_path, server_limits=ServerLimits(stall_s=0.3, sweep_s=0.02)) as server:
        await _read_at_the_end(server, await server.token("desk"))


async def _read_at_the_end(server: PushServer, token: str) -> None:
    count = 4_000
    body = lines({"id": f"{'long-id-' * 600}:{n}", "title": "T"} for n in range(count))
    host, _, port = server.url.removeprefix("http://").partition(":")
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    narrow.connect((host, int(port)))
    reader, writer = await asyncio.open_connection(sock=narrow, limit=1024)
    head = (
        f"POST /api/records?source=cms HTTP/1.0\r\nHost: x\r\nContent-Type: {LINES}\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    async with asyncio.timeout(60):
        await writer.drain()
        answer = await reader.read()
        while piece := await reader.read(1 << 16):
            answer += piece
    writer.close()
    assert answer.count(b'"result":"new"') == count
    assert b'"summary"' in answer


async def test_limits_of_bodies_and_lines(tmp_path: Path) -> None:
    limits = PushLimits(line_bytes=400, document_bytes=600, stream_bytes=2000, batch_lines=2)
    async with push_server(tmp_path, limits) as server:
        token = await server.token("desk")
        long = lines([article(1), article(2), article(3, content_text="x" * 500)])
        reply = await server.post(token, long, kind=LINES)
        assert reply.lines[-1]["error"]["status"] == 413
        assert reply.lines[-1]["error"]["line"] == 3
        assert reply.results == ["new", "new"]
        first = await server.post(token, lines([article(3, content_text="x" * 500)]), kind=LINES)
        assert (first.status, first.json["line"]) == (413, 1)
        assert (await server.post(token, [article(n) for n in range(9)])).status == 413
        packed = gzip.compress(json.dumps([article(n) for n in range(9)]).encode())
        assert (await server.post(token, packed, Content_Encoding="gzip")).status == 413
        stream = lines(article(n) for n in range(40))
        assert (await server.post(token, stream, kind=LINES)).status == 413


async def test_media_types_that_are_not_taken(server: PushServer, token: str) -> None:
    for kind in ("text/plain", "application/xml", "application/json; charset=gb18030"):
        reply = await server.post(token, article(1), kind=kind)
        assert (reply.status, reply.json["field"]) == (415, "Content-Type")
    reply = await server.post(token, article(1), Content_Encoding="br")
    assert (reply.status, reply.headers["accept-encoding"]) == (415, "gzip")


async def test_too_many_pushes_are_sent_away(tmp_path: Path) -> None:
    async with push_server(tmp_path, PushLimits(running=2, per_token=1)) as server:
        one, two, three = [await server.token(name) for name in ("one", "two", "three")]
        ends = asyncio.Event()

        async def endless() -> AsyncIterator[bytes]:
            yield lines([article(1)])
            await ends.wait()

        headers = {"Content-Type": LINES, "Authorization": f"Bearer {one}"}
        url = f"{server.url}/api/records?source=cms"
        async with server.session.post(url, data=endless(), headers=headers) as first:
            await first.content.readline()
            reply = await server.post(one, article(2))
            assert (reply.status, reply.headers["retry-after"]) == (429, "2")
            headers["Authorization"] = f"Bearer {two}"
            async with server.session.post(url, data=endless(), headers=headers) as second:
                await second.content.readline()
                reply = await server.post(three, article(2))
                assert (reply.status, reply.headers["retry-after"]) == (503, "2")
                ends.set()
                await second.read()
            await first.read()
        assert (await server.post(three, article(2))).status == 200


async def test_a_careful_client_hears_the_refusal_before_it_sends(server: PushServer) -> None:
    host, _, port = server.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /api/records HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n"
        b"Content-Type: application/json\r\n\r\n"
    )
    async with asyncio.timeout(10):
        assert await reader.readline() == b"HTTP/1.1 401 Unauthorized\r\n"
    writer.close()


async def test_a_careful_client_is_told_to_go_on(server: PushServer, token: str) -> None:
    host, _, port = server.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = json.dumps(article(1)).encode()
    writer.write(
        f"POST /api/records?source=cms HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/json\r\n\r\n".encode()
    )
    async with asyncio.timeout(10):
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(body)
        assert (await reader.readline()) == b"HTTP/1.1 200 OK\r\n"
        assert b'"result":"new"' in await reader.read()
    writer.close()


async def test_a_large_document_is_cut_in_another_process(server: PushServer, token: str) -> None:
    """Decoding it here would stop the serving loop; the outcome is that of a small one."""
    articles = [article(number, content_html=f"<p>{'On time. ' * 100}</p>") for number in range(600)]
    articles[250] = article(250, content_html=f"<p>{'Late. ' * 60_000}</p>")
    reply = await server.post(token, articles)
    assert (reply.status, reply.json["new"], reply.json["read"]) == (200, 600, 600)
    assert [one["item"] for one in reply.json["results"]] == list(range(1, 601))
    broken = await server.post(token, b"[" + b"[],\n" * 100_000 + b"?", kind="application/json")
    assert (broken.status, broken.json["line"]) == (400, 100_001)


async def test_a_document_has_a_bounded_number_of_records(server: PushServer, token: str) -> None:
    reply = await server.post(token, b"[" + b"{}," * 100_000 + b"{}]", kind="application/json")
    assert reply.status == 413
    assert "application/x-ndjson" in reply.json["detail"]


async def test_long_and_blank_lines_are_taken(server: PushServer, token: str) -> None:
    long = article(1, content_html=f"<p>{'On time. ' * 50_000}</p>")
    body = b"\n" * 100_000 + lines([long]) + b" \r\n" * 1_000 + lines([article(2)])
    *results, last = (await server.post(token, body, kind=LINES)).lines
    assert [(one["line"], one["result"]) for one in results] == [(100_001, "new"), (101_002, "new")]
    assert last["summary"]["read"] == 2
