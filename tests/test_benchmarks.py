"""The benchmarks stay alive: each runs on a small input; its figures are for ``make bench``."""

import pytest

from tests.bench import storing


@pytest.mark.bench
@pytest.mark.slow
def test_storing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "SMALL", (50, 2))
    monkeypatch.setattr(storing, "LARGE", (200, 20))
    rows = storing.rows()
    assert [row.unit for row in rows] == ["records/s", "ms", "ms", "×", "MB"]
    assert all(row.figure > 0 for row in rows)
