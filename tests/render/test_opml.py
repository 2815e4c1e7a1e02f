from lxml import etree

from feeds.model import Format, OutlineNode
from feeds.render import render_opml
from tests.render.reading import tree
from tests.render.samples import HEAD, SITE


def channel(path: str, *children: OutlineNode, form: Format = Format.RSS) -> OutlineNode:
    return OutlineNode(
        path=path,
        title=f"Title of {path} & co",
        page_url=f"{SITE}/{path}",
        feeds=((form, f"{SITE}/{path}.{form}"), (Format.JSON, f"{SITE}/{path}.json")),
        description="About <it>",
        language="en",
        children=children,
    )


TREE = (
    channel("news", channel("news/city"), channel("news/world", form=Format.ATOM)),
    channel("sport"),
)


def outlines(nodes: tuple[OutlineNode, ...] = TREE) -> list[etree._Element]:
    return tree(render_opml(nodes, HEAD)).findall("body/outline")


def test_the_document_has_one_head_and_one_body() -> None:
    """R-OPML-01."""
    root = tree(render_opml(TREE, HEAD))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [child.tag for child in root] == ["head", "body"]
    assert root.findtext("head/title") == HEAD.title
    assert root.findtext("head/ownerName") == HEAD.author.name


def test_a_channel_with_children_is_a_folder_that_holds_its_own_feed_first() -> None:
    """R-OPML-05."""
    folder = outlines()[0]
    assert dict(folder.attrib.items()) == {"text": "Title of news & co"}
    assert [child.get("xmlUrl") for child in folder] == [
        f"{SITE}/news.rss",
        f"{SITE}/news/city.rss",
        f"{SITE}/news/world.atom",
    ]


def test_a_feed_says_all_that_is_known_of_it() -> None:
    """R-OPML-03."""
    assert dict(outlines()[1].attrib.items()) == {
        "type": "rss",
        "text": "Title of sport & co",
        "title": "Title of sport & co",
        "xmlUrl": f"{SITE}/sport.rss",
        "htmlUrl": f"{SITE}/sport",
        "description": "About <it>",
        "language": "en",
        "version": "RSS2",
    }


def test_a_feed_of_another_format_is_of_type_rss_too_but_of_no_rss_version() -> None:
    """R-OPML-03."""
    world = outlines()[0][2]
    assert (world.get("type"), world.get("version")) == ("rss", None)


def test_every_outline_has_text_and_no_feed_stands_twice() -> None:
    """R-OPML-02."""
    every = list(tree(render_opml(TREE, HEAD)).iter("outline"))
    assert all(outline.get("text") for outline in every)
    addresses = [outline.get("xmlUrl") for outline in every if outline.get("type")]
    assert len(addresses) == len(set(addresses)) == 4


def test_the_list_does_not_change_with_the_news() -> None:
    """R-OPML-04: without dates none has a wrong form."""
    assert render_opml(TREE, HEAD) == render_opml(TREE, HEAD)
    assert b"date" not in render_opml(TREE, HEAD)
