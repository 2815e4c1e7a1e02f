"""Faults of the database under load, once (`make attack`: each kind 50 times)."""

import os
from pathlib import Path

import pytest

from tests.security.database_faults import attack
from tests.security.faults import FullDisk

COUNT = int(os.environ.get("FEEDS_DATABASE_FAULTS", "1"))


@pytest.mark.slow
async def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """The channel that could not be published is tried again soon, and ``/health`` says what is wrong."""
    outcomes = await attack(FullDisk(tmp_path, mount=False), COUNT, 20261130, tmp_path)
    assert [one.broken for one in outcomes] == [None] * COUNT
