"""The benchmarks stay alive: each runs on a small input; its figures are for ``make bench``."""

import pytest

from tests.bench import (
    building,
    commands,
    delivering,
    embargo,
    following,
    freshness,
    growth,
    ingesting,
    nodes,
    polling,
    publishing,
    reading,
    streaming,
    subscribing,
)
from tests.bench.delivery_soak import main as soak_deliveries
from tests.bench.grown_site import Size
from tests.bench.soak.__main__ import main as soak


@pytest.mark.bench
@pytest.mark.slow
def test_growth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "SMALL", Size(records=60, channels=6))
    monkeypatch.setattr(growth, "LARGE", Size(records=200, channels=12))
    monkeypatch.setattr(growth, "PUBLISHED", "path")
    monkeypatch.setattr(growth, "ROUNDS", 1)
    monkeypatch.setattr(growth, "REST_S", 0.0)
    rows = growth.rows()
    assert [row.unit for row in rows] == [*["x"] * 4, "", "s CPU", "s CPU", "MB", "s CPU", "x"]
    assert all(row.figure > 0 for row in rows)


@pytest.mark.bench
@pytest.mark.slow
def test_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "COUNT", 100)
    rows = reading.rows()
    assert [row.unit for row in rows] == ["records/s", "records/s", "µs", "µs", "×"]
    assert all(row.figure > 0 for row in rows)


@pytest.mark.bench
@pytest.mark.slow
def test_ingesting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingesting, "COUNT", 100)
    monkeypatch.setattr(ingesting, "FEW", 20)
    rows = ingesting.rows()
    assert [row.unit for row in rows] == ["records/s"] * 6 + ["×"]
    assert all(row.figure > 0 for row in rows)


@pytest.mark.bench
@pytest.mark.slow
def test_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "ROUNDS", 1)
    rows = commands.rows()
    assert {row.unit for row in rows} == {"s CPU"}
    assert all(row.figure > 0 for row in rows)


@pytest.mark.bench
@pytest.mark.slow
def test_embargo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embargo, "RELEASES", 1)
    assert [row.figure >= 0 for row in embargo.rows()] == [True, True]


@pytest.mark.bench
@pytest.mark.slow
def test_delivering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "SUBSCRIBERS", 20)
    monkeypatch.setattr(delivering, "CHANGES", 1)
    monkeypatch.setattr(delivering, "TOPICS", delivering.TOPICS[:1])
    rows = delivering.rows()
    assert [row.unit for row in rows] == ["ms"] * 4
    assert rows[0].figure > 0


@pytest.mark.bench
@pytest.mark.slow
def test_streaming(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "STREAMS", 20)
    monkeypatch.setattr(streaming, "IDLE_S", 0.1)
    monkeypatch.setattr(streaming, "CHANGES", 1)
    assert [row.unit for row in streaming.rows()] == ["MB", "% CPU", "ms", "µs CPU"]


@pytest.mark.bench
@pytest.mark.slow
def test_subscribing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "SUBSCRIPTIONS", 50)
    monkeypatch.setattr(subscribing, "REQUESTS", 5)
    assert [row.figure >= 0 for row in subscribing.rows()] == [True, True]


@pytest.mark.bench
@pytest.mark.slow
def test_soaking_deliveries(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak_deliveries(["--minutes", "0.03", "--subscribers", "4", "--kill-every-s", "60"]) == 0
    assert "lost 0" in capsys.readouterr().out


@pytest.mark.bench
@pytest.mark.slow
def test_soaking(capsys: pytest.CaptureFixture[str]) -> None:
    words = "--minutes 0.05 --channels 4 --records 200 --measured 0.3 --rate 200"
    assert soak(words.split()) == 0
    output = capsys.readouterr().out
    assert "errors 0, of which the server's own complaints 0" in output
    assert "from push to visible: p50" in output
    assert "304:" in output


@pytest.mark.bench
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR")  # PostgreSQL from a wheel asks where to run
def test_following(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "COUNT", 2)
    rows = following.rows()
    assert [row.unit for row in rows] == ["ms"] * 5
    assert all(row.figure > 0 for row in rows)


@pytest.mark.bench
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR")  # PostgreSQL from a wheel asks where to run
def test_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "CHANNELS", 4)
    monkeypatch.setattr(nodes, "LIMIT", 2)
    monkeypatch.setattr(nodes, "WAVES", 1)
    rows = nodes.rows()
    assert [row.unit for row in rows] == ["channels/s", "channels/s", "x", "x"]
    assert all(row.figure > 0 for row in rows)


@pytest.mark.bench
@pytest.mark.slow
def test_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "SOURCES", 40)
    monkeypatch.setattr(polling, "EVERY_S", 0.5)
    rows = polling.rows()
    assert [row.unit for row in rows] == ["ended", "s late", "at once", "ms", "MB"]


@pytest.mark.bench
@pytest.mark.slow
def test_publishing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "ARTICLES", 120)
    rows = publishing.rows(rounds=2)
    assert [row.unit for row in rows] == ["ms CPU", "ms CPU", "ms CPU", "ms"]
    assert all(row.figure > 0 for row in rows)


@pytest.mark.bench
@pytest.mark.slow
def test_building(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "COUNT", 60)
    rows = building.rows()
    assert [row.unit for row in rows] == ["s CPU", "s", "MB", "×"]
    assert all(row.figure > 0 for row in rows)


@pytest.mark.bench
@pytest.mark.slow
def test_freshness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "LEAVES", 3)
    monkeypatch.setattr(freshness, "SECONDS", 1)
    rows = freshness.rows()
    assert [row.unit for row in rows] == ["ms"] * 8
    assert all(row.figure > 0 for row in rows)
