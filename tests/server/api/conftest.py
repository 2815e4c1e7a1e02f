"""A newsroom that takes pushes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.api.pressroom import Pressroom, pressroom


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Pressroom]:
    async with pressroom(tmp_path) as open_room:
        yield open_room


@pytest.fixture
async def token(room: Pressroom) -> str:
    return await room.token("desk")
