"""OPML 2.0: the channel tree as a subscription list (R-OPML).

A channel is one outline of type ``rss`` with the address of its preferred format; a channel with others below
it is a folder that lists its own feed first. There is no date: the bytes change only with the tree. Nor is
there ``docs``, an element of OPML 2.0 that the W3C validator refuses.
"""

from feeds.model import Format, Head, OutlineNode
from feeds.render.node import Node, node, texts
from feeds.render.strict import xml_language
from feeds.render.xmlwriter import DECLARATION, Dialect, encode, write_node

OPML_TYPE = "text/x-opml; charset=utf-8"

_OPML = Dialect(order={"head": 0, "body": 1})


def render_opml(nodes: tuple[OutlineNode, ...], head: Head) -> bytes:
    """Render the list; title and owner are those of the site's own feed. Raises ``RenderError``."""
    about = node("head", None, node("title", head.title), *texts("ownerName", head.author.name))
    body = node("body", None, *(outline for one in nodes for outline in _outlines(one)))
    text, _ = write_node(node("opml", None, about, body, version="2.0"), _OPML)
    return encode(DECLARATION + text, head.id)


def _outlines(channel: OutlineNode) -> tuple[Node, ...]:
    below = tuple(outline for child in channel.children for outline in _outlines(child))
    own = _feed(channel)
    return (node("outline", None, *own, *below, text=channel.title),) if below else own


def _feed(channel: OutlineNode) -> tuple[Node, ...]:
    if not channel.feeds:
        return ()
    form, url = channel.feeds[0]
    outline = node(
        "outline",
        type="rss",
        text=channel.title,
        title=channel.title,
        xmlUrl=url,
        htmlUrl=channel.page_url,
        description=channel.description,
        language=xml_language(channel.language),
        version="RSS2" if form is Format.RSS else None,
    )
    return (outline,)
