from feeds.compose.tree import ChannelTree
from feeds.model import Channel, Period, Person, Record, Selection, Source, Tag


def record(*channels: str, **values: object) -> Record:
    return Record(id="tag:post.example,2024:1", origin="desk", channels=channels, **values)  # type: ignore[arg-type]  # keywords of Record


def tree(*paths: str, **where: Selection) -> ChannelTree:
    plain = tuple(Channel(path=path, title=path) for path in ("index", *paths))
    return ChannelTree(
        plain + tuple(Channel(path=path, title=path, where=rule) for path, rule in where.items())
    )


def test_a_parent_carries_its_childrens_entries_and_the_index_all() -> None:
    placed = tree("news", "news/province", "sport").place(record("news/province"))
    assert placed.paths == ("index", "news", "news/province")
    assert placed.unknown == ()


def test_a_path_without_a_channel_counts_for_its_nearest_ancestor_and_is_named() -> None:
    placed = tree("news").place(record("news/province/coast", "gossip"))
    assert placed.paths == ("index", "news")
    assert placed.unknown == ("news/province/coast", "gossip")


def test_a_gap_in_the_tree_is_no_gap_in_the_line() -> None:
    assert tree("news", "news/province/coast").place(record("news/province/coast")).paths == (
        "index",
        "news",
        "news/province/coast",
    )


def test_an_alias_and_another_spelling_of_case_lead_to_the_channel() -> None:
    site_tree = ChannelTree(
        (Channel(path="index", title="All"), Channel(path="news", title="新闻", aliases=("新闻频道/省内",)))
    )
    assert site_tree.place(record("新闻频道/省内")).paths == ("index", "news")
    assert site_tree.place(record(" News / ")).paths == ("index", "news")


def test_a_where_channel_takes_by_tag_source_author_and_language() -> None:
    rules = {
        "robots": Selection(tags=("robotics",)),
        "wire": Selection(sources=("Harbour Wire",)),
        "ines": Selection(authors=("Ines Marlow",)),
        "chinese": Selection(languages=("zh",)),
        "both": Selection(tags=("robotics",), languages=("en",)),
    }
    article = record(
        tags=(Tag(term="r1", label="robotics"),),
        source=Source(name="Harbour Wire"),
        authors=(Person(name="Ines Marlow"),),
        language="zh-CN",
    )
    assert tree(**rules).place(article).paths == ("chinese", "index", "ines", "robots", "wire")


def test_a_where_channel_below_another_feeds_its_parent() -> None:
    site_tree = ChannelTree(
        (
            Channel(path="index", title="All"),
            Channel(path="topics", title="Topics"),
            Channel(path="topics/robots", title="Robots", where=Selection(tags=("robotics",))),
        )
    )
    assert site_tree.place(record(tags=(Tag(term="robotics"),))).paths == ("index", "topics", "topics/robots")


def test_neighbours() -> None:
    site_tree = tree("news", "news/province", "news/province/coast", "sport")
    assert [c.path for c in site_tree.children("index")] == ["news", "sport"]
    assert [c.path for c in site_tree.children("news")] == ["news/province"]
    assert [c.path for c in site_tree.ancestors("news/province/coast")] == ["index", "news", "news/province"]
    assert site_tree.parent("index") is None


def ranked(path: str, of: str | None = None, **more: object) -> Channel:
    return Channel(path=path, title=path, most_read=Period.WEEK, of=of, **more)  # type: ignore[arg-type]  # keywords of Channel


def test_who_names_a_ranked_channel_means_the_one_above_it() -> None:
    plain = tuple(Channel(path=path, title=path) for path in ("index", "news", "news/most/old"))
    site_tree = ChannelTree((*plain, ranked("news/most", aliases=("排行",)), ranked("top")))
    for name in ("news/most", "News/Most", "news/most/x", "排行"):
        placed = site_tree.place(record(name))
        assert placed.paths == ("index", "news")
        assert placed.unknown == (name,)
    assert site_tree.place(record("top")).paths == ("index",)
    assert site_tree.place(record("news/most/old")).paths == ("index", "news", "news/most/old")


def test_a_ranked_channel_ranks_the_one_it_names_or_the_next_above_that_is_none_itself() -> None:
    plain = tuple(Channel(path=path, title=path) for path in ("index", "news", "sport"))
    rankings = (ranked("news/most"), ranked("news/most/week"), ranked("top"), ranked("best", of="sport"))
    site_tree = ChannelTree((*plain, *rankings))
    assert [site_tree.ranked_path(channel) for channel in rankings] == ["news", "news", "index", "sport"]
    assert site_tree.ranked == rankings
