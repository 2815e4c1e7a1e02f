"""Faults in what the settings say of channels that moved or ended."""

from collections.abc import Iterator, Mapping
from typing import Any

from feeds.config.tables import has_left
from feeds.errors import Problem
from feeds.model import INDEX

Row = Mapping[str, Any]


def former_problems(rows: list[dict[str, Any]]) -> Iterator[Problem]:
    """Find entries that contradict themselves or another, and moves that lead nowhere."""
    live = {path for row in rows if not has_left(row) and isinstance(path := row.get("path"), str)} | {INDEX}
    moves: dict[str, object] = {}
    for number, row in enumerate(rows, 1):
        path = row.get("path")
        if not has_left(row) or not isinstance(path, str):
            continue
        where = f"channels[{number}]({path})"
        if path in live or path in moves:
            yield Problem(
                where=f"{where}.path",
                message="another entry has this channel, so it cannot have left",
                hint="Remove one of the two; list it in aliases where its records belong to another channel",
            )
        if row.get("moved_to") is not None and row.get("gone"):
            yield Problem(
                where=f"{where}.gone",
                message="a channel that moved is not gone",
                hint="Keep moved_to if its readers can go on elsewhere, gone if they cannot",
            )
        moves.setdefault(path, row.get("moved_to"))
    for number, row in enumerate(rows, 1):
        if has_left(row) and isinstance(row.get("moved_to"), str):
            yield from _astray(f"channels[{number}]({row.get('path')}).moved_to", row, moves, live)


def _astray(where: str, row: Row, moves: Mapping[str, object], live: set[str]) -> Iterator[Problem]:
    """Follow a move; it must end at a channel that is there, or at an address elsewhere."""
    seen = [row.get("path")]
    to: object = row["moved_to"]
    while isinstance(to, str) and to in moves and to not in seen:
        seen.append(to)
        to = moves[to]
    if to in seen:
        message, hint = f"the move leads back to {to!r}", "End it at a channel that is there"
    elif to is None:
        message, hint = f"the move leads to {seen[-1]!r}, which is gone", "Say gone = true here as well"
    elif isinstance(to, str) and "://" not in to and to not in live:
        message, hint = f"there is no channel {to!r}", "Name the channel that carries its entries now"
    else:
        return
    yield Problem(where=where, message=message, hint=hint)
