"""The benchmark of serving stays alive."""

import shutil

import pytest

from tests.bench import serving


@pytest.mark.bench
@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("wrk") and shutil.which("taskset")), reason="needs wrk and taskset")
def test_serving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MANY", 2)
    monkeypatch.setattr(serving, "ROUNDS", 1)
    monkeypatch.setattr(serving, "KINDS", {"304": "gzip"})
    rows = serving.rows()
    assert {row.unit for row in rows} == {"requests/s", "x"}
    assert all(row.figure > 0 for row in rows)
