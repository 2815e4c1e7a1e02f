"""Rendered entries up to a number of bytes; the least recently used ones make room for others."""

from collections import OrderedDict
from typing import Generic, TypeVar

from feeds.pipeline.rendered_entry import PackedEntry, RenderedEntry

EntryKey = tuple[int, int, int]
"""The key and the number of a revision, and the number of the variant."""

_Kept = TypeVar("_Kept", RenderedEntry, PackedEntry)

FEW = 8
"""While fewer than one in so many entries that are dropped was used, keeping entries is a waste."""

_LEAST_DROPPED = 2_000
"""With fewer dropped entries that is not known."""

_MOST_DROPPED = 16_000
"""With more dropped entries both counts are halved, so that what happened lately counts more."""


class LruEntries(Generic[_Kept]):
    """A bounded number of bytes of entries."""

    def __init__(self, limit_bytes: int) -> None:
        """Start without entries."""
        self.limit_bytes = limit_bytes
        self._used_bytes = 0
        self._used, self._dropped = 0, 0
        self._entries: OrderedDict[EntryKey, _Kept] = OrderedDict()

    def get(self, key: EntryKey) -> _Kept | None:
        """Return an entry, which counts as used now."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
            self._used += 1
        return entry

    @property
    def is_wasteful(self) -> bool:
        """Whether the entries are dropped before they are used, as where a site has many more than fit."""
        return self._dropped > max(_LEAST_DROPPED, FEW * self._used)

    def has_room(self, entry: _Kept) -> bool:
        """Return whether an entry takes no place of others."""
        return self._used_bytes + entry.weight_bytes <= self.limit_bytes

    def add(self, key: EntryKey, entry: _Kept) -> list[tuple[EntryKey, _Kept]]:
        """Keep an entry; return those that are dropped for it."""
        replaced = self._entries.pop(key, None)
        self._entries[key] = entry
        self._used_bytes += entry.weight_bytes - (replaced.weight_bytes if replaced else 0)
        dropped = []
        while self._used_bytes > self.limit_bytes and self._entries:
            dropped.append(self._entries.popitem(last=False))
            self._used_bytes -= dropped[-1][1].weight_bytes
        self._dropped += len(dropped)
        if self._dropped > _MOST_DROPPED:
            self._used, self._dropped = self._used // 2, self._dropped // 2
        return dropped
