"""Subscribers and what stays private, on both databases."""

from feeds.model import Subscriber
from feeds.store import ChannelSettings, Store
from tests.server.samples import publication
from tests.store.samples import NOW_S, at


def anna(id_: str = "1") -> Subscriber:
    return Subscriber(
        id=id_, name="anna", digest=id_.encode(), channels=("club", "俱乐部"), made_at=at(NOW_S)
    )


def channel(path: str, *aliases: str, private: bool = False) -> ChannelSettings:
    return ChannelSettings(
        path=path,
        id=None,
        minted=f"urn:x-channel:{path}",
        rule=f"r{private}{aliases}",
        look="l",
        surroundings="s",
        names=(path, *aliases),
        private=private,
    )


async def test_a_subscriber_is_kept_found_and_ended(store: Store) -> None:
    assert await store.privacy.add(anna())
    assert not await store.privacy.add(anna("2"))
    assert await store.privacy.subscriber("1") == anna()
    assert await store.privacy.subscriber("2") is None
    assert await store.privacy.named("anna") == anna()
    assert await store.privacy.revoke("anna", NOW_S + 1)
    assert not await store.privacy.revoke("anna", NOW_S + 2)
    ended = await store.privacy.subscriber("1")
    assert ended is not None
    assert ended.revoked_at == at(NOW_S + 1)
    assert await store.privacy.named("anna") is None
    assert await store.privacy.add(anna("2"))
    assert [one.id for one in await store.privacy.subscribers()] == ["1", "2"]


async def test_a_new_token_takes_the_place_of_the_old_one(store: Store) -> None:
    assert not await store.privacy.replace(anna("2"), NOW_S)
    assert await store.privacy.named("anna") is None
    await store.privacy.add(anna())
    assert await store.privacy.replace(anna("2"), NOW_S)
    old, new = await store.privacy.subscriber("1"), await store.privacy.named("anna")
    assert old is not None
    assert old.revoked_at is not None
    assert new == anna("2")


async def test_names_stay_private_until_the_settings_have_them_again(store: Store) -> None:
    names, adopt = store.privacy.names, store.adopt
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
    await store.adopt((channel("news"),), NOW_S)
    await store.reseat((), NOW_S)
    (dirty,) = await store.dirty_channels()
    await store.publish(dirty, [publication("news.atom")], ["news.atom"], dirty.dirty)
    await store.adopt((channel("news", private=True),), NOW_S)
    closed = await store.publication("news.atom")
    assert closed is not None
    assert closed.private
    await store.publish(dirty, [publication("news.atom", number=43)], ["news.atom"], dirty.dirty)
    late = await store.publication("news.atom")
    assert late is not None
    assert (late.number, late.private) == (43, True)
