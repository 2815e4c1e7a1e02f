"""Checks of channels that moved (``moved_to``) or ended (``gone``)."""

from collections.abc import Iterator, Mapping
from typing import Any

from feeds.config.tables import is_removed
from feeds.errors import Problem
from feeds.model import INDEX

Row = Mapping[str, Any]


def internal_path(target: str, site_url: str) -> str:
    """Return the channel path of an address on the site itself; other targets are returned as they are."""
    base = site_url.rstrip("/").partition("://")[2].casefold()
    address = target.partition("://")[2]
    if not base or not f"{address}/".casefold().startswith(f"{base}/"):
        return target
    return address[len(base) :].strip("/") or INDEX


def removed_channel_problems(rows: list[dict[str, Any]], site_url: str) -> Iterator[Problem]:
    """Find tables that contradict themselves or another table, and moves without a valid target."""
    live = {path for row in rows if not is_removed(row) and isinstance(path := row.get("path"), str)} | {
        INDEX
    }
    moves: dict[str, str | None] = {}
    for number, row in enumerate(rows, 1):
        path, target = row.get("path"), row.get("moved_to")
        if not is_removed(row) or not isinstance(path, str):
            continue
        where = f"channels[{number}]({path})"
        if path in live or path in moves:
            yield Problem(
                where=f"{where}.path",
                message="another table has this channel, so it cannot be removed",
                hint="Remove one of the two; use aliases if its records belong to another channel",
            )
        if target is not None and row.get("gone"):
            yield Problem(
                where=f"{where}.gone",
                message="a channel has either moved_to or gone",
                hint="Keep moved_to if its readers can continue elsewhere, gone if they cannot",
            )
        moves.setdefault(path, internal_path(target, site_url) if isinstance(target, str) else None)
    for number, row in enumerate(rows, 1):
        path, target = row.get("path"), row.get("moved_to")
        if isinstance(path, str) and isinstance(target, str):
            where = f"channels[{number}]({path}).moved_to"
            yield from _check_move(where, path, internal_path(target, site_url), moves, live)


def _check_move(
    where: str, path: str, target: str, moves: Mapping[str, str | None], live: set[str]
) -> Iterator[Problem]:
    """Follow a move to its end, which must be a channel or an address on another site."""
    seen = [path]
    at: str | None = target
    while at is not None and at in moves and at not in seen:
        seen.append(at)
        at = moves[at]
    if at in seen:
        message, hint = f"the move leads back to {at!r}", "Let it end at a channel that exists"
    elif at is None:
        message, hint = f"the move leads to {seen[-1]!r}, which is gone", "Write gone = true here as well"
    elif "://" not in at and at not in live:
        message, hint = f"there is no channel {at!r}", "Give the channel that carries its entries now"
    else:
        return
    yield Problem(where=where, message=message, hint=hint)
