"""What the store keeps of how sources are doing."""

from feeds.model import ReadHistory
from feeds.store import Store, sources
from feeds.store.sources.source_reads import APART_S, KEPT
from tests.store.samples import NOW_S, at
from tests.transactions import change, query


async def test_a_source_that_was_never_read_is_unknown(store: Store) -> None:
    assert await query(store, sources.read_histories) == {}


async def test_reading_and_failing_are_noted(store: Store) -> None:
    await change(store, sources.note_read, "desk", NOW_S, new=True)
    await change(store, sources.note_read, "desk", NOW_S + 60, new=False)
    await change(store, sources.note_failure, "desk", NOW_S + 90, error="no such file", where="desk.jsonl")
    await change(store, sources.note_read, "wire", NOW_S, new=False)
    known = ReadHistory(
        source="desk",
        read_at=at(NOW_S + 60),
        new_at=at(NOW_S),
        arrivals=(at(NOW_S),),
        failed_at=at(NOW_S + 90),
        error="no such file",
        error_where="desk.jsonl",
        failing=True,
    )
    histories = await query(store, sources.read_histories)
    assert histories == {"desk": known, "wire": ReadHistory(source="wire", read_at=at(NOW_S))}
    await change(store, sources.note_read, "desk", NOW_S + 120, new=False)
    after = (await query(store, sources.read_histories))["desk"]
    assert (after.failing, after.error, after.read_at) == (False, "no such file", at(NOW_S + 120))


async def test_a_source_may_fail_before_it_was_ever_read(store: Store) -> None:
    await change(store, sources.note_failure, "desk", NOW_S, error="no such file")
    assert (await query(store, sources.read_histories))["desk"].failing


async def test_arrivals_are_kept_one_a_flurry_and_bounded(store: Store) -> None:
    for number in range(KEPT + 5):
        for minute in (0, 7, 50):
            await change(store, sources.note_read, "desk", NOW_S + number * APART_S + minute * 60, new=True)
    history = (await query(store, sources.read_histories))["desk"]
    assert history.arrivals == tuple(at(NOW_S + number * APART_S) for number in range(5, KEPT + 5))
    assert history.new_at == at(NOW_S + (KEPT + 4) * APART_S + 3_000)
