"""The channel tree for outlines and pages."""

from collections.abc import Sequence
from urllib.parse import quote

from feeds.compose.document import feed_url, page_url
from feeds.compose.poll_interval import UNMEASURED_MIN
from feeds.compose.tree import ChannelTree
from feeds.model import INDEX, Channel, Entry, Head, OutlineNode, PageLink, PageView, Site

PAGE_ENTRIES = 30
"""How many entries a page lists."""

PAGE_CHILDREN = 200
"""How many channels directly below a page lists; the outline has all."""

SMALL_TREE = 40
"""With up to so many channels on two levels a page shows both, else only the first with numbers."""


def outline(site: Site, tree: ChannelTree) -> tuple[OutlineNode, ...]:
    """Return the whole tree, the site's own feed first."""
    index = tree.channels.get(INDEX)
    own = (_node(site, tree, index, 0),) if index else ()
    return own + tuple(_node(site, tree, child, None) for child in tree.children(INDEX))


def outline_below(site: Site, tree: ChannelTree, channel: Channel) -> tuple[OutlineNode, ...]:
    """Return a channel and all channels below that its readers may see."""
    return (_node(site, tree, channel, None),)


def outline_url(site: Site, tree: ChannelTree, channel: Channel) -> str:
    """Return the address of a channel's outline: its own if it has channels below, else the site's."""
    own = channel.path != INDEX and tree.children(channel.path)
    return f"{site.url}/{quote(channel.path)}.opml" if own else f"{site.url}/opml.xml"


def page_view(
    site: Site,
    tree: ChannelTree,
    channel: Channel,
    head: Head,
    entries: Sequence[Entry],
    *,
    children: tuple[OutlineNode, ...],
    gains: Sequence[int] = (),
) -> PageView:
    """Build the page of a channel with its ``page_children``; ``gains`` are the views of ranked entries."""
    return PageView(
        site=site,
        path=channel.path,
        title=channel.title,
        page_url=head.page_url,
        feeds=head.self_urls,
        updated_at=head.updated_at,
        poll_interval_min=head.ttl_min or UNMEASURED_MIN,
        zone=site.timezone or "UTC",
        language=head.language,
        description=channel.description,
        image=head.image,
        contact=head.contact,
        rights=head.rights,
        opml_url=outline_url(site, tree, channel),
        crumbs=tuple(PageLink(path=above.path, title=above.title) for above in tree.ancestors(channel.path)),
        children=children,
        more_children=max(0, len(tree.children(channel.path)) - PAGE_CHILDREN),
        entries=tuple(entries[:PAGE_ENTRIES]),
        most_read=channel.most_read,
        gains=tuple(gains[:PAGE_ENTRIES]),
    )


def page_children(site: Site, tree: ChannelTree, path: str) -> tuple[OutlineNode, ...]:
    """Return the channels directly below, with the next level where both are few."""
    direct = tree.children(path)
    second = sum(len(tree.children(child.path)) for child in direct)
    depth = 1 if len(direct) + second <= SMALL_TREE else 0
    return tuple(_node(site, tree, child, depth) for child in direct[:PAGE_CHILDREN])


def _node(site: Site, tree: ChannelTree, channel: Channel, depth: int | None) -> OutlineNode:
    """Describe a channel and ``depth`` levels below it, ``None`` for all."""
    children = tree.children(channel.path)
    deeper = None if depth is None else depth - 1
    return OutlineNode(
        path=channel.path,
        title=channel.title,
        page_url=page_url(site, channel.path),
        feeds=tuple((form, feed_url(site, channel.path, form)) for form in channel.formats),
        description=channel.description,
        language=channel.language or site.language,
        children=() if depth == 0 else tuple(_node(site, tree, child, deeper) for child in children),
        below=tree.count_below(channel.path) if depth == 0 else 0,
    )
