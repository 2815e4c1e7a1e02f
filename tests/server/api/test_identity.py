"""What is pushed and its other names: nobody learns of, or changes, what is outside the token's scope."""

from feeds.store import identity
from tests.server.api.push_server import PushServer, address, article
from tests.transactions import query

URL = "https://post.example/a/1"
ONE = "tag:post.example,2024:1"
WIRE = "wire:1"


def here(number: int = 1, **changes: object) -> dict[str, object]:
    return article(number, **{"url": URL, **changes})


async def title(server: PushServer, name: str) -> str | None:
    stored = await query(server.service.store, identity.by_name, name)
    assert stored is not None
    return stored.record.title


async def test_a_record_is_shown_and_withdrawn_by_its_former_names(server: PushServer) -> None:
    token = await server.token("ours", "cms")
    await server.post(token, here(aliases=["legacy/7"]))
    await server.post(token, here(url="https://post.example/b/1"))
    for name in (ONE, "legacy/7", URL, "https://post.example/b/1"):
        shown = await server.ask("GET", address(name), token)
        assert (shown.status, shown.json["record"]["id"]) == (200, ONE)
        assert shown.json["record"]["aliases"] == ["legacy/7"]
    put = await server.ask("PUT", address("legacy/7"), token, {"title": "Put", "channel": "news"})
    assert (put.status, put.json["result"]) == (200, "changed")
    gone = await server.ask("DELETE", address("legacy/7"), token, {"reason": "test"})
    assert (gone.status, gone.json["state"]) == (200, "withdrawn")
    assert await server.state(ONE) == "withdrawn"


async def test_within_a_scope_the_order_of_sources_decides(server: PushServer, token: str) -> None:
    await server.post(token, here(id=WIRE, title="Ferry 1"), source="wire")
    assert (await server.post(token, here(content_html="<p>More."))).results == ["changed"]
    assert (await server.post(token, here(id=WIRE, title="Wire"), source="wire")).results == ["unchanged"]
    assert (await server.ask("GET", address(ONE), token)).json["record"]["id"] == WIRE


async def test_a_record_like_one_outside_the_scope_is_one_of_its_own(server: PushServer) -> None:
    """By its address, or by an alias that it claims; whichever source is the stronger."""
    ours, theirs = await server.token("ours", "cms"), await server.token("theirs", "wire")
    await server.post(theirs, here(id=WIRE), source="wire")
    assert (await server.post(ours, here())).results == ["new"]
    claims = article(2, aliases=[WIRE, "wire:2"], title="Taken?")
    assert (await server.post(ours, claims)).results == ["new"]
    assert await title(server, WIRE) == "Ferry 1"
    assert (await server.ask("GET", address(WIRE), ours)).status == 404
    assert (await server.ask("DELETE", address(WIRE), ours)).status == 404
    shown = (await server.ask("GET", address(URL), ours)).json
    assert shown["record"]["id"] == ONE
    assert b"wire" not in (await server.ask("GET", address(ONE), ours)).body


async def test_a_weaker_claim_on_an_id_does_not_keep_it_from_a_stronger_source(server: PushServer) -> None:
    ours, theirs = await server.token("ours", "cms"), await server.token("theirs", "wire")
    await server.post(theirs, article(9, id=WIRE, aliases=[ONE]), source="wire")
    assert (await server.post(ours, article(1))).results == ["new"]
    assert await title(server, ONE) == "Ferry 1"
    assert (await server.ask("GET", address(ONE), theirs)).status == 404


async def test_an_id_that_leads_outside_the_scope_is_refused_like_any_other(server: PushServer) -> None:
    ours, theirs = await server.token("ours", "cms"), await server.token("theirs", "wire")
    await server.post(ours, article(1, aliases=["cms:old"]))
    assert (await server.post(theirs, article(2, id="cms:old"), source="wire")).results == ["refused"]
    put = await server.ask("PUT", address("cms:old"), theirs, article(2, id="cms:old"))
    assert put.status == 403
    assert (await server.ask("GET", address("cms:old"), theirs)).status == 404
    assert await title(server, "cms:old") == "Ferry 1"


async def test_names_that_others_gave_are_not_told(server: PushServer, token: str) -> None:
    """A token of one source neither sees nor finds by the ids of another."""
    await server.post(token, here())
    await server.post(token, here(id=WIRE), source="wire")
    ours = await server.token("ours", "cms")
    assert (await server.ask("GET", address(WIRE), token)).json["record"]["aliases"] == [WIRE]
    assert (await server.ask("GET", address(WIRE), ours)).status == 404
    assert b"wire" not in (await server.ask("GET", address(ONE), ours)).body


async def test_channels_bound_recognition_too(server: PushServer, token: str) -> None:
    town = await server.token("town", "cms", channels=("news/town",))
    await server.post(token, article(1, channel="sport", aliases=["old"]))
    assert (await server.post(town, article(2, channel="news/town", aliases=[ONE]))).results == ["new"]
    assert (await server.post(town, article(3, id="old", channel="news/town"))).results == ["refused"]
    assert await title(server, "old") == "Ferry 1"
