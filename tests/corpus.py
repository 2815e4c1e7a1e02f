"""Where the real input lies that is not part of the project; tests that need it are skipped without it."""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("FEEDS_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))


def corpus(part: str) -> Path:
    """Return a file or folder of the corpus, or skip the test."""
    found = ROOT / part
    if not found.exists():
        pytest.skip(f"the corpus is not here: {part} (set FEEDS_CORPUS to its folder)")
    return found
