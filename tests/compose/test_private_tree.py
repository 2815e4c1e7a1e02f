"""Where records go when channels are private (R-AUTH-04)."""

import pytest

from feeds.compose.tree import ChannelTree
from feeds.model import Channel, Period, Record, Selection, Tag

CHANNELS = (
    Channel(path="index", title="Post"),
    Channel(path="news", title="News"),
    Channel(path="news/club", title="Club", private=True, aliases=("会员",)),
    Channel(path="news/club/board", title="Board"),
    Channel(path="members", title="Members", private=True),
    Channel(path="members/robots", title="Robots of members", where=Selection(tags=("robots",))),
    Channel(path="robots", title="Robots", where=Selection(tags=("robots",))),
)
TREE = ChannelTree(CHANNELS)


def placed(*channels: str, tag: str | None = None, tree: ChannelTree = TREE) -> tuple[str, ...]:
    tags = (Tag(term=tag),) if tag else ()
    return tree.place(Record(id="a", origin="desk", title="A", channels=channels, tags=tags)).paths


def test_what_lies_below_a_private_channel_is_private() -> None:
    private = [path for path, channel in TREE.channels.items() if channel.private]
    assert private == ["news/club", "news/club/board", "members", "members/robots"]
    assert [channel.path for channel in TREE.public()] == ["index", "news", "robots"]


@pytest.mark.parametrize(
    ("channels", "paths"),
    [
        (("news/club",), ("news/club",)),
        (("news/club/board",), ("news/club", "news/club/board")),
        (("news/club/board/nowhere",), ("news/club", "news/club/board")),
        (("会员",), ("news/club",)),
        (("News/CLUB",), ("news/club",)),
        (("news/club", "members"), ("members", "news/club")),
        (("news/club", "nowhere"), ("news/club",)),
        (("news/club", "news"), ("index", "news", "news/club")),
        (("news/club", "index"), ("index", "news/club")),
        (("news",), ("index", "news")),
        ((), ("index",)),
        (("nowhere",), ("index",)),
    ],
)
def test_what_names_private_channels_alone_goes_there_alone(
    channels: tuple[str, ...], paths: tuple[str, ...]
) -> None:
    assert placed(*channels) == paths


def test_channels_that_ask_for_records_are_not_given_private_ones() -> None:
    assert placed("news/club", tag="robots") == ("news/club",)
    assert placed("news", tag="robots") == ("index", "members", "members/robots", "news", "robots")


def test_a_private_channel_that_asks_is_given_those_of_the_one_above_it() -> None:
    assert placed("members", tag="robots") == ("members", "members/robots")
    assert placed("members", "news/club", tag="robots") == ("members", "members/robots", "news/club")


def test_a_private_channel_is_known_to_the_private_one_above_it_alone() -> None:
    assert [channel.path for channel in TREE.children("news")] == []
    assert [channel.path for channel in TREE.children("index")] == ["news", "robots"]
    assert [channel.path for channel in TREE.children("news/club")] == ["news/club/board"]


def test_a_private_index_makes_all_private() -> None:
    tree = ChannelTree(
        (Channel(path="index", title="Post", private=True), Channel(path="news", title="News"))
    )
    assert tree.public() == ()
    assert placed("news", tree=tree) == ("index", "news")


def test_what_left_the_settings_stays_private_with_all_below_it() -> None:
    left = tuple(channel for channel in CHANNELS if channel.path != "news/club")
    tree_with_removed = ChannelTree(left, frozenset({"news/club", "会员"}))
    assert placed("news/club", tree=tree_with_removed) == ()
    assert placed("会员", tag="robots", tree=tree_with_removed) == ()
    assert placed("news/club/board", tree=tree_with_removed) == ("news/club/board",)
    assert tree_with_removed.channels["news/club/board"].private
    assert placed("news/club", "news", tree=tree_with_removed) == ("index", "news")


def test_a_state_of_a_record_is_shown_where_it_belongs() -> None:
    secret = Record(id="a", origin="desk", title="A", channels=("members",))
    open_ = Record(id="a", origin="desk", title="A", channels=("news",))
    assert TREE.may_show(secret, "members")
    assert not TREE.may_show(secret, "news")
    assert not TREE.may_show(secret, "news/club")
    assert TREE.may_show(open_, "members")


def test_a_ranking_of_private_articles_is_private_wherever_it_stands() -> None:
    ranking = Channel(path="top", title="Top", most_read=Period.DAY, of="members/robots")
    inside = Channel(path="members/top", title="Top", most_read=Period.DAY)
    tree = ChannelTree((*CHANNELS, ranking, inside))
    assert tree.channels["top"].private
    assert tree.channels["members/top"].private
    assert "top" not in [channel.path for channel in tree.children("index")]
    assert placed("members/top", tree=tree) == ("members",)
