"""The settings that the conductor works by, and the fingerprints that tell when they changed."""

import hashlib
import uuid
from collections.abc import Iterator

import msgspec

from feeds.compose.catalog import PAGE_DEPTH
from feeds.compose.credits import Credits
from feeds.compose.tree import ChannelTree
from feeds.model import INDEX, Channel, Credit, Former, Precedence, Site
from feeds.store import ChannelSettings

FINGERPRINT_BYTES = 12


class House:
    """A site with its channel tree and credits, and the order of its sources."""

    def __init__(
        self,
        site: Site,
        channels: tuple[Channel, ...],
        credits_: tuple[Credit, ...],
        former: tuple[Former, ...] = (),
        *,
        sources: tuple[str, ...] = (),
    ) -> None:
        """Index the settings once.

        ``former`` are channels that moved or ended, ``sources`` names, the strongest first.
        """
        self.order = Precedence(origins=sources)
        self.site = site
        self.former = former
        self.tree = ChannelTree(channels)
        self.credits = Credits(credits_)
        self._shared = _fingerprint(site, credits_)

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
            )
            for channel in self.tree.channels.values()
        )

    def _surroundings(self, channel: Channel) -> object:
        """Return what a channel's page, or the outline of the site, shows of other channels."""
        if channel.path == INDEX:
            return tuple(self.tree.channels.values())
        above = tuple((other.path, other.title) for other in self.tree.ancestors(channel.path))
        return above, tuple(self._below(channel, PAGE_DEPTH))

    def _below(self, channel: Channel, depth: int) -> Iterator[Channel]:
        for child in self.tree.children(channel.path) if depth else ():
            yield child
            yield from self._below(child, depth - 1)


def _rule(channel: Channel) -> tuple[object, ...]:
    """Return what decides who belongs; a channel that begins or ceases to rank loses or finds its members."""
    ranks = () if channel.most_read is None else (True,)
    return (channel.path, channel.aliases, channel.where, *ranks)


def _fingerprint(*values: object) -> str:
    return hashlib.blake2b(msgspec.json.encode(values), digest_size=FINGERPRINT_BYTES).hexdigest()
