"""The settings that publishing uses, and the hashes that show when they changed."""

import hashlib
import uuid
from collections.abc import Iterator

import msgspec

from feeds.compose.catalog import page_children
from feeds.compose.credits import Credits
from feeds.compose.tree import ChannelTree, folded
from feeds.model import INDEX, Channel, Credit, OutlineNode, Precedence, RemovedChannel, Site
from feeds.store import ChannelSettings

HASH_BYTES = 12


class SiteContext:
    """A site with its channel tree and credits, and the order of its sources."""

    def __init__(
        self,
        site: Site,
        channels: tuple[Channel, ...],
        credits_: tuple[Credit, ...],
        removed: tuple[RemovedChannel, ...] = (),
        *,
        sources: tuple[str, ...] = (),
        former_private: frozenset[str] = frozenset(),
    ) -> None:
        """Index the settings.

        ``removed`` are channels that moved or ended, ``sources`` the names of sources, the strongest first,
        ``former_private`` the names of private channels that are no longer in the settings.
        """
        self.order = Precedence(origins=sources)
        self.site = site
        self.removed = removed
        self.tree = ChannelTree(channels, former_private)
        self.credits = Credits(credits_)
        self.former_private = former_private
        self._settings = channels, credits_, removed
        self._shared = _hash(site, credits_)
        self._page_children: dict[str, tuple[OutlineNode, ...]] = {}
        self._display_hashes: dict[str, str] = {}

    def with_private(self, private: frozenset[str]) -> "SiteContext":
        """Return the same context with names that were private; those in the settings are left out."""
        known = {name for channel in self.tree.channels.values() for name in _names(channel)}
        return SiteContext(
            self.site, *self._settings, sources=self.order.origins, former_private=private - known
        )

    def former_paths(self, path: str) -> tuple[str, ...]:
        """Return the paths from which channels moved to a path, over one move or several."""
        found: dict[str, None] = {path: None}
        for _ in self.removed:
            found |= {one.path: None for one in self.removed if one.moved_to in found}
        return tuple(found)[1:]

    def page_children(self, path: str) -> tuple[OutlineNode, ...]:
        """Return the channels that the page of a channel lists, described once for all its publications."""
        if path not in self._page_children:
            self._page_children[path] = page_children(self.site, self.tree, path)
        return self._page_children[path]

    def settings(self) -> tuple[ChannelSettings, ...]:
        """Return what the store compares of every channel."""
        settings = tuple(
            ChannelSettings(
                path=channel.path,
                id=channel.id,
                minted_id=uuid.uuid5(uuid.NAMESPACE_URL, f"{self.site.url}/{channel.path}").urn,
                membership_hash=_hash(*_membership(channel)),
                head_hash=_hash(self._shared, channel),
                context_hash=_hash(self._other_channels(channel)),
                names=_names(channel),
                private=channel.private,
            )
            for channel in self.tree.channels.values()
        )
        self._display_hashes = {one.path: one.display_hash for one in settings}
        return settings

    def display_hash(self, path: str) -> str | None:
        """Return what identifies the settings that a channel shows, ``None`` if it is not in the settings."""
        if not self._display_hashes:
            self.settings()
        return self._display_hashes.get(path)

    def _other_channels(self, channel: Channel) -> object:
        """Return the other channels that the page and the outline of a channel show."""
        if channel.path == INDEX:
            return self.tree.public()
        above = tuple((other.path, other.title) for other in self.tree.ancestors(channel.path))
        return above, tuple(self._below(channel))

    def _below(self, channel: Channel) -> Iterator[Channel]:
        for child in self.tree.children(channel.path):
            yield child
            yield from self._below(child)


def _names(channel: Channel) -> tuple[str, ...]:
    return tuple(sorted({folded(name) for name in (channel.path, *channel.aliases)}))


def _membership(channel: Channel) -> tuple[object, ...]:
    """Return the settings that decide which records belong to a channel."""
    ranks = () if channel.most_read is None else (True,)
    return (channel.path, channel.aliases, channel.where, channel.private, *ranks)


def _hash(*values: object) -> str:
    return hashlib.blake2b(msgspec.json.encode(values), digest_size=HASH_BYTES).hexdigest()
