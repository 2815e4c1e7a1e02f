"""Channel membership: rows for what is visible, tombstones for what was taken back."""

from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import tables
from feeds.store.bulk import Row, insert_rows
from feeds.store.ranking import Shift, follow
from feeds.store.revise import State
from feeds.store.touching import Touched, touch

GONE = frozenset({State.EXPIRED, State.WITHDRAWN})
"""States that readers are told of by a tombstone, even when the entry comes in that way."""

UNSEEN = frozenset({State.WAITING, State.WITHHELD})
"""States that end without a word: what was seen before them has its tombstone already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a record sat before: its channels, the time it was filed under and its state."""

    channels: tuple[int, ...]
    published_s: int
    state: State


@dataclass(slots=True)
class MemberChanges:
    """The rows to take out and put in, and the channels that this makes dirty."""

    out: list[dict[str, object]] = field(default_factory=list)
    into: list[Row] = field(default_factory=list)
    buried: list[dict[str, object]] = field(default_factory=list)
    raised: list[dict[str, object]] = field(default_factory=list)
    dirty: set[int] = field(default_factory=set)
    touched: list[Touched] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)

    def move(
        self,
        *,
        key: int,
        id_: str,
        number: int,
        before: Placement | None,
        channels: tuple[int, ...],
        published_s: int,
        state: State,
        gone_s: int,
        news: bool,
    ) -> None:
        """Seat a record anew: what it leaves, what it enters, and whether a tombstone says so.

        ``news`` tells whether readers should hear of it, wherever it is shown.
        """
        was_seen = before is not None and before.state is State.VISIBLE
        is_seen = state is State.VISIBLE
        old = set(before.channels) if before else set()
        if before is not None:
            self.shifts.append(
                Shift(key=key, id=id_, number=number, was_seen=was_seen, is_seen=is_seen, gone_s=gone_s)
            )
        if before is not None and was_seen:
            self._leave(key, id_, number, old, before.published_s)
        if is_seen:
            self._enter(key, id_, number, channels, published_s, news=news)
        left = old - set(channels) if is_seen else old | set(channels)
        secret = before is not None and before.state in UNSEEN
        if (was_seen and left) or (state in GONE and not secret):
            self._bury(key, id_, number, left, gone_s)
        if before is not None and is_seen:
            self.raised += [{"c": channel, "k": key} for channel in channels]

    def _enter(
        self, key: int, id_: str, number: int, channels: tuple[int, ...], published_s: int, *, news: bool
    ) -> None:
        self.into += [(channel, published_s, key) for channel in channels]
        self.touched += [
            Touched(
                channel=channel,
                published_s=published_s,
                id=id_,
                key=key,
                number=number,
                stays=True,
                news=news,
            )
            for channel in channels
        ]
        self.dirty.update(channels)

    def _leave(self, key: int, id_: str, number: int, channels: set[int], published_s: int) -> None:
        self.out += [{"c": channel, "p": published_s, "k": key} for channel in sorted(channels)]
        self.touched += [
            Touched(channel=channel, published_s=published_s, id=id_, key=key, number=number)
            for channel in sorted(channels)
        ]
        self.dirty |= channels

    def _bury(self, key: int, id_: str, number: int, channels: set[int], gone_s: int) -> None:
        for channel in sorted(channels):
            self.buried.append(
                {"channel": channel, "key": key, "id": id_, "deleted_s": gone_s, "number": number}
            )
            self.raised.append({"c": channel, "k": key})
        self.dirty |= channels

    async def write(self, connection: AsyncConnection) -> None:
        """Apply the changes inside the open transaction."""
        member, tomb = tables.membership.c, tables.tombstones.c
        if self.out:
            gone = delete(tables.membership).where(
                member.channel == bindparam("c"),
                member.published_s == bindparam("p"),
                member.key == bindparam("k"),
            )
            await connection.execute(gone, self.out)
        if self.raised:
            risen = delete(tables.tombstones).where(
                tomb.channel == bindparam("c"), tomb.key == bindparam("k")
            )
            await connection.execute(risen, self.raised)
        if self.buried:
            await connection.execute(insert(tables.tombstones), self.buried)
        if self.into:
            await insert_rows(connection, tables.membership, ("channel", "published_s", "key"), self.into)
        await touch(connection, self.touched)
        self.dirty |= await follow(connection, self.shifts)
