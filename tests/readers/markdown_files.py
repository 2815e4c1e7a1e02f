"""Reads folders of Markdown for tests."""

from collections.abc import Callable
from pathlib import Path

from feeds.model import Reading, Record
from tests.readers.conftest import a_source, all_of, reader_of

Write = Callable[[str, str | bytes], str]
BASE = "https://blog.example"


async def readings(folder: Path, **settings: object) -> list[Reading]:
    """Everything that is read of a folder, for a site at ``BASE``."""
    source = a_source("markdown", paths=(str(folder),), **{"base_url": BASE, **settings})
    return await all_of(reader_of(source))


async def records(folder: Path, **settings: object) -> list[Record]:
    """The records of a folder, for a site at ``BASE``."""
    return [one.record for one in await readings(folder, **settings) if one.record]
