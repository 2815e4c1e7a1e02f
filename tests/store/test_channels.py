import asyncio

from feeds.model import RemovedChannel
from feeds.store import ChannelSettings, PlacedRecord, Store, open_store
from tests.store.samples import NOW_S, adopt, article, place


def settings(path: str, rule: str = "r", look: str = "l") -> ChannelSettings:
    return ChannelSettings(
        path=path, id=None, minted=f"urn:x-channel:{path}", rule=rule, look=look, surroundings="s"
    )


async def built(store: Store) -> None:
    for dirty in await store.dirty_channels():
        await store.publish(dirty, [], [], dirty.dirty)


async def test_new_channels_wait_to_be_swept_and_then_to_be_published(store: Store) -> None:
    adoption = await store.adopt((settings("index"), settings("harbour")), NOW_S)
    assert adoption.to_sweep == ("harbour", "index")
    assert await store.dirty_channels() == ()
    assert await store.sweep_batch() == ()
    await store.reseat((), NOW_S)
    assert [dirty.path for dirty in await store.dirty_channels()] == ["index", "harbour"]
    await built(store)
    assert await store.dirty_channels() == ()


async def test_the_same_settings_again_change_nothing(store: Store) -> None:
    await adopt(store)
    await built(store)
    number = await store.last_number()
    await adopt(store)
    assert await store.dirty_channels() == ()
    assert await store.last_number() == number


async def test_another_look_is_published_anew_without_a_sweep(store: Store) -> None:
    await adopt(store)
    await built(store)
    await store.adopt((settings("index"), settings("harbour", look="new")), NOW_S + 5)
    (dirty,) = await store.dirty_channels()
    assert dirty.path == "harbour"
    assert dirty.changed_at is not None
    assert await store.sweep_batch() is None


async def test_a_channel_keeps_its_id_for_life(store: Store) -> None:
    """R-ID-04: a minted id outlives the settings it was minted from; one that is asked for wins."""
    await store.adopt((settings("index"),), NOW_S)
    moved = ChannelSettings(
        path="index", id=None, minted="urn:x-moved:index", rule="r", look="m", surroundings="s"
    )
    await store.adopt((moved,), NOW_S)
    await store.reseat((), NOW_S)
    assert [dirty.id for dirty in await store.dirty_channels()] == ["urn:x-channel:index"]
    await store.adopt(
        (ChannelSettings(path="index", id="urn:x:kept", minted="-", rule="r", look="n", surroundings="s"),),
        NOW_S,
    )
    assert [dirty.id for dirty in await store.dirty_channels()] == ["urn:x:kept"]


async def test_an_ended_channel_takes_its_members_along(store: Store) -> None:
    keys = await adopt(store)
    await store.save(place(keys, article(1)), NOW_S)
    after = await store.adopt((settings("index"),), NOW_S)
    assert after.keys == {"index": keys["index"]}
    assert await store.window(keys["harbour"], 9) == ()
    assert len(await store.window(keys["index"], 9)) == 1


async def test_a_sweep_seats_all_records_anew_and_survives_a_restart(store: Store) -> None:
    keys = await adopt(store)
    only_index = [PlacedRecord(record=article(n), channels=(keys["index"],)) for n in range(1200)]
    await store.save(only_index, NOW_S)
    await store.adopt((settings("index"), settings("harbour", rule="wider")), NOW_S)
    rounds = 0
    while (batch := await store.sweep_batch()) is not None:
        await store.reseat(tuple((one, tuple(sorted(keys.values()))) for one in batch), NOW_S)
        rounds += 1
    assert rounds == 4  # three batches and the one that finds the end
    assert len(await store.window(keys["harbour"], 5000)) == 1200
    assert len(await store.window(keys["index"], 5000)) == 1200


async def test_new_surroundings_are_no_news_to_subscribers(store: Store) -> None:
    """R-ATOM-19: a page is drawn anew when a neighbour is renamed; the feed is not updated by it."""
    await adopt(store)
    await built(store)
    near = ChannelSettings(path="harbour", id=None, minted="-", rule="r", look="l", surroundings="renamed")
    await store.adopt((settings("index"), near), NOW_S + 5)
    (dirty,) = await store.dirty_channels()
    assert (dirty.path, dirty.changed_at) == ("harbour", None)


async def test_channels_that_left_are_kept_until_one_takes_the_path_again(store: Store) -> None:
    """R-HTTP-42, R-HTTP-46: for ever, whatever the settings still say."""
    index = settings("index")
    moved, ended = RemovedChannel(path="old", moved_to="index"), RemovedChannel(path="ended")
    await store.adopt((index,), NOW_S, (moved, ended))
    layout = await store.news.layout()
    number = await store.last_number()
    await store.adopt((index,), NOW_S, (moved,))
    await store.adopt((index,), NOW_S)
    assert await store.news.former() == (ended, moved)
    assert (await store.last_number(), await store.news.layout()) == (number, layout)
    elsewhere = RemovedChannel(path="old", moved_to="https://other.example/old")
    await store.adopt((index,), NOW_S, (elsewhere,))
    assert await store.news.former() == (ended, elsewhere)
    assert await store.news.layout() != layout
    await store.adopt((index, settings("old"), settings("ended")), NOW_S)
    assert await store.news.former() == ()
    notes = [(line.subject, line.note) for line in await store.history("old")]
    assert notes == [("old", "moved to index"), ("old", "moved to https://other.example/old"), ("old", None)]


async def test_others_hear_of_channels_that_left(store: Store, store_url: str) -> None:
    other = await open_store(store_url)
    async with other.news.following() as heard, asyncio.timeout(20):
        await heard.wait()
        heard.clear()
        await store.adopt((settings("index"),), NOW_S, (RemovedChannel(path="old", moved_to="index"),))
        await heard.wait()
    await other.close()
