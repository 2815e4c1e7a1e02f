"""Named values of the whole store."""

from sqlalchemy import bindparam, delete, insert, select

from feeds.store import schema
from feeds.store.prepared import prepare
from feeds.store.session import Transaction

_fact = schema.facts
_VALUE = prepare(select(_fact.c.value).where(_fact.c.name == bindparam("wanted")))


async def get(tx: Transaction, name: str) -> str | None:
    """Return a value, ``None`` when it was never set."""
    value = (await tx.execute(_VALUE, {"wanted": name})).scalar()
    return None if value is None else str(value)


async def put(tx: Transaction, name: str, value: str) -> None:
    """Set a value."""
    await tx.execute(delete(_fact).where(_fact.c.name == name))
    await tx.execute(insert(_fact).values(name=name, value=value))
