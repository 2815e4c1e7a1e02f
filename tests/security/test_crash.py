"""kill -9 of a serving process: what was answered is stored and published (`make attack`: 1,000 times)."""

import os
from pathlib import Path

import pytest

from tests.security.crash import attack

ROUNDS = int(os.environ.get("FEEDS_PUSH_CRASH_ROUNDS", "1"))


@pytest.mark.slow
async def test_what_was_answered_is_never_lost(tmp_path: Path) -> None:
    crashes = await attack(ROUNDS, 20261129, tmp_path)
    assert crashes.answered > 0
    assert crashes.lost == []
