"""A real store in a fresh file for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feeds.store import Store, open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:///{tmp_path}/feeds.db")
    yield opened
    await opened.close()
