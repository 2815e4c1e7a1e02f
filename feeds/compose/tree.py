"""The channel tree: where a record belongs, by its own paths and by what channels ask for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from feeds.model import INDEX, Channel, Record

_SEALED = ""
"""Stands where a path leads to a channel that was private and is no longer in the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The channels of a record, and the paths it named that no channel has.

    ``private``: all that it names are private. ``named`` are those channels, without the ones above.
    """

    paths: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    private: bool = False


class ChannelTree:
    """All channels of a site. A parent carries its children's entries; the index carries all.

    What lies below a private channel is private, and nothing public carries its entries. ``sealed`` are the
    names of private channels that left the settings: what names them alone is shown nowhere.

    A channel of what is read most carries nothing of its own: whoever names it means the one above it. It is
    private where the channel is that it ranks.

    Source: the channels paragraph of the public contract, R-AUTH-04.
    """

    def __init__(self, channels: tuple[Channel, ...], sealed: frozenset[str] = frozenset()) -> None:
        """Index the channels by path and alias."""
        hidden = all_folded(sealed) | all_folded(one.path for one in channels if one.private)
        channels = tuple(
            replace(one, private=any(is_below(path, hidden) for path in (one.path, one.of) if path))
            for one in channels
        )
        self.channels = {channel.path: channel for channel in channels}
        names = {alias: channel.path for channel in channels for alias in channel.aliases}
        self._paths = {folded(name): _SEALED for name in sealed}
        self._paths |= {folded(name): path for name, path in names.items()}
        self._paths |= {folded(path): path for path in self.channels}
        self._choosy = tuple(channel for channel in channels if channel.where is not None)
        self._children: dict[str, list[Channel]] = {}
        for channel in channels:
            above = self.parent(channel.path)
            if above is not None and self.channels[above].private >= channel.private:
                self._children.setdefault(above, []).append(channel)
        self._lines: dict[tuple[str, ...], Placed] = {}
        self.ranked = tuple(channel for channel in channels if channel.most_read is not None)

    def place(self, record: Record) -> Placed:
        """Tell where a record belongs; an unknown path counts for its nearest known ancestor."""
        placed = self.named(record.channels)
        chosen = [c.path for c in self._choosy if c.where is not None and c.where.takes(record)]
        if placed.private:
            chosen = [path for path in chosen if is_below(path, all_folded(placed.named))]
        if not chosen:
            return placed
        found = set(placed.paths)
        for path in chosen:
            found.update(self._carriers(path))
        return replace(placed, paths=tuple(sorted(found)))

    def may_show(self, record: Record, path: str) -> bool:
        """Whether a channel may show this state of a record: what is only private stays where it belongs."""
        placed = self.place(record)
        return not placed.private or path in placed.paths

    def children(self, path: str) -> tuple[Channel, ...]:
        """Return the channels directly below one that its readers may know; those at the top for the index.

        Private channels are known only to the private one above them.
        """
        return tuple(self._children.get(path, ()))

    def public(self) -> tuple[Channel, ...]:
        """Return all channels that anybody may know."""
        return tuple(channel for channel in self.channels.values() if not channel.private)

    def parent(self, path: str) -> str | None:
        """Return the nearest configured ancestor: the index above the top, ``None`` above the index."""
        if path == INDEX:
            return None
        above = path.rpartition("/")[0]
        while above and above not in self.channels:
            above = above.rpartition("/")[0]
        return above or (INDEX if INDEX in self.channels else None)

    def ranked_path(self, channel: Channel) -> str:
        """Return the channel whose articles a channel ranks: the one it names, or the next above it."""
        above = (other.path for other in self.ancestors(channel.path)[::-1] if other.most_read is None)
        return channel.of or next(above, INDEX)

    def ancestors(self, path: str) -> tuple[Channel, ...]:
        """Return the channels above one, from the index down."""
        line = [self.channels[above] for above in self._line(path) if above != path]
        return tuple(line[::-1])

    def named(self, named: tuple[str, ...]) -> Placed:
        """Tell where a record belongs by the paths it names, whatever channels ask for."""
        known = self._lines.get(named)
        if known is None:
            known = self._lines[named] = self._find(named)
        return known

    def _find(self, named: tuple[str, ...]) -> Placed:
        unknown = tuple(name for name in named if not self._takes(name))
        leads = [path for path in map(self._nearest, named) if path is not None]
        nearest = [path for path in leads if path != _SEALED]
        private = bool(leads) and all(self.channels[path].private for path in nearest)
        found = set() if private else {INDEX} & set(self.channels)
        for path in nearest:
            found.update(self._carriers(path))
        return Placed(
            paths=tuple(sorted(found)), unknown=unknown, named=tuple(sorted(set(nearest))), private=private
        )

    def _nearest(self, name: str) -> str | None:
        wanted = folded(name)
        while wanted and wanted not in self._paths:
            wanted = wanted.rpartition("/")[0]
        return self._paths.get(wanted)

    def _takes(self, name: str) -> bool:
        """Whether records can be filed under the very path they name."""
        path = self._paths.get(folded(name))
        return path == _SEALED or (path is not None and self.channels[path].most_read is None)

    def _carriers(self, path: str) -> list[str]:
        """Return the channels that carry what is filed under a path: none that is more open than it."""
        private = self.channels[path].private
        line = [self.channels[above] for above in self._line(path)]
        return [one.path for one in line if one.private >= private and one.most_read is None]

    def _line(self, path: str) -> list[str]:
        line = [path]
        while (above := self.parent(line[-1])) is not None:
            line.append(above)
        return line


def folded(name: str) -> str:
    """Return a path or alias as it is compared: without case and stray spaces."""
    return "/".join(step.strip() for step in name.casefold().split("/") if step.strip())


def all_folded(names: Iterable[str]) -> frozenset[str]:
    """Return paths and aliases as they are compared."""
    return frozenset(map(folded, names))


def is_below(path: str, tops: frozenset[str]) -> bool:
    """Whether a path is one of these, which are folded, or lies below one; all lies below the index."""
    if not tops:
        return False
    steps = folded(path).split("/")
    lines = {"/".join(steps[:count]) for count in range(1, len(steps) + 1)} | {INDEX}
    return not tops.isdisjoint(lines)
