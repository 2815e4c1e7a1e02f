"""When the sitemaps of archive parts changed: only what happened since a turn is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import BigInteger, ColumnElement, Text, bindparam, func, select

from feeds.store import schema
from feeds.store.ledger import TURNS, last_number
from feeds.store.prepared import prepare
from feeds.store.session import Transaction

PREFIX = "sitemap-"
"""What the names of sitemaps begin with."""

_known, _gone = schema.publications.c, schema.gone_resources.c
_turn = bindparam("turn", type_=BigInteger)


def _is_map(name: ColumnElement[str]) -> ColumnElement[bool]:
    """Compare the beginning alone, so that the index of turns is used and not that of names."""
    return func.substr(name, 1, len(PREFIX), type_=Text) == PREFIX


_PUBLISHED = prepare(
    select(_known.name, _known.modified_s).where(
        _known.turn > _turn, _known.part.is_not(None), _is_map(_known.name)
    )
)
_REMOVED = prepare(select(_gone.name).where(_gone.turn > _turn, _is_map(_gone.name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMapChanges:
    """Sitemaps that were published after a turn, with their times, and those that were removed.

    ``turn`` is the last one that they include.
    """

    turn: int
    modified_at: Mapping[str, datetime]
    removed: frozenset[str]


async def changes_since(tx: Transaction, turn: int) -> PartMapChanges:
    """Return the sitemaps of parts that changed after a turn, those of all parts after turn 0."""
    published = await tx.execute(_PUBLISHED, {"turn": turn})
    removed = await tx.execute(_REMOVED, {"turn": turn})
    return PartMapChanges(
        turn=await last_number(tx, TURNS),
        modified_at={
            name: datetime.fromtimestamp(modified_s, UTC) for name, modified_s in published if "/" not in name
        },
        removed=frozenset(name for (name,) in removed),
    )
