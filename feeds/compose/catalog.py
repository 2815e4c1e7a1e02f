"""The channel tree as readers see it: for the outline of the site, and for the pages."""

from collections.abc import Sequence
from urllib.parse import quote

from feeds.compose.document import feed_url, page_url
from feeds.compose.poll_interval import UNMEASURED_MIN
from feeds.compose.tree import ChannelTree
from feeds.model import INDEX, Channel, Entry, Head, OutlineNode, PageLink, PageView, Site

PAGE_ENTRIES = 30
"""How many entries a page lists."""

PAGE_CHILDREN = 200
"""How many channels a page shows below its channel; the outline has all."""

PAGE_DEPTH = 2
"""How many levels of the tree a page shows below its channel; each further one has a page of its own."""


def outline(site: Site, tree: ChannelTree) -> tuple[OutlineNode, ...]:
    """Return the whole tree, the site's own feed first."""
    index = tree.channels.get(INDEX)
    own = (_node(site, tree, index, 0),) if index else ()
    return own + tuple(_node(site, tree, child, None) for child in tree.children(INDEX))


def outline_below(site: Site, tree: ChannelTree, channel: Channel) -> tuple[OutlineNode, ...]:
    """Return a channel and all that its readers may know below it."""
    return (_node(site, tree, channel, None),)


def outline_url(site: Site, tree: ChannelTree, channel: Channel) -> str:
    """Return the address of the outline that fits a channel: its own where others are below it."""
    own = channel.path != INDEX and tree.children(channel.path)
    return f"{site.url}/{quote(channel.path)}.opml" if own else f"{site.url}/opml.xml"


def page_view(
    site: Site,
    tree: ChannelTree,
    channel: Channel,
    head: Head,
    entries: Sequence[Entry],
    *,
    gains: Sequence[int] = (),
) -> PageView:
    """Say what the page of a channel shows; ``gains`` says how often each entry of a ranking was read."""
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
        children=tuple(
            _node(site, tree, child, PAGE_DEPTH - 1) for child in tree.children(channel.path)[:PAGE_CHILDREN]
        ),
        entries=tuple(entries[:PAGE_ENTRIES]),
        most_read=channel.most_read,
        gains=tuple(gains[:PAGE_ENTRIES]),
    )


def _node(site: Site, tree: ChannelTree, channel: Channel, depth: int | None) -> OutlineNode:
    """Describe a channel and ``depth`` levels below it, all of them without a number."""
    below = () if depth == 0 else tree.children(channel.path)
    shown = below if depth is None else below[:PAGE_CHILDREN]
    deeper = None if depth is None else depth - 1
    return OutlineNode(
        path=channel.path,
        title=channel.title,
        page_url=page_url(site, channel.path),
        feeds=tuple((form, feed_url(site, channel.path, form)) for form in channel.formats),
        description=channel.description,
        language=channel.language or site.language,
        children=tuple(_node(site, tree, child, deeper) for child in shown),
    )
