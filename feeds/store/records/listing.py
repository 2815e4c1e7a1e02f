"""Lists stored records for people: newest first, by channel, source, time and words."""

from dataclasses import dataclass

from sqlalchemy import select

from feeds.store import schema
from feeds.store.records.queries import StoredRecord, stored_record
from feeds.store.session import Transaction

PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """Which records to list; ``search`` are words that all occur in the id, title, summary or content."""

    channel: str | None = None
    source: str | None = None
    since_s: int | None = None
    search: str = ""

    def matches(self, stored: StoredRecord) -> bool:
        """Whether all words occur, without regard to case."""
        record = stored.record
        texts = (
            record.id,
            record.url,
            record.title,
            record.summary,
            record.content_html,
            record.content_text,
        )
        text = "\n".join(filter(None, texts)).casefold()
        return all(word in text for word in self.search.casefold().split())


async def list_records(tx: Transaction, wanted: RecordFilter, limit: int) -> tuple[StoredRecord, ...]:
    """Return the newest records by publication time."""
    record = schema.records.c
    query = select(schema.records).order_by(record.published_s.desc(), record.key.desc())
    if wanted.source is not None:
        query = query.where(record.origin == wanted.source)
    if wanted.since_s is not None:
        query = query.where(record.published_s >= wanted.since_s)
    if wanted.channel is not None:
        member, channel = schema.membership.c, schema.channels.c
        members = select(member.key).join(schema.channels, channel.key == member.channel)
        query = query.where(record.key.in_(members.where(channel.path == wanted.channel)))
    found: list[StoredRecord] = []
    offset = 0
    while len(found) < limit:
        rows = (await tx.execute(query.limit(PAGE).offset(offset))).all()
        found += [one for one in map(stored_record, rows) if wanted.matches(one)]
        offset += PAGE
        if len(rows) < PAGE:
            break
    return tuple(found[:limit])
