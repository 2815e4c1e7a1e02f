"""The channel tree on pages: a small one with two levels, a big one as direct children with counts."""

from datetime import UTC, datetime

from feeds.compose.catalog import PAGE_CHILDREN, SMALL_TREE, page_children, page_view
from feeds.compose.document import compose_head
from feeds.compose.tree import ChannelTree
from feeds.model import INDEX, Channel, OutlineNode, PageView, Site

SITE = Site(title="Post", url="https://post.example")


def view(*paths: str, of: str = INDEX) -> PageView:
    channels = [Channel(path=path, title=path) for path in (INDEX, *paths)]
    tree = ChannelTree(tuple(channels))
    channel = tree.channels[of]
    head = compose_head(
        SITE, channel, id_="tag:post.example,2024:1", updated_at=datetime(2024, 1, 1, tzinfo=UTC)
    )
    return page_view(SITE, tree, channel, head, (), children=page_children(SITE, tree, channel.path))


def paths(nodes: tuple[OutlineNode, ...]) -> list[str]:
    return [node.path for node in nodes]


def test_a_small_tree_is_shown_on_two_levels() -> None:
    (news,) = view("news", "news/city", "news/city/east").children
    assert (paths(news.children), news.below) == (["news/city"], 0)
    assert news.children[0].below == 1


def test_a_big_tree_is_shown_on_one_level_with_counts() -> None:
    below = [f"news/{number}" for number in range(SMALL_TREE)]
    news, sport = view("news", *below, "news/0/east", "sport").children
    assert (news.children, news.below) == ((), SMALL_TREE + 1)
    assert sport.below == 0


def test_a_page_lists_the_first_children_and_counts_the_others() -> None:
    shown = view("news", *[f"news/{number}" for number in range(PAGE_CHILDREN + 3)], of="news")
    assert (len(shown.children), shown.more_children) == (PAGE_CHILDREN, 3)
