"""Large records of trusted sources are cleaned in a parser process, with the outcome of a small one."""

from datetime import UTC, datetime

import pytest

from feeds.model import Place, Site, SourceSettings
from feeds.readers import source_defaults
from feeds.readers.clean import clean_record
from feeds.readers.json_values import Json
from feeds.readers.large_records import LARGE_CHARS, clean_source_record
from feeds.readers.parser_pool import ParserPool, record_pool
from feeds.readers.push import read_line
from tests.security.documents import HTML

PLACE = Place(path="push:desk", line=1)
DEFAULTS = source_defaults(
    SourceSettings(name="desk", kind="push"),
    Site(title="S", url="https://n.io"),
    datetime(2026, 1, 1, tzinfo=UTC),
)


@pytest.mark.parametrize("family", ["divisions", "formatting", "attributes", "entities", "accents", "tables"])
def test_the_outcome_is_the_same_wherever_a_record_is_cleaned(family: str) -> None:
    html = HTML[family](3 * LARGE_CHARS)
    record: dict[str, Json] = {"id": "tag:n.io,2026:1", "title": "T", "content_html": f"<p>Whole</p>{html}"}
    assert clean_source_record(record, PLACE, DEFAULTS) == clean_record(record, PLACE, DEFAULTS)
    assert record_pool.cache_info().currsize == 1


def test_a_large_record_that_is_held_keeps_its_own_notation() -> None:
    line = b'{"title": "No id", "content_text": "' + b"x" * LARGE_CHARS + b'x"}'
    reading = read_line(line, PLACE, DEFAULTS)
    assert reading.record is None
    assert reading.raw == line.decode()


def test_numbers_that_only_python_has_do_not_hold_a_large_record() -> None:
    record: dict[str, Json] = {
        "id": "tag:n.io,2026:1",
        "title": "T",
        "content_text": "x" * (LARGE_CHARS + 1),
        "views": 10**40,
    }
    reading = clean_source_record(record, PLACE, DEFAULTS)
    assert reading.record is not None
    assert reading.record.title == "T"


def test_a_record_that_exhausts_its_process_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """One record never stops its source: what a process cannot clean is a finding."""
    pool = ParserPool(size=1, wall_s=0.0)
    monkeypatch.setattr("feeds.readers.large_records.record_pool", lambda: pool)
    record: dict[str, Json] = {"id": "tag:n.io,2026:1", "title": "T", "content_text": "x" * (LARGE_CHARS + 1)}
    reading = clean_source_record(record, PLACE, DEFAULTS)
    pool.close()
    assert reading.record is None
    assert "too much memory" in reading.findings[0].message
