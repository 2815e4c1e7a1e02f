"""The settings that the conductor works by, and the fingerprints that tell when they changed."""

import hashlib
import uuid
from collections.abc import Iterator

import msgspec

from feeds.compose.credits import Credits
from feeds.compose.tree import ChannelTree, folded
from feeds.model import INDEX, Channel, Credit, Precedence, RemovedChannel, Site
from feeds.store import ChannelSettings

FINGERPRINT_BYTES = 12


class SiteContext:
    """A site with its channel tree and credits, and the order of its sources."""

    def __init__(
        self,
        site: Site,
        channels: tuple[Channel, ...],
        credits_: tuple[Credit, ...],
        former: tuple[RemovedChannel, ...] = (),
        *,
        sources: tuple[str, ...] = (),
        sealed: frozenset[str] = frozenset(),
    ) -> None:
        """Index the settings once.

        ``former`` are channels that moved or ended, ``sources`` names, the strongest first, ``sealed`` names
        of private channels that left.
        """
        self.order = Precedence(origins=sources)
        self.site = site
        self.former = former
        self.tree = ChannelTree(channels, sealed)
        self.credits = Credits(credits_)
        self.sealed = sealed
        self._given = channels, credits_, former
        self._shared = _fingerprint(site, credits_)

    def sealing(self, private: frozenset[str]) -> "SiteContext":
        """Return the same house, which knows that these names were private; what it has itself it judges."""
        known = {name for channel in self.tree.channels.values() for name in _names(channel)}
        return SiteContext(self.site, *self._given, sources=self.order.origins, sealed=private - known)

    def settings(self) -> tuple[ChannelSettings, ...]:
        """Return what the store must notice of every channel."""
        return tuple(
            ChannelSettings(
                path=channel.path,
                id=channel.id,
                minted=uuid.uuid5(uuid.NAMESPACE_URL, f"{self.site.url}/{channel.path}").urn,
                rule=_fingerprint(*_rule(channel)),
                look=_fingerprint(self._shared, channel),
                surroundings=_fingerprint(self._surroundings(channel)),
                names=_names(channel),
                private=channel.private,
            )
            for channel in self.tree.channels.values()
        )

    def _surroundings(self, channel: Channel) -> object:
        """Return what a channel's page and outline, or those of the site, show of other channels."""
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


def _rule(channel: Channel) -> tuple[object, ...]:
    """Return what decides who belongs; a channel that begins or ceases to rank loses or finds its members."""
    ranks = () if channel.most_read is None else (True,)
    return (channel.path, channel.aliases, channel.where, channel.private, *ranks)


def _fingerprint(*values: object) -> str:
    return hashlib.blake2b(msgspec.json.encode(values), digest_size=FINGERPRINT_BYTES).hexdigest()
