"""Who may push, and where to."""

import pytest

from feeds.service.credentials import revoke_token
from feeds.store import identity, tokens
from tests.server.api.push_server import JSON, PushServer, address, article
from tests.transactions import query

TOKEN = "feeds_" + "0" * 12 + "_" + "0" * 64
OUTSIDE = "PUSH001"


@pytest.mark.parametrize("given", [None, "Basic YTpi", "Bearer", "Bearer x", f"Bearer {TOKEN}"])
async def test_nobody_gets_in_without_a_good_token(server: PushServer, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given}
    for method, path in (
        ("POST", "/api/records"),
        ("PUT", address("a")),
        ("DELETE", address("a")),
        ("GET", address("a")),
    ):
        reply = await server.ask(method, path, body=b"{}", **headers)
        assert reply.status == 401
        assert reply.headers["www-authenticate"].startswith('Bearer realm="feeds"')
        assert reply.headers["content-type"] == "application/problem+json"


async def test_a_wrong_secret_for_a_known_token(server: PushServer, token: str) -> None:
    forged = token[:-1] + ("0" if token[-1] != "0" else "1")
    assert (await server.post(forged, article(1))).status == 401


async def test_only_the_hash_of_a_secret_is_stored(server: PushServer, token: str) -> None:
    (stored,) = await query(server.service.store, tokens.list_all)
    secret = token.rpartition("_")[2]
    assert len(stored.digest) == 32
    assert secret not in repr(stored)
    assert bytes.fromhex(secret) not in stored.digest


async def test_a_revoked_token_is_good_no_more(server: PushServer, token: str) -> None:
    await revoke_token(server.service.store, "desk")
    assert (await server.post(token, article(1))).status == 401


async def test_many_failures_are_slowed_down_but_good_tokens_are_not(server: PushServer, token: str) -> None:
    statuses = [(await server.post(None, article(1))).status for _ in range(22)]
    assert statuses[:20] == [401] * 20
    assert statuses[-1] == 429
    assert (await server.post(token, article(1))).status == 200


async def test_a_source_outside_the_scope(server: PushServer) -> None:
    token = await server.token("agency", "wire")
    reply = await server.post(token, article(1), source="cms")
    assert (reply.status, reply.json["field"]) == (403, "source")
    assert "insufficient_scope" in reply.headers["www-authenticate"]
    assert (await server.post(token, article(1), source="nowhere")).status == 403
    assert (await server.ask("POST", "/api/records", token, article(1))).json["source"] == "wire"


async def test_the_source_must_be_named_where_there_are_several(server: PushServer, token: str) -> None:
    reply = await server.ask("POST", "/api/records", token, article(1))
    assert (reply.status, reply.json["field"]) == (400, "source")


async def test_records_of_another_source_are_out_of_reach(server: PushServer) -> None:
    ours, theirs = await server.token("desk", "cms"), await server.token("agency", "wire")
    await server.post(ours, article(1))
    id_ = "tag:post.example,2024:1"
    stolen = await server.post(theirs, [article(1, title="Ours"), article(2)], source="wire")
    assert stolen.results == ["refused", "new"]
    assert stolen.json["results"][0]["findings"][-1]["code"] == OUTSIDE
    assert (await server.ask("PUT", address(id_), theirs, article(1, title="Ours"))).status == 403
    assert (await server.ask("GET", address(id_), theirs)).status == 404
    assert (await server.ask("DELETE", address(id_), theirs)).status == 404
    stored = await query(server.service.store, identity.by_name, id_)
    assert stored is not None
    assert (stored.record.title, stored.record.origin, stored.state) == ("Ferry 1", "cms", "visible")


async def test_channels_outside_the_scope(server: PushServer) -> None:
    token = await server.token("town", "cms", channels=("news/town",))
    records = [
        article(1, channel="news/town"),
        article(2, channel="news/town/unknown"),
        article(3, channel="news"),
        article(4, channel="sport"),
        article(5, channels=["news/town", "sport"]),
        article(6),
        article(7, channel="nowhere"),
    ]
    reply = await server.post(token, records)
    assert reply.results == ["new", "new", *["refused"] * 5]


async def test_a_record_cannot_be_taken_out_of_a_channel_of_others(server: PushServer, token: str) -> None:
    town = await server.token("town", "cms", channels=("news/town",))
    await server.post(token, [article(1, channel="sport"), article(2, channel="news/town")])
    assert (await server.post(town, [article(1, channel="news/town")])).results == ["refused"]
    assert (await server.ask("DELETE", address("tag:post.example,2024:1"), town)).status == 404
    assert (await server.ask("DELETE", address("tag:post.example,2024:2"), town)).status == 200


async def test_what_is_not_published_is_seen_by_its_pusher_alone(server: PushServer, token: str) -> None:
    agency = await server.token("agency", "wire")
    await server.post(token, article(1, date_release="2999-01-01T00:00:00Z"))
    await server.post(token, {"id": "held", "title": "Held secret", "date_published": "yesterday-ish"})
    await server.service.finish()
    id_ = "tag:post.example,2024:1"
    mine = await server.ask("GET", address(id_), token)
    assert (mine.status, mine.json["state"], mine.json["record"]["id"]) == (200, "waiting", id_)
    assert mine.headers["cache-control"] == "no-store"
    assert (await server.ask("GET", address(id_), agency)).status == 404
    assert (await server.ask("GET", address("held"), token)).status == 404
    for path in ("/", "/index.json", "/index.atom", "/news.rss", "/opml.xml", "/api/openapi.json"):
        reply = await server.ask("GET", path)
        assert b"Ferry 1" not in reply.body
        assert b"Held secret" not in reply.body
    for path in (address(id_), address("held"), "/api/records"):
        assert (await server.ask("GET", path)).status in {401, 405}


async def test_other_methods_are_told_which_there_are(server: PushServer, token: str) -> None:
    for method, path, allowed in (
        ("GET", "/api/records", "POST"),
        ("PATCH", address("a"), "GET, HEAD, PUT, DELETE"),
        ("POST", "/api/openapi.json", "GET, HEAD"),
    ):
        reply = await server.ask(method, path, token)
        assert (reply.status, reply.headers["allow"]) == (405, allowed)
        assert reply.headers["content-type"] != JSON
