"""The channel tree, and the channels that a record belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from feeds.model import INDEX, Channel, ChannelFields, Record

_FORMER_PRIVATE = ""
"""Target of the paths of private channels that are no longer in the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The channels of a record, and the paths it names that no channel has.

    ``named`` are the channels that it names itself, without those above; ``private``: all are private.
    """

    paths: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    private: bool = False


class ChannelTree:
    """All channels of a site. A parent contains its children's entries; the index contains all.

    Channels below a private channel are private, and no public channel contains their entries.
    ``former_private`` are the names of private channels that were removed from the settings: a record that
    names only them is shown nowhere.

    A most-read channel has no members: a record that names it belongs to its parent. It is private if the
    channel that it ranks is.

    Source: the channels paragraph of the public contract, R-AUTH-04.
    """

    def __init__(self, channels: tuple[Channel, ...], former_private: frozenset[str] = frozenset()) -> None:
        """Index the channels by path and alias."""
        hidden = all_folded(former_private) | all_folded(one.path for one in channels if one.private)
        channels = tuple(
            replace(one, private=any(is_below(path, hidden) for path in (one.path, one.of) if path))
            for one in channels
        )
        self.channels = {channel.path: channel for channel in channels}
        names = {alias: channel.path for channel in channels for alias in channel.aliases}
        self._paths = {folded(name): _FORMER_PRIVATE for name in former_private}
        self._paths |= {folded(name): path for name, path in names.items()}
        self._paths |= {folded(path): path for path in self.channels}
        self._selecting = tuple(channel for channel in channels if channel.where is not None)
        self._children: dict[str, list[Channel]] = {}
        for channel in channels:
            above = self.parent(channel.path)
            if above is not None and self.channels[above].private >= channel.private:
                self._children.setdefault(above, []).append(channel)
        self._counts: dict[str, int] = {}
        self._placed: dict[tuple[str, ...], Placed] = {}
        self.ranked = tuple(channel for channel in channels if channel.most_read is not None)

    def place(self, record: Record | ChannelFields) -> Placed:
        """Return the channels of a record; an unknown path counts as its nearest known ancestor."""
        placed = self.named(record.channels)
        chosen = [c.path for c in self._selecting if c.where is not None and c.where.matches(record)]
        if placed.private:
            chosen = [path for path in chosen if is_below(path, all_folded(placed.named))]
        if not chosen:
            return placed
        found = set(placed.paths)
        for path in chosen:
            found.update(self._containing(path))
        return replace(placed, paths=tuple(sorted(found)))

    def may_show(self, record: Record, path: str) -> bool:
        """Whether a channel may show this revision of a record: private records stay in their channels."""
        placed = self.place(record)
        return not placed.private or path in placed.paths

    def children(self, path: str) -> tuple[Channel, ...]:
        """Return the channels directly below one, for the index those at the top.

        A private channel is listed only below a private one.
        """
        return tuple(self._children.get(path, ()))

    def count_below(self, path: str) -> int:
        """Return the number of channels on all levels below one that its readers may see."""
        if path not in self._counts:
            self._counts[path] = sum(1 + self.count_below(child.path) for child in self.children(path))
        return self._counts[path]

    def public(self) -> tuple[Channel, ...]:
        """Return all public channels."""
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
        """Return the channel that a most-read channel ranks: ``of``, or the next above."""
        above = (other.path for other in self.ancestors(channel.path)[::-1] if other.most_read is None)
        return channel.of or next(above, INDEX)

    def ancestors(self, path: str) -> tuple[Channel, ...]:
        """Return the channels above one, from the index down."""
        above = [self.channels[step] for step in self._with_ancestors(path) if step != path]
        return tuple(above[::-1])

    def named(self, named: tuple[str, ...]) -> Placed:
        """Return the channels of a record by the paths it names alone, without selecting channels."""
        known = self._placed.get(named)
        if known is None:
            known = self._placed[named] = self._find(named)
        return known

    def _find(self, named: tuple[str, ...]) -> Placed:
        unknown = tuple(name for name in named if not self._accepts(name))
        targets = [path for path in map(self._nearest, named) if path is not None]
        nearest = [path for path in targets if path != _FORMER_PRIVATE]
        private = bool(targets) and all(self.channels[path].private for path in nearest)
        found = {INDEX} if not private and INDEX in self.channels else set()
        for path in nearest:
            found.update(self._containing(path))
        return Placed(
            paths=tuple(sorted(found)), unknown=unknown, named=tuple(sorted(set(nearest))), private=private
        )

    def _nearest(self, name: str) -> str | None:
        wanted = folded(name)
        while wanted and wanted not in self._paths:
            wanted = wanted.rpartition("/")[0]
        return self._paths.get(wanted)

    def _accepts(self, name: str) -> bool:
        """Whether records can belong to the very path they name."""
        path = self._paths.get(folded(name))
        return path == _FORMER_PRIVATE or (path is not None and self.channels[path].most_read is None)

    def _containing(self, path: str) -> list[str]:
        """Return the channels that contain a path's records; none is public if the path is private."""
        private = self.channels[path].private
        line = [self.channels[above] for above in self._with_ancestors(path)]
        return [one.path for one in line if one.private >= private and one.most_read is None]

    def _with_ancestors(self, path: str) -> list[str]:
        line = [path]
        while (above := self.parent(line[-1])) is not None:
            line.append(above)
        return line


def folded(name: str) -> str:
    """Return the form of a path or alias for comparison: without case and surrounding spaces."""
    return "/".join(step.strip() for step in name.casefold().split("/") if step.strip())


def all_folded(names: Iterable[str]) -> frozenset[str]:
    """Return paths and aliases in the form for comparison."""
    return frozenset(map(folded, names))


def is_below(path: str, tops: frozenset[str]) -> bool:
    """Whether a path is one of ``tops`` (folded) or below one; every path is below the index."""
    if not tops:
        return False
    steps = folded(path).split("/")
    lines = {"/".join(steps[:count]) for count in range(1, len(steps) + 1)} | {INDEX}
    return not tops.isdisjoint(lines)
