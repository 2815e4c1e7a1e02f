"""Subscribers and what stays private, on both databases."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from feeds.model import Subscriber
from feeds.store import (
    ChannelSettings,
    Store,
    channels,
    open_store,
    publications,
    revisions,
    subscribers,
)
from tests.server.samples import publication
from tests.store.samples import NOW_S, at, publish_state
from tests.transactions import change, query


def anna(id_: str = "1") -> Subscriber:
    return Subscriber(
        id=id_, name="anna", digest=id_.encode(), channels=("club", "俱乐部"), created_at=at(NOW_S)
    )


def channel(path: str, *aliases: str, private: bool = False) -> ChannelSettings:
    return ChannelSettings(
        path=path,
        id=None,
        minted_id=f"urn:x-channel:{path}",
        membership_hash=f"r{private}{aliases}",
        head_hash="l",
        context_hash="s",
        names=(path, *aliases),
        private=private,
    )


async def test_a_subscriber_is_kept_found_and_ended(store: Store) -> None:
    assert await change(store, subscribers.add, anna())
    assert not await change(store, subscribers.add, anna("2"))
    assert await query(store, subscribers.fetch, "1") == anna()
    assert await query(store, subscribers.fetch, "2") is None
    assert await query(store, subscribers.named, "anna") == anna()
    assert await change(store, subscribers.revoke, "anna", NOW_S + 1)
    assert not await change(store, subscribers.revoke, "anna", NOW_S + 2)
    ended = await query(store, subscribers.fetch, "1")
    assert ended is not None
    assert ended.revoked_at == at(NOW_S + 1)
    assert await query(store, subscribers.named, "anna") is None
    assert await change(store, subscribers.add, anna("2"))
    assert [one.id for one in await query(store, subscribers.list_all)] == ["1", "2"]


async def test_a_subscriber_is_read_at_once_and_revoked_at_once(tmp_path: Path) -> None:
    """R-AUTH-05: a token that another process revokes is refused with the next request."""
    url = f"sqlite:///{tmp_path}/feeds.db"
    store, other = await open_store(url), await open_store(url)
    assert store.database.point_reader is not None
    reader = subscribers.SubscriberReader(store.database.point_reader)
    assert reader.fetch("1") is None
    await change(other, subscribers.add, anna())
    found = reader.fetch("1")
    assert found == anna()
    assert reader.fetch("1") is found
    await change(other, subscribers.add, replace(anna("2"), name="ben"))
    assert reader.fetch("1") is found
    await change(other, subscribers.revoke, "anna", NOW_S + 1)
    ended = reader.fetch("1")
    assert ended is not None
    assert ended.revoked_at == at(NOW_S + 1)
    await store.close()
    await other.close()


async def test_each_commit_is_noticed_before_a_row_is_reused(tmp_path: Path) -> None:
    """R-AUTH-05: as many commits as it takes to begin the log anew, each refused at once."""
    url = f"sqlite:///{tmp_path}/feeds.db"
    store, other = await open_store(url), await open_store(url)
    assert store.database.point_reader is not None
    reader = subscribers.SubscriberReader(store.database.point_reader)
    for number in range(20):
        writer = (store, other)[number % 2]
        subscriber = anna(str(number))
        await change(writer, subscribers.add, subscriber)
        assert reader.fetch(subscriber.id) == subscriber
        await change(writer, subscribers.revoke, "anna", NOW_S)
        ended = reader.fetch(subscriber.id)
        assert ended is not None
        assert ended.revoked_at is not None
        with closing(sqlite3.connect(tmp_path / "feeds.db", timeout=30)) as third:
            third.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            third.execute("UPDATE subscribers SET revoked_s = NULL WHERE id = ?", (subscriber.id,))
            assert reader.fetch(subscriber.id) is ended
            third.commit()
        assert reader.fetch(subscriber.id) == subscriber
        await change(writer, subscribers.revoke, "anna", NOW_S)
    await store.close()
    await other.close()


async def test_a_new_token_takes_the_place_of_the_old_one(store: Store) -> None:
    assert not await change(store, subscribers.replace, anna("2"), NOW_S)
    assert await query(store, subscribers.named, "anna") is None
    await change(store, subscribers.add, anna())
    assert await change(store, subscribers.replace, anna("2"), NOW_S)
    old, new = await query(store, subscribers.fetch, "1"), await query(store, subscribers.named, "anna")
    assert old is not None
    assert old.revoked_at is not None
    assert new == anna("2")


async def test_names_stay_private_until_the_settings_have_them_again(store: Store) -> None:
    async def names() -> frozenset[str]:
        return await query(store, channels.private_names)

    async def adopt(settings: tuple[ChannelSettings, ...], now_s: int) -> None:
        await change(store, channels.adopt, settings, now_s)

    await adopt((channel("club", "会员", private=True), channel("news")), NOW_S)
    assert await names() == {"club", "会员"}
    await adopt((channel("club", private=True), channel("news")), NOW_S)
    assert await names() == {"club", "会员"}
    await adopt((channel("news"),), NOW_S)
    assert await names() == {"club", "会员"}
    await adopt((channel("news"), channel("club")), NOW_S)
    assert await names() == {"会员"}
    await adopt((channel("news", "会员"), channel("club")), NOW_S)
    assert await names() == frozenset()


async def test_what_is_published_of_a_private_channel_is_private_whoever_says_otherwise(store: Store) -> None:
    await change(store, channels.adopt, (channel("news"),), NOW_S)
    await change(store, revisions.finish_sweep)
    (dirty,) = await query(store, channels.dirty_channels)
    await change(store, publish_state, dirty.key, [publication("news.atom")], ["news.atom"], dirty.dirty)
    await change(store, channels.adopt, (channel("news", private=True),), NOW_S)
    closed = await query(store, publications.fetch, "news.atom")
    assert closed is not None
    assert closed.private
    await change(
        store,
        publish_state,
        dirty.key,
        [publication("news.atom", number=43)],
        ["news.atom"],
        dirty.dirty,
    )
    late = await query(store, publications.fetch, "news.atom")
    assert late is not None
    assert (late.number, late.private) == (43, True)
