"""The contract with aiohttp: what the fast path needs of it, tried on the installed version."""

import re
import tomllib
from pathlib import Path

import pytest
from aiohttp import __version__ as installed

from feeds.server.fastpath import aiohttp_private
from feeds.server.fastpath.aiohttp_private import supports_queueing
from feeds.server.fastpath.connection import ConnectionContext
from feeds.server.http.date_header import DateHeader
from feeds.server.responder import Responder
from feeds.server.response_counters import ResponseCounters
from feeds.server.state import ServerOptions, server_state
from tests.server.memory_source import MemorySource

ROOT = Path(__file__).parents[3]


@pytest.fixture
def context() -> ConnectionContext:
    date, counters = DateHeader(lambda: 0.0), ResponseCounters()
    state = server_state(ServerOptions(site_url="https://news.example.org"))
    responder = Responder(MemorySource(), state, date=date, counters=counters)
    return ConnectionContext(responder=responder, date=date, counters=counters)


async def test_the_installed_version_queues_requests(context: ConnectionContext) -> None:
    assert await supports_queueing(context)


@pytest.mark.parametrize("attribute", aiohttp_private._ATTRIBUTES)
async def test_each_attribute_is_needed(
    context: ConnectionContext, monkeypatch: pytest.MonkeyPatch, attribute: str
) -> None:
    renamed = tuple(f"{name}_renamed" if name == attribute else name for name in aiohttp_private._ATTRIBUTES)
    monkeypatch.setattr(aiohttp_private, "_ATTRIBUTES", renamed)
    assert not await supports_queueing(context)


async def test_an_error_in_the_probe_means_no_support(
    context: ConnectionContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("aiohttp.web_protocol.RequestHandler.data_received")
    assert not await supports_queueing(context)


def test_the_settings_of_the_project_allow_the_installed_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (stated,) = (one for one in project["dependencies"] if one.startswith("aiohttp"))
    found = re.fullmatch(r"aiohttp>=([\d.]+),<(\d+)", stated)
    assert found
    lowest, beyond = ([int(part) for part in text.split(".")] for text in found.groups())
    assert lowest <= [int(part) for part in installed.split(".")] < beyond
