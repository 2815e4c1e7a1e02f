import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer

from feeds.errors import OutgoingError
from feeds.outgoing import MAX_URL, Outgoing, Validators, sessions

Serve = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    servers: list[TestServer] = []

    async def _serve(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        server = TestServer(app)
        await server.start_server()
        servers.append(server)
        return str(server.make_url("/"))

    yield _serve
    for server in servers:
        await server.close()


@pytest.fixture
async def client() -> AsyncIterator[Outgoing]:
    async with Outgoing(allow_private=True, total_timeout_s=5) as outgoing:
        yield outgoing


async def test_an_answer_comes_whole(serve: Serve, client: Outgoing) -> None:
    async def handler(request: web.Request) -> web.Response:
        assert request.headers["User-Agent"].startswith("feeds/")
        assert "Cookie" not in request.headers
        return web.Response(
            text="feed",
            content_type="application/rss+xml",
            headers={
                "ETag": '"1"',
                "Last-Modified": "Tue, 22 Oct 2024 01:07:16 GMT",
                "Cache-Control": "max-age=60",
            },
        )

    url = await serve(handler)
    response = await client.fetch(url + "feed.rss")
    assert (response.status, response.body, response.url) == (200, b"feed", url + "feed.rss")
    assert response.content_type.startswith("application/rss+xml")
    assert response.validators == Validators(etag='"1"', last_modified="Tue, 22 Oct 2024 01:07:16 GMT")
    assert response.header("cache-control") == "max-age=60"
    assert response.moved_to is None


async def test_validators_go_back_to_the_server(serve: Serve, client: Outgoing) -> None:
    async def handler(request: web.Request) -> web.Response:
        same = request.headers.get("If-None-Match") == '"1"'
        assert request.headers.get("If-Modified-Since") == "x"
        return web.Response(status=304 if same else 200)

    response = await client.fetch(await serve(handler), validators=Validators(etag='"1"', last_modified="x"))
    assert response.status == 304


async def test_redirects_are_followed_and_permanent_ones_remembered(serve: Serve, client: Outgoing) -> None:
    async def handler(request: web.Request) -> web.Response:
        hops = {"/a": (301, "/b"), "/b": (308, "/c"), "/c": (302, "/d"), "/x": (302, "/y"), "/y": (301, "/d")}
        if request.path in hops:
            status, location = hops[request.path]
            return web.Response(status=status, headers={"Location": location})
        return web.Response(text=request.path)

    url = (await serve(handler)).rstrip("/")
    response = await client.fetch(url + "/a")
    assert (response.body, response.url, response.moved_to) == (b"/d", url + "/d", url + "/c")
    assert (await client.fetch(url + "/x")).moved_to is None


async def test_credentials_do_not_follow_a_redirect_to_another_origin(serve: Serve, client: Outgoing) -> None:
    async def elsewhere(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.headers.get('Authorization')} {request.headers.get('Accept')}")

    other = await serve(elsewhere)

    async def handler(request: web.Request) -> web.Response:
        if request.path == "/here":
            return web.Response(text=request.headers["Authorization"])
        return web.Response(status=302, headers={"Location": other if request.path == "/away" else "/here"})

    url, headers = await serve(handler), (("Authorization", "Bearer x"), ("Accept", "text/xml"))
    assert (await client.fetch(url, headers=headers)).body == b"Bearer x"
    assert (await client.fetch(url + "away", headers=headers)).body == b"None text/xml"


async def test_endless_redirects_end(serve: Serve, client: Outgoing) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/"})

    with pytest.raises(OutgoingError, match="without end"):
        await client.fetch(await serve(handler))


async def test_redirects_to_other_schemes_are_refused(serve: Serve, client: Outgoing) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "file:///etc/passwd"})

    with pytest.raises(OutgoingError, match="not an address"):
        await client.fetch(await serve(handler))


async def test_posts_follow_no_redirect(serve: Serve, client: Outgoing) -> None:
    async def handler(request: web.Request) -> web.Response:
        if request.path == "/gone":
            return web.Response(status=302, headers={"Location": "/else"})
        return web.Response(body=request.headers["X-Own"].encode() + await request.read())

    url = await serve(handler)
    sent = await client.fetch(url, method="POST", body=b"body", headers=(("X-Own", "1"),))
    assert sent.body == b"1body"
    assert (await client.fetch(url + "gone", method="POST", body=b"x")).status == 302


@pytest.mark.parametrize("path", ["", "bomb"])
async def test_long_responses_and_bombs_are_cut_off(serve: Serve, client: Outgoing, path: str) -> None:
    async def handler(request: web.Request) -> web.Response:
        bomb = gzip.compress(bytes(900_000))
        headers = {"Content-Encoding": "gzip"} if request.path == "/bomb" else {}
        return web.Response(body=bomb if headers else bytes(2000), headers=headers)

    url = await serve(handler)
    with pytest.raises(OutgoingError, match="longer than 1000 bytes"):
        await client.fetch(url + path, max_bytes=1000)


async def test_a_compressed_response_is_decompressed(serve: Serve, client: Outgoing) -> None:
    async def handler(request: web.Request) -> web.Response:
        assert request.headers["Accept-Encoding"] == "gzip, deflate"
        return web.Response(body=gzip.compress(b"<rss/>"), headers={"Content-Encoding": "gzip"})

    assert (await client.fetch(await serve(handler))).body == b"<rss/>"


async def test_a_coding_that_was_not_accepted_is_an_error(serve: Serve, client: Outgoing) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=b"x", headers={"Content-Encoding": "br"})

    with pytest.raises(OutgoingError, match="'br' is not supported"):
        await client.fetch(await serve(handler))


async def test_silent_servers_time_out(serve: Serve) -> None:
    async def handler(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    url = await serve(handler)
    async with Outgoing(allow_private=True, total_timeout_s=0.2) as client:
        with pytest.raises(OutgoingError, match="in time"):
            await client.fetch(url)


async def test_errors_of_servers_are_answers(serve: Serve, client: Outgoing) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": "120"})

    response = await client.fetch(await serve(handler))
    assert (response.status, response.header("retry-after")) == (503, "120")


async def test_private_addresses_are_refused_when_connecting(serve: Serve) -> None:
    """R-HUB-25, R-HUB-26: by literal, by name, in octal, wrapped in IPv6, and behind a redirect."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(text="secret")

    port = (await serve(handler)).rsplit(":", 1)[1].strip("/")
    async with Outgoing() as client:
        for host in ("127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]", "2130706433", "[::1]"):
            with pytest.raises(OutgoingError):
                await client.fetch(f"http://{host}:{port}/")


@pytest.mark.parametrize(
    "url", ["", "ftp://h.example/", "/relative", "http://", "https://h.example/" + "x" * MAX_URL]
)
async def test_what_is_no_address_is_not_asked(client: Outgoing, url: str) -> None:
    with pytest.raises(OutgoingError, match="not an address"):
        await client.fetch(url)


async def test_a_refused_connection_is_our_error(client: Outgoing) -> None:
    with pytest.raises(OutgoingError, match="failed"):
        await client.fetch("http://127.0.0.1:1/")


class ChangingResolver(AbstractResolver):
    """A name server under an attacker's control: each question gets the next answer."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = [self.answers.pop(0)] if len(self.answers) > 1 else self.answers
        return [_resolved(host, port, address, family) for address in found]

    async def close(self) -> None:
        """Nothing to close."""


def _resolved(host: str, port: int, address: str, family: socket.AddressFamily) -> ResolveResult:
    return ResolveResult(
        hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST
    )


async def test_a_name_that_changes_its_address_reaches_no_private_host(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-HUB-26: DNS rebinding. 127.0.0.2 plays the public address, for no request leaves this machine."""
    asked = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(text="ours", headers={"Connection": "close"})

    port = (await serve(handler)).rsplit(":", 1)[1].strip("/")
    monkeypatch.setattr(sessions, "is_public", lambda address: address == "127.0.0.2")
    resolver = ChangingResolver("127.0.0.2", "127.0.0.1")
    monkeypatch.setattr(sessions, "DNS_CACHE_S", 0)
    async with Outgoing(resolver=resolver) as client:
        with pytest.raises(OutgoingError, match="the request failed"):
            await client.fetch(f"http://rebind.example:{port}/first")
        with pytest.raises(OutgoingError, match="no public address"):
            await client.fetch(f"http://rebind.example:{port}/second")
    assert asked == []


async def test_a_private_host_is_reached_only_with_permission_for_it(serve: Serve) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(text="internal")

    port = (await serve(handler)).rsplit(":", 1)[1].strip("/")
    async with Outgoing(resolver=ChangingResolver("127.0.0.1")) as client:
        allowed = client.for_hosts(("CMS.internal",))
        assert (await allowed.fetch(f"http://cms.internal:{port}/")).body == b"internal"
        for refused, host in ((client, "cms.internal"), (allowed, "db.internal"), (allowed, "127.0.0.1")):
            with pytest.raises(OutgoingError, match="no public address") as caught:
                await refused.fetch(f"http://{host}:{port}/")
            assert caught.value.hint == f'Add allow_hosts = ["{host}"] to the source if it may read this host'


async def test_each_hop_of_a_redirect_needs_its_own_permission(serve: Serve) -> None:
    async def handler(request: web.Request) -> web.Response:
        if request.path == "/":
            return web.Response(
                status=302, headers={"Location": f"http://db.internal:{request.url.port}/secret"}
            )
        return web.Response(text="secret")

    port = (await serve(handler)).rsplit(":", 1)[1].strip("/")
    async with Outgoing(resolver=ChangingResolver("127.0.0.1")) as client:
        with pytest.raises(OutgoingError, match=r"db\.internal.*no public address"):
            await client.for_hosts(("cms.internal",)).fetch(f"http://cms.internal:{port}/")
        both = client.for_hosts(("cms.internal", "db.internal"))
        assert (await both.fetch(f"http://cms.internal:{port}/")).body == b"secret"
