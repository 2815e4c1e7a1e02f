"""The channel tree: where a record belongs, by its own paths and by what channels ask for."""

from dataclasses import dataclass

from feeds.model import INDEX, Channel, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The channels of a record, and the paths it named that no channel has."""

    paths: tuple[str, ...]
    unknown: tuple[str, ...] = ()


class ChannelTree:
    """All channels of a site. A parent carries its children's entries; the index carries all.

    A channel of what is read most carries nothing of its own: whoever names it means the one above it.

    Source: the channels paragraph of the public contract.
    """

    def __init__(self, channels: tuple[Channel, ...]) -> None:
        """Index the channels by path and alias."""
        self.channels = {channel.path: channel for channel in channels}
        names = {alias: channel.path for channel in channels for alias in channel.aliases}
        self._paths = {_folded(name): path for name, path in names.items()}
        self._paths |= {_folded(path): path for path in self.channels}
        self._choosy = tuple(channel for channel in channels if channel.where is not None)
        self._children: dict[str, list[Channel]] = {}
        for channel in channels:
            if (above := self.parent(channel.path)) is not None:
                self._children.setdefault(above, []).append(channel)
        self._lines: dict[tuple[str, ...], Placed] = {}
        self.ranked = tuple(channel for channel in channels if channel.most_read is not None)

    def place(self, record: Record) -> Placed:
        """Tell where a record belongs; an unknown path counts for its nearest known ancestor."""
        placed = self.named(record.channels)
        chosen = [c.path for c in self._choosy if c.where is not None and c.where.takes(record)]
        if not chosen:
            return placed
        found = set(placed.paths)
        for path in chosen:
            found.update(self._carriers(path))
        return Placed(paths=tuple(sorted(found)), unknown=placed.unknown)

    def children(self, path: str) -> tuple[Channel, ...]:
        """Return the channels directly below one; those at the top for the index."""
        return tuple(self._children.get(path, ()))

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
        found = {INDEX} & set(self.channels)
        unknown = []
        for name in named:
            path = self._nearest(name)
            if not self._takes(name):
                unknown.append(name)
            if path is not None:
                found.update(self._carriers(path))
        return Placed(paths=tuple(sorted(found)), unknown=tuple(unknown))

    def _nearest(self, name: str) -> str | None:
        folded = _folded(name)
        while folded and folded not in self._paths:
            folded = folded.rpartition("/")[0]
        return self._paths.get(folded)

    def _takes(self, name: str) -> bool:
        """Whether records can be filed under the very path they name."""
        path = self._paths.get(_folded(name))
        return path is not None and self.channels[path].most_read is None

    def _carriers(self, path: str) -> list[str]:
        """Return the channels that carry what is filed under a path."""
        return [above for above in self._line(path) if self.channels[above].most_read is None]

    def _line(self, path: str) -> list[str]:
        line = [path]
        while (above := self.parent(line[-1])) is not None:
            line.append(above)
        return line


def _folded(path: str) -> str:
    return "/".join(step.strip() for step in path.casefold().split("/") if step.strip())
