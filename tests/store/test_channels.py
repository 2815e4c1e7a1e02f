import asyncio
from datetime import UTC, datetime

from msgspec.structs import replace

from feeds.model import ChannelFields, Position, RemovedChannel, Tag
from feeds.store import (
    ChannelSettings,
    PlacedRecord,
    Share,
    Store,
    archive,
    channels,
    ledger,
    open_store,
    records,
    replication,
    revisions,
)
from tests.store.samples import NOW_S, adopt, article, place, publish_state
from tests.transactions import change, query


def settings(path: str, rule: str = "r", look: str = "l") -> ChannelSettings:
    return ChannelSettings(
        path=path,
        id=None,
        minted_id=f"urn:x-channel:{path}",
        membership_hash=rule,
        head_hash=look,
        context_hash="s",
    )


async def built(store: Store) -> None:
    for dirty in await query(store, channels.dirty_channels):
        await change(store, publish_state, dirty.key, [], [], dirty.dirty)


async def test_new_channels_wait_to_be_swept_and_then_to_be_published(store: Store) -> None:
    keys = (await change(store, channels.adopt, (settings("index"),), NOW_S)).keys
    await change(store, revisions.save, place(keys, article(1)), NOW_S)
    await built(store)
    adoption = await change(store, channels.adopt, (settings("index"), settings("harbour")), NOW_S)
    assert adoption.to_sweep == ("harbour",)
    assert await query(store, channels.dirty_channels) == ()
    step = await query(store, revisions.next_step, lambda _: (keys["index"],))
    assert step is not None
    assert not step.misplaced
    await change(store, revisions.finish_sweep)
    assert [dirty.path for dirty in await query(store, channels.dirty_channels)] == ["harbour"]
    await built(store)
    assert await query(store, channels.dirty_channels) == ()


async def test_channels_of_an_empty_store_are_published_without_a_sweep(store: Store) -> None:
    """Records that are stored later are in them at once: finding them all again took a second for 40,000."""
    adoption = await change(store, channels.adopt, (settings("index"), settings("harbour")), NOW_S)
    assert adoption.to_sweep == ()
    assert not await query(store, revisions.needs_sweep)
    assert [dirty.path for dirty in await query(store, channels.dirty_channels)] == ["index", "harbour"]


async def test_the_same_settings_again_change_nothing(store: Store) -> None:
    await adopt(store)
    await built(store)
    number = await query(store, ledger.last_number)
    await adopt(store)
    assert await query(store, channels.dirty_channels) == ()
    assert await query(store, ledger.last_number) == number


async def test_another_look_is_published_anew_without_a_sweep(store: Store) -> None:
    await adopt(store)
    await built(store)
    await change(store, channels.adopt, (settings("index"), settings("harbour", look="new")), NOW_S + 5)
    (dirty,) = await query(store, channels.dirty_channels)
    assert dirty.path == "harbour"
    assert dirty.changed_at is not None
    assert not await query(store, revisions.needs_sweep)


async def test_a_channel_keeps_its_id_for_life(store: Store) -> None:
    """R-ID-04: a minted id outlives the settings it was minted from; one that is asked for wins."""
    await change(store, channels.adopt, (settings("index"),), NOW_S)
    moved = ChannelSettings(
        path="index",
        id=None,
        minted_id="urn:x-moved:index",
        membership_hash="r",
        head_hash="m",
        context_hash="s",
    )
    await change(store, channels.adopt, (moved,), NOW_S)
    await change(store, revisions.finish_sweep)
    assert [dirty.id for dirty in await query(store, channels.dirty_channels)] == ["urn:x-channel:index"]
    await change(
        store,
        channels.adopt,
        (
            ChannelSettings(
                path="index",
                id="urn:x:kept",
                minted_id="-",
                membership_hash="r",
                head_hash="n",
                context_hash="s",
            ),
        ),
        NOW_S,
    )
    assert [dirty.id for dirty in await query(store, channels.dirty_channels)] == ["urn:x:kept"]


async def test_an_ended_channel_takes_its_members_along(store: Store) -> None:
    keys = await adopt(store)
    await change(store, revisions.save, place(keys, article(1)), NOW_S)
    after = await change(store, channels.adopt, (settings("index"),), NOW_S)
    assert after.keys == {"index": keys["index"]}
    assert await query(store, records.window, keys["harbour"], 9) == ()
    assert len(await query(store, records.window, keys["index"], 9)) == 1


async def test_a_sweep_places_all_records_again_and_survives_a_restart(store: Store) -> None:
    keys = await adopt(store)
    count = 2 * revisions.STEP + 1
    only_index = [PlacedRecord(record=article(n), channels=(keys["index"],)) for n in range(count)]
    await change(store, revisions.save, only_index, NOW_S)
    await change(store, channels.adopt, (settings("index"), settings("harbour", rule="wider")), NOW_S)
    both = tuple(sorted(keys.values()))
    rounds = 0
    while (step := await query(store, revisions.next_step, lambda _: both)) is not None:
        ended = await change(store, revisions.apply_step, step, lambda _: both, NOW_S)
        rounds += 1
    assert ended
    assert rounds == 4  # three steps and the one that finds the end
    assert len(await query(store, records.window, keys["harbour"], 5000)) == count
    assert len(await query(store, records.window, keys["index"], 5000)) == count


async def test_a_sweep_looks_at_fields_and_moves_few_records(store: Store) -> None:
    """Records that stay where they are are neither read again nor written."""
    keys = await adopt(store)
    index = (keys["index"],)
    tagged = [replace(article(n), tags=(Tag(term="ferry"),) if n == 7 else ()) for n in range(20)]
    await change(store, revisions.save, [PlacedRecord(record=one, channels=index) for one in tagged], NOW_S)
    await change(store, channels.adopt, (settings("index"), settings("harbour", rule="wider")), NOW_S)

    def find(fields: ChannelFields) -> tuple[int, ...]:
        return tuple(sorted(keys.values())) if Tag(term="ferry") in fields.tags else index

    step = await query(store, revisions.next_step, find)
    assert step is not None
    assert len(step.misplaced) == 1
    assert not await change(store, revisions.apply_step, step, find, NOW_S)
    assert await query(store, records.window, keys["harbour"], 9) == ((*step.misplaced, *step.misplaced),)


async def with_a_sweep(store: Store) -> tuple[dict[str, int], tuple[int, ...]]:
    """Save an article in one channel and change the rule of another; return the keys of both."""
    keys = await adopt(store)
    await change(store, revisions.save, place({"index": keys["index"]}, article(1)), NOW_S)
    await change(store, channels.adopt, (settings("index"), settings("harbour", rule="wider")), NOW_S)
    return keys, tuple(sorted(keys.values()))


async def test_a_step_that_another_process_has_made_changes_nothing(store: Store) -> None:
    _, both = await with_a_sweep(store)
    step = await query(store, revisions.next_step, lambda _: both)
    assert step is not None
    assert not await change(store, revisions.apply_step, step, lambda _: both, NOW_S)
    number = await query(store, ledger.last_number)
    assert not await change(store, revisions.apply_step, step, lambda _: both, NOW_S)
    assert await query(store, ledger.last_number) == number


async def test_records_that_arrive_before_its_end_are_part_of_a_sweep(store: Store) -> None:
    keys, both = await with_a_sweep(store)
    first = await query(store, revisions.next_step, lambda _: both)
    assert first is not None
    await change(store, revisions.apply_step, first, lambda _: both, NOW_S)
    end = await query(store, revisions.next_step, lambda _: both)
    assert end is not None
    assert end.last is None
    await change(store, revisions.save, place({"index": keys["index"]}, article(2)), NOW_S)
    assert not await change(store, revisions.apply_step, end, lambda _: both, NOW_S)
    while (step := await query(store, revisions.next_step, lambda _: both)) is not None:
        await change(store, revisions.apply_step, step, lambda _: both, NOW_S)
    assert len(await query(store, records.window, keys["harbour"], 9)) == 2


async def test_new_surroundings_are_no_news_to_subscribers(store: Store) -> None:
    """R-ATOM-19: a page is rendered again when a neighbour is renamed; the feed is not updated."""
    await adopt(store)
    await built(store)
    near = ChannelSettings(
        path="harbour", id=None, minted_id="-", membership_hash="r", head_hash="l", context_hash="renamed"
    )
    await change(store, channels.adopt, (settings("index"), near), NOW_S + 5)
    (dirty,) = await query(store, channels.dirty_channels)
    assert (dirty.path, dirty.changed_at) == ("harbour", None)


async def test_channels_that_left_are_kept_until_one_takes_the_path_again(store: Store) -> None:
    """R-HTTP-42, R-HTTP-46: for ever, whatever the settings still say."""
    index = settings("index")
    moved, ended = RemovedChannel(path="old", moved_to="index"), RemovedChannel(path="ended")
    await change(store, channels.adopt, (index,), NOW_S, (moved, ended))
    layout = await query(store, channels.layout)
    number = await query(store, ledger.last_number)
    await change(store, channels.adopt, (index,), NOW_S, (moved,))
    await change(store, channels.adopt, (index,), NOW_S)
    assert await query(store, channels.removed_channels) == (ended, moved)
    assert (await query(store, ledger.last_number), await query(store, channels.layout)) == (number, layout)
    elsewhere = RemovedChannel(path="old", moved_to="https://other.example/old")
    await change(store, channels.adopt, (index,), NOW_S, (elsewhere,))
    assert await query(store, channels.removed_channels) == (ended, elsewhere)
    assert await query(store, channels.layout) != layout
    await change(store, channels.adopt, (index, settings("old"), settings("ended")), NOW_S)
    assert await query(store, channels.removed_channels) == ()
    notes = [(line.subject, line.note) for line in await query(store, ledger.history, "old")]
    assert notes == [("old", "moved to index"), ("old", "moved to https://other.example/old"), ("old", None)]


async def test_others_hear_of_channels_that_left(store: Store, store_url: str) -> None:
    other = await open_store(store_url)
    async with replication.following(other) as changed, asyncio.timeout(20):
        await changed.wait()
        changed.clear()
        await change(
            store,
            channels.adopt,
            (settings("index"),),
            NOW_S,
            (RemovedChannel(path="old", moved_to="index"),),
        )
        await changed.wait()
    await other.close()


async def test_a_channel_is_found_by_its_path(store: Store) -> None:
    adoption = await change(store, channels.adopt, (settings("news"), settings("sport")), NOW_S)
    assert await query(store, channels.key_of, "sport") == adoption.keys["sport"]
    assert await query(store, channels.key_of, "spor") is None


async def test_processes_share_the_parts_of_one_archive(store: Store) -> None:
    """Each part belongs to one of them, and none has much more than the others, whatever their sizes."""
    key = (await adopt(store))["harbour"]
    times = [datetime.fromtimestamp(NOW_S + n, UTC) for n in range(60)]
    ends = [(f"2024-10-{n}", Position(published_at=at, key=250 * n + 7)) for n, at in enumerate(times)]
    await change(store, archive.add, key, ends)
    for dirty in await query(store, channels.dirty_channels):
        await change(store, publish_state, dirty.key, [], [], dirty.dirty)
    for count in (1, 2, 3, 4):
        shares = [Share(count=count, place=place) for place in range(count)]
        parts = [await query(store, archive.waiting, key, 99, share=share) for share in shares]
        assert sorted(one.name for share in parts for one in share) == sorted(name for name, _ in ends)
        assert min(map(len, parts)) >= 60 // count // 2
        for share in shares:
            (found,) = await query(store, channels.with_waiting_archive, 9, share)
            assert found.path == "harbour"
