"""Sources are read in threads that take turns, and leave those of the store alone."""

import asyncio
import threading
from pathlib import Path

import pytest

from feeds.errors import SourceError
from feeds.model import Site, SourceSettings
from feeds.readers import reading_threads
from feeds.readers.file_documents import FileDocument, FileReadings
from feeds.readers.parser_pool import ParserPool
from feeds.readers.reading_threads import THREADS, ReadingThreads, turn_of_others
from feeds.readers.source_defaults import source_defaults
from tests.readers.conftest import NOW

TIMEOUT_S = 20


async def test_one_thread_computes_at_a_time() -> None:
    threads, running = ReadingThreads("test"), list[int]()

    def compute() -> int:
        running.append(1)
        most = sum(running)
        running.append(-1)
        return most

    assert set(await asyncio.gather(*(threads.run(compute) for _ in range(2 * THREADS)))) == {1}


async def test_one_that_waits_for_a_parser_lets_others_compute() -> None:
    threads, computed = ReadingThreads("test"), threading.Event()

    def waits() -> bool:
        with turn_of_others():
            return computed.wait(TIMEOUT_S)

    waiting = asyncio.create_task(threads.run(waits))
    await threads.run(computed.set)
    assert await waiting


async def test_one_that_hangs_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_threads, "TURN_S", 0.01)
    threads, computed = ReadingThreads("test"), threading.Event()
    hanging = asyncio.create_task(threads.run(lambda: computed.wait(TIMEOUT_S)))
    await threads.run(computed.set)
    assert await hanging


async def test_what_waits_for_a_parser_at_the_end_gets_an_error() -> None:
    """The log had a traceback for each file that was read when the service ended."""
    pool = ParserPool(size=1)
    pool.close()
    with pytest.raises(SourceError, match="ends"):
        pool.parse_blocking("items", b"[]", tuple)


async def test_an_empty_answer_opens_no_file_of_the_same_name(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "tag:n.io,2026:1", "title": "T", "content_text": "x"}')
    defaults = source_defaults(
        SourceSettings(name="a", kind="jsonl"), Site(title="N", url="https://n.io"), NOW
    )
    pool = ParserPool(size=1)
    found = [
        len(tuple((await pool.parse("file", document, FileReadings)).readings))
        for body in (b"", None)
        for document in [FileDocument(body=body, path=str(path), kind="jsonl", defaults=defaults)]
    ]
    pool.close()
    assert found == [0, 1]
