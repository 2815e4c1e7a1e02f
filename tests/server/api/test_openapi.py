"""The description of the API says what the API does: schemathesis asks it what the description allows."""

import asyncio
import json
import threading
import uuid
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from feeds.server.api.limits import PushLimits
from tests.server.api.push_server import LINES, push_server

DESCRIPTION = json.loads((files("feeds.server.api") / "openapi.json").read_bytes())
API = schemathesis.openapi.from_dict(DESCRIPTION)


@schemathesis.serializer(LINES)
def as_lines(_: schemathesis.SerializationContext, value: Any) -> bytes:
    """Lines as they are, whatever they hold; anything else as one line of JSON."""
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A newsroom on a thread of its own: its address and a token."""
    servers: list[tuple[str, str]] = []
    ready, loop, end = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def run(folder: Path) -> None:
        async with push_server(folder, PushLimits(failures=100_000)) as server:
            servers.append((server.url, await server.token("desk", "cms")))
            ready.set()
            await end.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(tmp_path_factory.mktemp("server")),))
    thread.start()
    assert ready.wait(30)
    yield servers[0]
    loop.call_soon_threadsafe(end.set)
    thread.join()
    loop.close()


@pytest.mark.slow
@API.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_the_api_does_what_it_says(case: Any, address: tuple[str, str]) -> None:
    url, token = address
    headers = {"Authorization": f"Bearer {token}"}
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
    # A faulty record is no faulty request: cleaning tells, and it is quarantined with an answer that says so.
    by_cleaning = [negative_data_rejection, *([positive_data_acceptance] if case.method == "PUT" else [])]
    case.call_and_validate(base_url=url, headers=headers, excluded_checks=by_cleaning)
