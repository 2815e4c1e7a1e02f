"""``/api/records/{id}``: put, shown, withdrawn; and requests that come twice."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from feeds.store import ledger, quarantine
from feeds.store.push.idempotency import KEPT_S
from tests.server.api.push_server import LINES, PushServer, address, article, lines
from tests.transactions import query

ID = "https://post.example/a?b=1&ü/%25"


async def test_put_says_what_became_of_the_one_record(server: PushServer, token: str) -> None:
    body = article(1)
    del body["id"]
    path = address(ID) + "?source=cms"
    made = await server.ask("PUT", path, token, body)
    assert (made.status, made.json) == (201, {"id": ID, "result": "new"})
    assert made.headers["location"] == address(ID)
    assert (await server.ask("PUT", path, token, body)).json["result"] == "unchanged"
    changed = await server.ask("PUT", path, token, {**body, "id": ID, "title": "Other"})
    assert (changed.status, changed.json["result"]) == (200, "changed")
    bad = await server.ask("PUT", path, token, {**body, "date_published": "no time"})
    assert (bad.status, bad.json["result"]) == (422, "quarantined")
    assert bad.json["findings"][0]["field"] == "date_published"
    shown = await server.ask("GET", address(ID), token)
    assert shown.json["record"]["title"] == "Other"
    assert shown.json["revision"] == 2


async def test_put_under_another_id_is_refused(server: PushServer, token: str) -> None:
    reply = await server.ask("PUT", address("a") + "?source=cms", token, article(1))
    assert (reply.status, reply.json["field"]) == (400, "id")
    assert await server.state("tag:post.example,2024:1") is None
    assert (await server.ask("PUT", address("a") + "?source=cms", token, b"[]")).status == 400
    assert (await server.ask("PUT", "/api/records/%FF?source=cms", token, article(1))).status == 400


async def test_delete_withdraws_and_keeps_the_reason(server: PushServer, token: str) -> None:
    await server.post(token, [article(1), article(2), article(3)])
    one, two, three = (f"tag:post.example,2024:{n}" for n in (1, 2, 3))
    reply = await server.ask("DELETE", address(one), token, {"reason": "wrong town"})
    assert (reply.status, reply.json) == (200, {"id": one, "result": "changed", "state": "withdrawn"})
    assert (await server.ask("DELETE", address(one), token)).json["result"] == "unchanged"
    await server.ask("DELETE", address(two), token, Reason="duplicate")
    await server.ask("DELETE", address(three), token)
    notes = [(await query(server.service.store, ledger.history, id_))[-1].note for id_ in (one, two, three)]
    assert notes == ["desk: wrong town", "desk: duplicate", "desk"]
    assert await server.state(one) == "withdrawn"
    assert (await server.ask("DELETE", address("nothing"), token)).status == 404
    bad = await server.ask("DELETE", address(one), token, {"reason": 5})
    assert (bad.status, bad.json["field"]) == (400, "reason")


async def test_a_withdrawn_record_stays_withdrawn(server: PushServer, token: str) -> None:
    await server.post(token, article(1))
    await server.ask("DELETE", address("tag:post.example,2024:1"), token)
    assert (await server.post(token, article(1, title="Again"))).results == ["changed"]
    assert await server.state("tag:post.example,2024:1") == "withdrawn"


async def test_a_corrected_record_leaves_the_quarantine(server: PushServer, token: str) -> None:
    await server.post(token, article(1))
    assert (await server.post(token, article(1, status="bogus"))).results == ["quarantined"]
    assert (await server.post(token, b"{broken\n" * 2, kind=LINES)).results == ["quarantined"] * 2
    assert await query(server.service.store, quarantine.count_by_source) == {"cms": 2}
    assert (await server.post(token, article(1))).results == ["unchanged"]
    (held,) = await query(server.service.store, quarantine.list_items)
    assert (held.raw, held.place) == ("{broken", "push:cms:desk:2")


async def test_the_same_key_gets_the_same_answer(server: PushServer, token: str) -> None:
    body = lines(article(n) for n in range(5))
    first = await server.post(token, body, kind=LINES, Idempotency_Key="k1")
    again = await server.post(token, body, kind=LINES, Idempotency_Key='"k1"')
    assert first.results == ["new"] * 5
    assert (again.status, again.body, again.headers["content-type"]) == (200, first.body, LINES)
    assert again.headers["idempotency-replayed"] == "true"
    assert (await server.post(token, body, kind=LINES)).results == ["unchanged"] * 5


async def test_a_key_for_another_request_is_refused(server: PushServer, token: str) -> None:
    await server.post(token, article(1), Idempotency_Key="k1")
    reply = await server.post(token, article(2), Idempotency_Key="k1")
    assert (reply.status, reply.json["field"]) == (422, "Idempotency-Key")
    assert await server.state("tag:post.example,2024:2") is None
    other_token = await server.token("other")
    assert (await server.post(other_token, article(2), Idempotency_Key="k1")).status == 200
    assert (await server.post(token, article(2), Idempotency_Key="ü" * 3)).status == 400


async def test_keys_work_for_put_and_delete(server: PushServer, token: str) -> None:
    path = address("tag:post.example,2024:1")
    put = [
        await server.ask("PUT", f"{path}?source=cms", token, article(1), Idempotency_Key="p") for _ in "ab"
    ]
    assert [reply.status for reply in put] == [201, 201]
    gone = [await server.ask("DELETE", path, token, Idempotency_Key="d") for _ in "ab"]
    assert [reply.json["result"] for reply in gone] == ["changed", "changed"]


async def test_a_key_is_forgotten_after_a_day(server: PushServer, token: str) -> None:
    await server.post(token, article(1), Idempotency_Key="k1")
    then = server.service.clock() + timedelta(seconds=KEPT_S + 5)
    server.service.clock = lambda: then
    reply = await server.post(token, article(2), Idempotency_Key="k1")
    assert (reply.status, reply.results) == (200, ["new"])


async def test_a_key_that_is_under_way(server: PushServer, token: str) -> None:
    ends = asyncio.Event()
    began = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield lines([article(1)])
        began.set()
        await ends.wait()

    async def push() -> bytes:
        headers = {"Content-Type": LINES, "Authorization": f"Bearer {token}", "Idempotency-Key": "k1"}
        url = f"{server.url}/api/records?source=cms"
        async with server.session.post(url, data=endless(), headers=headers) as response:
            return await response.read()

    task = asyncio.create_task(push())
    await began.wait()
    async with asyncio.timeout(10):
        while await server.state("tag:post.example,2024:1") is None:  # noqa: ASYNC110  # the store is asked
            await asyncio.sleep(0)
    reply = await server.post(token, article(2), Idempotency_Key="k1")
    assert (reply.status, reply.headers["retry-after"]) == (409, "1")
    ends.set()
    assert json.loads((await task).splitlines()[-1])["summary"]["new"] == 1


async def test_the_reason_of_a_withdrawal_is_bounded(server: PushServer, token: str) -> None:
    await server.post(token, article(1))
    reply = await server.ask("DELETE", address("tag:post.example,2024:1"), token, {"reason": "x" * 70_000})
    assert reply.status == 413
    assert await server.state("tag:post.example,2024:1") == "visible"


async def test_a_large_body_that_is_no_object_is_refused(server: PushServer, token: str) -> None:
    body = [{"title": "x" * 300_000}]
    reply = await server.ask("PUT", address("tag:post.example,2024:1"), token, body)
    assert reply.status == 400


@pytest.mark.parametrize("number", ["9" * 5_000, "-" + "9" * 5_000, "1e999999", "[" * 5_000])
async def test_no_number_is_too_long_for_an_answer(server: PushServer, token: str, number: str) -> None:
    """Python refuses to convert integers of more than 4,300 digits, with an error of its own."""
    await server.post(token, article(1))
    one = address("tag:post.example,2024:1")
    for method, path in (("DELETE", one), ("PUT", f"{one}?source=cms"), ("POST", "/api/records")):
        for body in (f'{{"reason": {number}}}', f'{{"title": NaN, "x": {number}}}', f"[{number}, NaN]"):
            reply = await server.ask(method, path, token, body.encode())
            assert reply.status < 500, (method, body[:40], reply.body)
