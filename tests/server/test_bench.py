"""The benchmark of serving stays alive."""

import shutil

import pytest

from tests.bench import answering, serving


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


@pytest.mark.bench
@pytest.mark.slow
@pytest.mark.skipif(
    not all(map(shutil.which, ("wrk", "taskset", "nginx"))), reason="needs wrk, taskset and nginx"
)
def test_answering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "ROUNDS", 1)
    monkeypatch.setattr(answering, "LARGE", {"131 KB": 200})
    rows = answering.rows()
    assert [row.unit for row in rows] == ["x"] * 3
    assert all(row.figure > 0 for row in rows)
