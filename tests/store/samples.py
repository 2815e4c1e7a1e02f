"""Invented records, and the two channels they go to."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from feeds.model import Publication, Record
from feeds.store import (
    ChannelSettings,
    PlacedRecord,
    Store,
    Transaction,
    channels,
    publications,
    revisions,
)
from tests.transactions import change

NOW_S = 1_730_000_000
CHANNELS = ("index", "harbour")


def at(seconds: int) -> datetime:
    """The instant ``seconds`` after 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def article(number: int, **changes: object) -> Record:
    """Return an article, ``number`` minutes old."""
    record = Record(
        id=f"tag:post.example,2024:{number:04}",
        origin="desk",
        url=f"https://post.example/a/{number}",
        title=f"Ferry {number} arrives",
        content_html="<p>On time.</p>",
        published_at=at(NOW_S - 60 * number),
        channels=("harbour",),
    )
    return replace(record, **changes)


async def adopt(store: Store) -> dict[str, int]:
    """Make the channels known; their sweep over no records is done at once."""
    wanted = tuple(
        ChannelSettings(
            path=path,
            id=None,
            minted_id=f"urn:x-channel:{path}",
            membership_hash="r",
            head_hash="l",
            context_hash="s",
        )
        for path in CHANNELS
    )
    keys = (await change(store, channels.adopt, wanted, NOW_S)).keys
    await change(store, revisions.finish_sweep)
    return keys


def place(keys: dict[str, int], *records: Record) -> list[PlacedRecord]:
    """Make records members of both channels."""
    return [PlacedRecord(record=record, channels=tuple(sorted(keys.values()))) for record in records]


async def publish_state(
    tx: Transaction, channel: int, changed: Sequence[Publication], names: Sequence[str], number: int
) -> int | None:
    """Publish a state of a channel after whatever was published of it before; return the turn."""
    known = await channels.dirty_channel(tx, channel)
    assert known is not None
    assert await publications.advance(tx, channel, seen=known.built, number=number)
    return await publications.switch(tx, channel, changed, names)
