"""The statements that publishing a channel and its archive executes, compiled once."""

from sqlalchemy import BigInteger, Integer, bindparam, func, select, tuple_, update

from feeds.store import schema
from feeds.store.prepared import prepare
from feeds.store.publishers import has_part

_parts = schema.parts
_place = tuple_(_parts.c.until_s, _parts.c.until_key)
_stale = _parts.c.dirty > _parts.c.built
_members_stale = _parts.c.members_dirty > _parts.c.built
_member_place = tuple_(schema.membership.c.published_s, schema.membership.c.key)
_late = schema.late_changes.c
_of_channel = _parts.c.channel == bindparam("channel")
_limit = bindparam("limit", type_=Integer)
REACH = prepare(
    select(_parts).where(_of_channel).order_by(_parts.c.until_s.desc(), _parts.c.until_key.desc()).limit(1)
)
WAITING = prepare(
    select(_parts)
    .where(_of_channel, _stale, has_part(_parts.c.until_key))
    .order_by(_parts.c.until_s, _parts.c.until_key)
    .limit(_limit)
)
WAITING_MEMBERS = prepare(WAITING.where(_members_stale))
FIRST_UNBUILT = prepare(
    select(_parts)
    .where(_of_channel, _parts.c.built == 0, _stale)  # which it always is: by the index of those that wait
    .order_by(_parts.c.until_s, _parts.c.until_key)
    .limit(1)
)
LATE_CHANGES = prepare(
    select(_late.key, schema.records.c.number, _late.number.label("changed"))
    .join(schema.records, schema.records.c.key == _late.key)
    .where(_late.channel == bindparam("channel"))
    .order_by(_late.number.desc(), _late.key.desc())
    .limit(_limit)
)
MEMBERS = prepare(
    select(schema.membership.c.key).where(schema.membership.c.channel == bindparam("channel")).limit(_limit)
)
NEWEST = prepare(
    select(schema.membership.c.published_s, schema.membership.c.key)
    .where(schema.membership.c.channel == bindparam("channel"))
    .order_by(schema.membership.c.published_s.desc(), schema.membership.c.key.desc())
    .limit(_limit)
)
PART_NAMES = prepare(select(_parts.c.name).where(_of_channel, _parts.c.name.like(bindparam("pattern"))))
_gone = schema.gone_resources.c
REMOVED_NAMES = prepare(
    select(_gone.name).where(_gone.channel == bindparam("channel"), _gone.name.like(bindparam("pattern")))
)
_published_s = bindparam("published_s", type_=BigInteger)
MEMBERS_AFTER = prepare(
    MEMBERS.where(
        schema.membership.c.published_s >= _published_s,
        _member_place > tuple_(_published_s, bindparam("key", type_=BigInteger)),
    )
)

LAST_S = 2**60
"""A time after all others, in seconds since 1970."""

_after_s, _last_s = bindparam("after_s", type_=BigInteger), bindparam("last_s", type_=BigInteger)
FILED = prepare(
    select(
        schema.membership.c.published_s,
        schema.membership.c.key,
        schema.records.c.number,
        func.coalesce(schema.records.c.size_bytes, func.length(schema.records.c.body)).label("size_bytes"),
    )
    .join(schema.records, schema.records.c.key == schema.membership.c.key)
    .where(
        schema.membership.c.channel == bindparam("channel"),
        schema.membership.c.published_s >= _after_s,
        schema.membership.c.published_s <= _last_s,
        _member_place > tuple_(_after_s, bindparam("after_key", type_=BigInteger)),
        _member_place <= tuple_(_last_s, bindparam("last_key", type_=BigInteger)),
    )
    .order_by(schema.membership.c.published_s, schema.membership.c.key)
    .limit(_limit)
)
_end = tuple_(bindparam("end_s", type_=BigInteger), bindparam("end_key", type_=BigInteger))
BEFORE = prepare(
    select(_parts)
    .where(_of_channel, _place < _end)
    .order_by(_parts.c.until_s.desc(), _parts.c.until_key.desc())
    .limit(1)
)
AFTER = prepare(
    select(_parts).where(_of_channel, _place > _end).order_by(_parts.c.until_s, _parts.c.until_key).limit(1)
)
BUILT = prepare(
    update(_parts)
    .where(
        _parts.c.channel == bindparam("c"),
        _place == _end,
        _parts.c.built == bindparam("seen", type_=BigInteger),
    )
    .values(built=bindparam("number", type_=BigInteger))
)
STATE = prepare(select(_parts.c.dirty, _parts.c.built).where(_of_channel, _place == _end))
