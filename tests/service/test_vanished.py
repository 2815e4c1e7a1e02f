"""``vanished = "withdraw"``: only a complete read that is not suspiciously smaller withdraws anything."""

import json
from pathlib import Path

import pytest

from feeds.config import load
from feeds.errors import ConfigError
from feeds.service import Service, running
from feeds.store import identity
from feeds.store.lifecycle import State
from tests.cli.newsroom import article, newsroom
from tests.store.conftest import postgres as postgres  # noqa: PLC0414 - a fixture
from tests.store.conftest import store_url as store_url  # noqa: PLC0414 - a fixture
from tests.transactions import query


def _settings(folder: Path, url: str) -> Path:
    settings = newsroom(folder)
    text = settings.read_text().replace('kind = "jsonl"', 'kind = "jsonl"\nvanished = "withdraw"')
    settings.write_text(text.replace(f"sqlite:///{folder}/feeds.db", url))
    return settings


def _write(folder: Path, *numbers: int, more: str = "") -> None:
    lines = "".join(json.dumps(article(number)) + "\n" for number in numbers)
    (folder / "records/desk.jsonl").write_text(lines + more)


async def _states(service: Service) -> dict[int, State]:
    await service.ingest()
    found = {}
    for number in range(1, 5):
        kept = await query(service.store, identity.by_name, f"tag:post.example,2024:{number}")
        if kept is not None:
            found[number] = kept.state
    return found


async def test_what_a_source_no_longer_brings_is_withdrawn(tmp_path: Path, store_url: str) -> None:
    visible, withdrawn = State.VISIBLE, State.WITHDRAWN
    _settings(tmp_path, store_url)
    async with running(load(tmp_path / "feeds.toml")) as service:
        _write(tmp_path, 1, 2, 3, 4)
        assert set((await _states(service)).values()) == {visible}
        _write(tmp_path, 1, 2, 3)
        assert await _states(service) == {1: visible, 2: visible, 3: visible, 4: withdrawn}
        _write(tmp_path, 1)
        assert (await _states(service))[2] is visible, "a third of the records is suspicious"
        _write(tmp_path)
        assert (await _states(service))[1] is visible, "an empty file is suspicious"
        _write(tmp_path, 1, 2, more="{broken\n")
        assert (await _states(service))[3] is visible, "the broken line may be the record"
        _write(tmp_path, 1, 2, more=json.dumps(article(3, date_published="someday")) + "\n")
        assert (await _states(service))[3] is visible, "a quarantined record is still in the source"
        _write(tmp_path, 1, 2, 4)
        assert await _states(service) == {1: visible, 2: visible, 3: withdrawn, 4: visible}


async def test_a_source_that_fails_withdraws_nothing(tmp_path: Path) -> None:
    settings = _settings(tmp_path, f"sqlite:///{tmp_path}/feeds.db")
    async with running(load(settings)) as service:
        _write(tmp_path, 1, 2, 3, 4)
        await service.ingest()
        _write(tmp_path, 1, 2, 3)
        (tmp_path / "records/other.jsonl.gz").write_bytes(b"not gzip")
        assert set((await _states(service)).values()) == {State.VISIBLE}


@pytest.mark.parametrize("kind", ["feed", "page", "opml"])
def test_kinds_that_list_only_the_newest_refuse_it(tmp_path: Path, kind: str) -> None:
    settings = _settings(tmp_path, f"sqlite:///{tmp_path}/feeds.db")
    settings.write_text(settings.read_text().replace('kind = "jsonl"', f'kind = "{kind}"'))
    with pytest.raises(ConfigError) as caught:
        load(settings)
    assert [problem.where for problem in caught.value.problems] == ["sources[1](desk).vanished"]
