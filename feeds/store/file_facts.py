"""What is known of the files of records, and which files have to be asked for."""

from collections.abc import Collection, Sequence
from hashlib import blake2b

from sqlalchemy import delete, func, select, update

from feeds.model import DueFile, FileFacts
from feeds.store import schema
from feeds.store.bulk import among, insert_rows
from feeds.store.session import Transaction

FORGOTTEN_AFTER_S = 90 * 86_400
"""How long after no reading has brought a file what is known of it is kept."""

_KEY_BYTES = 16
_files = schema.file_facts
_known = _files.c


def _key(url: str) -> str:
    """Return a key of bounded length: addresses may be longer than an index allows."""
    return blake2b(url.encode(), digest_size=_KEY_BYTES).hexdigest()


async def known(tx: Transaction, urls: Collection[str]) -> dict[str, FileFacts]:
    """Return what is known of files by their addresses."""
    found: dict[str, FileFacts] = {}
    for some in among(tx, _known.file, [_key(url) for url in urls]):
        rows = await tx.execute(select(_files).where(some, _known.asked_s.is_not(None)))
        found |= {row.url: FileFacts(size_bytes=row.size_bytes, mime_type=row.mime_type) for row in rows}
    return found


async def fresh(tx: Transaction, urls: Collection[str], since_s: int) -> set[tuple[str, str]]:
    """Return the pairs of an address and a record that were expected since a time."""
    found: set[tuple[str, str]] = set()
    for some in among(tx, _known.file, [_key(url) for url in urls]):
        rows = await tx.execute(select(_known.url, _known.record).where(some, _known.expected_s >= since_s))
        found |= {(row.url, row.record) for row in rows}
    return found


async def expect(tx: Transaction, source: str, files: Sequence[tuple[str, str]], now_s: int) -> None:
    """Have files asked for: pairs of an address and the record that has it."""
    columns = tuple(column.name for column in _files.columns)
    rows = [
        (_key(url), record, url, source, now_s, now_s, 0, None, None, None)
        for url, record in dict.fromkeys(files)
    ]
    await insert_rows(tx, _files, columns, rows, known="stay")
    for some in among(tx, _known.file, list({_key(url) for url, _ in files})):
        wanted = update(_files).where(some)
        await tx.execute(wanted.values(source=source, expected_s=now_s, due_s=now_s, failures=0))


async def due(tx: Transaction, now_s: int, limit: int) -> tuple[DueFile, ...]:
    """Return the files that have to be asked for, those that wait longest first."""
    first = (
        select(_known.file)
        .where(_known.due_s <= now_s)
        .group_by(_known.file)
        .order_by(func.min(_known.due_s), _known.file)
        .limit(limit)
    )
    rows = await tx.execute(select(_files).where(_known.file.in_(first)).order_by(_known.due_s, _known.file))
    found: dict[str, DueFile] = {}
    for row in rows:
        before = found.get(row.url)
        asked = row.asked_s is not None
        found[row.url] = DueFile(
            url=row.url,
            source=row.source,
            records=(*(before.records if before else ()), row.record),
            failures=row.failures,
            known=FileFacts(size_bytes=row.size_bytes, mime_type=row.mime_type) if asked else None,
        )
    return tuple(found.values())


async def next_due_s(tx: Transaction) -> int | None:
    """Return when the next file has to be asked for, in seconds since 1970."""
    second: int | None = (await tx.execute(select(func.min(_known.due_s)))).scalar()
    return second


async def answered(tx: Transaction, url: str, facts: FileFacts, now_s: int) -> None:
    """Store what a server said; the file is asked for again when a later reading brings it."""
    values = {"size_bytes": facts.size_bytes, "mime_type": facts.mime_type, "asked_s": now_s}
    changed = update(_files).where(_known.file == _key(url))
    await tx.execute(changed.values(**values, due_s=None, failures=0))


async def failed(tx: Transaction, url: str, failures: int, due_s: int | None) -> None:
    """Note that a file could not be asked for; ``None`` leaves it to the next reading."""
    changed = update(_files).where(_known.file == _key(url))
    await tx.execute(changed.values(failures=failures, due_s=due_s))


async def forget(tx: Transaction, now_s: int) -> None:
    """Remove what no reading has brought for a long time."""
    await tx.execute(delete(_files).where(_known.expected_s < now_s - FORGOTTEN_AFTER_S))
