"""Pushing through ``docs/nginx/proxy.conf``."""

import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientTimeout

from tests.behind.nginx import needs_nginx, nginx
from tests.server.api.push_server import LINES, article, lines, push_server

pytestmark = [needs_nginx, pytest.mark.slow]
MANY = 4_000
PIECE = 200
BODY = "<p>" + "Boats came and went all day. " * 70 + "</p>"


async def test_a_long_push_goes_through_while_it_is_sent(tmp_path: Path) -> None:
    """Nginx does not keep it back, nor do nginx and feeds wait for each other; all results come."""
    (tmp_path / "server").mkdir()
    async with push_server(tmp_path / "server") as server:
        token = await server.token("desk")
        origin = server.url.removeprefix("http://")
        replaced = {"127.0.0.1:8080": origin, "/var/cache/nginx/feeds": str(tmp_path / "cache")}
        with nginx(tmp_path / "nginx", "proxy.conf", replaced) as port:

            async def slowly() -> AsyncIterator[bytes]:
                yield lines([article(0)])
                await server.until("tag:post.example,2024:0", "visible")
                for start in range(1, MANY, PIECE):
                    yield lines(article(n, content_html=BODY) for n in range(start, start + PIECE))

            url = f"http://127.0.0.1:{port}/api/records?source=cms"
            headers = {"Authorization": f"Bearer {token}", "Content-Type": LINES}
            timeout = ClientTimeout(total=60)
            async with server.session.post(url, data=slowly(), headers=headers, timeout=timeout) as response:
                *results, last = [json.loads(line) for line in (await response.read()).splitlines()]
            assert {one["result"] for one in results} == {"new"}
            assert last["summary"]["new"] == len(results) == MANY + 1

            refused = {"Authorization": "Bearer wrong", "Content-Type": LINES}
            async with server.session.post(
                url, data=BytesIO(lines([article(1)]) * 50_000), headers=refused
            ) as response:
                assert response.status == 401
            one = f"http://127.0.0.1:{port}/api/records/tag%3Apost.example%2C2024%3A0"
            headers = {"Authorization": f"Bearer {token}"}
            async with server.session.delete(one, headers=headers) as response:
                assert (await response.json())["state"] == "withdrawn"
