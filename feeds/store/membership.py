"""Channel membership: a row for each visible record, a tombstone for each that was removed."""

from dataclasses import dataclass, field

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert

from feeds.store import schema
from feeds.store.archive.dirty import MemberChange, MemberRow, mark_parts_dirty
from feeds.store.bulk import insert_rows
from feeds.store.lifecycle import State
from feeds.store.prepared import prepare
from feeds.store.session import Transaction
from feeds.store.views.rankings import VisibilityChange, follow_changes

GONE = frozenset({State.EXPIRED, State.WITHDRAWN})
"""States that a tombstone reports, even for a record that arrives withdrawn."""

UNSEEN = frozenset({State.WAITING, State.WITHHELD})
"""States that end without a tombstone: what was visible before them has one already."""


_member, _tombstone = schema.membership.c, schema.tombstones.c
_REMOVE = prepare(
    delete(schema.membership).where(
        _member.channel == bindparam("c"),
        _member.published_s == bindparam("p"),
        _member.key == bindparam("k"),
    )
)
_CLEAR = prepare(
    delete(schema.tombstones).where(_tombstone.channel == bindparam("c"), _tombstone.key == bindparam("k"))
)
_ADD_TOMBSTONES = prepare(insert(schema.tombstones))


class Placement(Struct, frozen=True, kw_only=True, gc=False):
    """Where a record is: its channels, its publication time and its state."""

    channels: tuple[int, ...]
    published_s: int
    state: State


class Move(Struct, frozen=True, kw_only=True, gc=False):
    """A record that changes its placement; ``before`` is ``None`` for a new one.

    ``deleted_s`` is the time for a tombstone, not before that of the entry (RFC 6721 §3); ``significant`` is
    set if readers should see the record again.
    """

    key: int
    id: str
    number: int
    before: Placement | None
    after: Placement
    deleted_s: int
    significant: bool


@dataclass(slots=True)
class MemberChanges:
    """The rows to delete and to insert, and the channels that this makes dirty."""

    removed: list[dict[str, object]] = field(default_factory=list)
    added: list[MemberRow] = field(default_factory=list)
    added_tombstones: list[dict[str, object]] = field(default_factory=list)
    cleared_tombstones: list[dict[str, object]] = field(default_factory=list)
    dirty: set[int] = field(default_factory=set)
    members: list[MemberChange] = field(default_factory=list)
    new: list[MemberRow] = field(default_factory=list)
    visibility: list[VisibilityChange] = field(default_factory=list)

    def add(self, move: Move) -> None:
        """Add what a record leaves and enters, and whether a tombstone reports it."""
        before, after = move.before, move.after
        was_visible = before is not None and before.state is State.VISIBLE
        is_visible = after.state is State.VISIBLE
        old = set(before.channels) if before else set()
        if before is not None:
            self.visibility.append(_visibility(move, was_visible=was_visible))
        if before is not None and was_visible:
            self._leave(move, before)
        if is_visible:
            self._enter(move)
        left = old - set(after.channels) if is_visible else old | set(after.channels)
        unseen = before.state in UNSEEN if before else after.state is State.EXPIRED
        if (was_visible and left) or (after.state in GONE and not unseen):
            self._add_tombstones(move, left)
        if before is not None and is_visible:
            self.cleared_tombstones += [{"c": channel, "k": move.key} for channel in after.channels]

    def add_new(self, key: int, channels: tuple[int, ...], published_s: int) -> None:
        """Add a new visible record, whose key is the number of its change, to its channels."""
        self.new += [(channel, published_s, key) for channel in channels]
        self.dirty.update(channels)

    def _enter(self, move: Move) -> None:
        channels, published_s = move.after.channels, move.after.published_s
        self.added += [(channel, published_s, move.key) for channel in channels]
        self.members += [
            MemberChange(
                channel=channel,
                published_s=published_s,
                key=move.key,
                number=move.number,
                stays=True,
                significant=move.significant,
            )
            for channel in channels
        ]
        self.dirty.update(channels)

    def _leave(self, move: Move, before: Placement) -> None:
        channels = sorted(set(before.channels))
        published_s = before.published_s
        self.removed += [{"c": channel, "p": published_s, "k": move.key} for channel in channels]
        self.members += [
            MemberChange(channel=channel, published_s=published_s, key=move.key, number=move.number)
            for channel in channels
        ]
        self.dirty.update(channels)

    def _add_tombstones(self, move: Move, channels: set[int]) -> None:
        values = {"key": move.key, "id": move.id, "deleted_s": move.deleted_s, "number": move.number}
        for channel in sorted(channels):
            self.added_tombstones.append({"channel": channel} | values)
            self.cleared_tombstones.append({"c": channel, "k": move.key})
        self.dirty |= channels

    async def write(self, tx: Transaction) -> None:
        """Apply the changes in the open transaction."""
        if self.removed:
            await tx.execute(_REMOVE, self.removed)
        if self.cleared_tombstones:
            await tx.execute(_CLEAR, self.cleared_tombstones)
        if self.added_tombstones:
            await tx.execute(_ADD_TOMBSTONES, self.added_tombstones)
        await insert_rows(tx, schema.membership, ("channel", "published_s", "key"), self.added + self.new)
        await mark_parts_dirty(tx, self.members, self.new)
        self.dirty |= await follow_changes(tx, self.visibility)


def _visibility(move: Move, *, was_visible: bool) -> VisibilityChange:
    return VisibilityChange(
        key=move.key,
        id=move.id,
        number=move.number,
        was_visible=was_visible,
        is_visible=move.after.state is State.VISIBLE,
        deleted_s=move.deleted_s,
    )
