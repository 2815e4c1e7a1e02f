"""Cuts the entries of a channel into the parts of its archive, while no other process changes them."""

from collections.abc import Sequence

from feeds.compose.archive import GROWN, PART_ENTRIES, cut, joining, month_of, part_name
from feeds.model import Channel, Filed, Part, Position
from feeds.store import Transaction, archive, ledger

PAGE = 1_000
"""How many positions are read at a time to cut parts."""


async def cut_page(tx: Transaction, key: int, channel: Channel, before: Position | None) -> bool:
    """Cut entries before a position that are in no part yet into parts; return whether there may be more."""
    await ledger.lock(tx)
    reach = await archive.reach(tx, key)
    page = await archive.filed(tx, key, PAGE, after=reach, before=before)
    more = len(page) == PAGE
    last = await archive.part_before(tx, key)
    joined = await _join(tx, key, last, page, channel.max_bytes)
    await _add_parts(tx, key, cut(page[joined:], max_bytes=channel.max_bytes, more=more))
    return more


async def divide(tx: Transaction, key: int, channel: Channel, part: Part, filed: Sequence[Filed]) -> None:
    """Move all but the last piece of a part to parts before it, which have to be published first.

    ``filed`` are its entries. Nothing is done if it changed since it was read.
    """
    await ledger.lock(tx)
    if not await archive.is_as_read(tx, key, part):
        return
    own = part.name.startswith(month_of(filed[-1].position))
    keeps_last = own or len(filed) > GROWN * PART_ENTRIES
    before = await archive.part_before(tx, key, part.until)
    joined = await _join(tx, key, before, filed, channel.max_bytes)
    groups = cut(filed[joined:], max_bytes=channel.max_bytes)
    await _add_parts(tx, key, groups[:-1] if keeps_last else groups)


async def _join(tx: Transaction, key: int, part: Part | None, filed: Sequence[Filed], max_bytes: int) -> int:
    """Extend a part by as many of the entries after it as it may hold; return how many these are."""
    if part is None:
        return 0
    before = await archive.part_before(tx, key, part.until)
    begins_after = before.until if before else None
    held = await archive.filed(tx, key, PART_ENTRIES + 1, after=begins_after, until=part.until)
    count = joining(filed, held, part.name, max_bytes=max_bytes)
    if count:
        await archive.extend(tx, key, part, filed[count - 1].position)
    return count


async def _add_parts(tx: Transaction, key: int, groups: Sequence[Sequence[Filed]]) -> None:
    taken: dict[str, list[str]] = {}
    ends = []
    for group in groups:
        month = month_of(group[-1].position)
        if month not in taken:
            taken[month] = list(await archive.part_names(tx, key, month))
        name = part_name(month, taken[month])
        taken[month].append(name)
        ends.append((name, group[-1].position))
    await archive.add(tx, key, ends)
