"""Gzipped files of the newsroom's own are unpacked up to a bound, whatever their kind."""

import gzip
import io
from pathlib import Path

import pytest

from feeds.readers.files import MAX_RATIO, opened
from tests.security.documents import bomb


def test_a_gzipped_file_is_read_as_the_file_itself(tmp_path: Path) -> None:
    lines = b"".join(b'{"id": %d}\n' % number for number in range(50_000))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines[:300_000]) + gzip.compress(lines[300_000:]))
    with opened(str(tmp_path / "a.jsonl.gz")) as file:
        assert b"".join(file) == lines


def test_a_bomb_is_an_error_before_it_fills_the_memory(tmp_path: Path) -> None:
    """A trusted source may have copied it from others."""
    (tmp_path / "a.csv.gz").write_bytes(bomb(100_000_000))
    with (
        opened(str(tmp_path / "a.csv.gz")) as file,
        pytest.raises(OSError, match=f"more than {MAX_RATIO} times"),
    ):
        file.readline()


def test_standard_input_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(bomb(100_000_000)))))
    with opened("-") as file, pytest.raises(OSError, match="times its size"):
        file.read()
