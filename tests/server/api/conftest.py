"""A server that accepts pushes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.api.push_server import PushServer, push_server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[PushServer]:
    async with push_server(tmp_path) as running:
        yield running


@pytest.fixture
async def token(server: PushServer) -> str:
    return await server.token("desk")
