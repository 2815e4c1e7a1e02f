"""The quarantine: what another reading replaces, and what a batch of bad records costs."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.engine import Dialect

from feeds.model import Finding, Severity
from feeds.store import (
    QuarantinedItem,
    QuarantineStage,
    Rejection,
    Store,
    Transaction,
    ledger,
    quarantine,
    revisions,
)
from feeds.store.bulk import PARAMETERS
from tests.store.samples import NOW_S, adopt, article, at, place
from tests.transactions import change, query

MANY = 3_000


def finding(message: str) -> Finding:
    return Finding(code="REC001", name="no-content", severity=Severity.ERROR, message=message)


def rejected(subject: str, **changes: Any) -> Rejection:
    fields: dict[str, Any] = {
        "stage": QuarantineStage.READING,
        "origin": "desk",
        "place": f"desk.jsonl:{subject}",
        "findings": (finding("nothing to show"),),
        "raw": f'{{"id": "{subject}"}}',
    }
    return Rejection(subject=subject, **(fields | changes))


async def add(store: Store, *rejections: Rejection, at_s: int = NOW_S) -> int:
    """Add as taking records in does: in one thread on SQLite, after the lock."""

    async def work(tx: Transaction) -> int:
        await ledger.lock(tx)
        return await quarantine.add(tx, rejections, at_s)

    return await store.write_at_once(work)


async def listed(store: Store) -> tuple[QuarantinedItem, ...]:
    return await query(store, quarantine.list_items, 2 * MANY)


async def test_another_reading_replaces_what_was_read_but_not_when_it_was_first_seen(store: Store) -> None:
    assert await add(store, rejected("a"), rejected("b")) == 2
    before = await listed(store)
    worse = rejected("a", place="desk.jsonl:9", findings=(finding("no title"),), raw="{}")
    assert await add(store, rejected("c"), worse, at_s=NOW_S + 60) == 1
    first, second, third = await listed(store)
    assert (first.key, first.quarantined_at) == (before[0].key, at(NOW_S))
    assert (first.place, first.findings, first.raw) == ("desk.jsonl:9", (finding("no title"),), "{}")
    assert second == before[1]
    assert (third.subject, third.quarantined_at) == ("c", at(NOW_S + 60))
    removed = await change(store, quarantine.remove_unseen, "desk", NOW_S + 60)
    assert removed == 1
    assert [one.subject for one in await listed(store)] == ["a", "c"]


async def test_the_last_of_a_batch_counts_in_the_place_of_the_first(store: Store) -> None:
    assert await add(store, rejected("a", raw="1"), rejected("b"), rejected("a", raw="2")) == 2
    assert [(one.subject, one.raw) for one in await listed(store)] == [("a", "2"), ("b", '{"id": "b"}')]


async def test_one_subject_of_several_sources_or_stages_is_kept_for_each(store: Store) -> None:
    variants = (
        rejected("a"),
        rejected("a", origin="wire"),
        rejected("a", stage=QuarantineStage.ENTRY),
        rejected("a", stage=QuarantineStage.DOCUMENT, origin="feeds"),
    )
    assert await add(store, *variants) == 4
    assert await add(store, *reversed(variants)) == 0
    assert [(one.stage, one.origin) for one in await listed(store)] == [
        (one.stage, one.origin) for one in variants
    ]
    await change(store, quarantine.remove_readings, "wire", ["a", "b"])
    await change(store, quarantine.remove_readings, "blog", ["a"])
    assert [one.stage for one in await listed(store)] == ["reading", "entry", "document"]
    await change(store, quarantine.remove_published, {"a", "b"})
    assert [one.stage for one in await listed(store)] == ["reading"]
    await change(store, quarantine.remove_published, {"a"})
    await change(store, quarantine.remove_ids, ["a"])
    assert await listed(store) == ()


@pytest.mark.parametrize("subject", ["a\0b", "'", "é\U0001f600", "x" * 2_000, '{"id": 1}'])
async def test_any_subject_is_found_again(store: Store, subject: str) -> None:
    """PostgreSQL stores no U+0000, and SQLite ends a string of JSON there."""
    assert await add(store, rejected(subject, place="x:1")) == 1
    assert await add(store, rejected(subject, place="x:2"), rejected("a", place="x:3")) == 1
    assert [one.place for one in await listed(store)] == ["x:2", "x:3"]


async def test_numbers_are_taken_for_new_items_alone(store: Store) -> None:
    await add(store, rejected("a"))
    before = await query(store, ledger.last_number)
    await add(store, rejected("a"), rejected("b"), rejected("c"))
    assert [one.key for one in await listed(store)] == [before, before + 1, before + 2]
    assert await query(store, ledger.last_number) == before + 2


class CountedStatements:
    """A transaction that counts what is executed in it."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.count = 0

    @property
    def dialect(self) -> Dialect:
        return self._tx.dialect

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        self.count += 1
        return await self._tx.execute(statement, parameters)


async def test_a_batch_of_bad_records_takes_few_statements(store: Store) -> None:
    """Thousands of statements in a thread kept the event loop waiting for 38 ms."""
    batch = [rejected(str(number)) for number in range(MANY)]

    async def work(tx: Transaction, some: Sequence[Rejection]) -> tuple[int, int]:
        counted: Any = CountedStatements(tx)
        return await quarantine.add(counted, some, NOW_S), counted.count

    assert await change(store, work, batch) == (MANY, MANY // PARAMETERS + 2)
    assert await change(store, work, batch[::2]) == (0, MANY // PARAMETERS // 2 + 1)
    assert len(await listed(store)) == MANY


async def test_saved_records_leave_the_quarantine_by_the_thousand(store: Store) -> None:
    keys = await adopt(store)
    articles = [article(number) for number in range(1, MANY + 1)]
    await add(store, *(rejected(one.id) for one in articles), rejected("other"))
    await store.write_at_once(lambda tx: revisions.save(tx, place(keys, *articles), NOW_S))
    assert [one.subject for one in await listed(store)] == ["other"]
