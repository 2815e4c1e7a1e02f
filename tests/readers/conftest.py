from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feeds.model import Mark, Reading, Site, SourceSettings
from feeds.outgoing import Outgoing
from feeds.readers import READERS, ReadContext, Reader

NOW = datetime(2024, 11, 1, 12, 0, tzinfo=UTC)
SITE = Site(title="Harbour Post", url="https://post.example", language="en", timezone="Asia/Shanghai")


def a_source(kind: str = "jsonl", **settings: Any) -> SourceSettings:
    return SourceSettings(**{"name": "desk", "kind": kind, **settings})


def a_context(outgoing: Outgoing | None = None, marks: tuple[Mark, ...] = ()) -> ReadContext:
    return ReadContext(site=SITE, now=lambda: NOW, outgoing=outgoing, marks=marks)


def reader_of(settings: SourceSettings, context: ReadContext | None = None) -> Reader:
    return READERS[settings.kind](settings, context or a_context())


async def all_of(reader: Reader) -> list[Reading]:
    return [reading async for batch in reader.read() for reading in batch]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    def _write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return _write
