"""The table of the kinds of sources."""

import subprocess
import sys

import pytest

from feeds.readers import READERS

_PROGRAM = """
import sys
import feeds.readers
before = "feeds.readers.page.credits" in sys.modules
feeds.readers.READERS["page"]
print(before, "feeds.readers.page.credits" in sys.modules)
"""


def test_a_reader_is_imported_when_it_is_first_used() -> None:
    """The readers of pages alone take a fifth of the start of a service."""
    run = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]


def test_an_unknown_kind_is_a_missing_key() -> None:
    assert "fax" not in READERS
    with pytest.raises(KeyError):
        READERS["fax"]
