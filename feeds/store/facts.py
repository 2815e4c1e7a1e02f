"""Named values of the whole store."""

from sqlalchemy import bindparam, select

from feeds.store import schema
from feeds.store.prepared import prepare
from feeds.store.session import Transaction
from feeds.store.upsert import upsert

_fact = schema.facts
_VALUE = prepare(select(_fact.c.value).where(_fact.c.name == bindparam("wanted")))


async def get(tx: Transaction, name: str) -> str | None:
    """Return a value, ``None`` when it was never set."""
    value = (await tx.execute(_VALUE, {"wanted": name})).scalar()
    return None if value is None else str(value)


async def put(tx: Transaction, name: str, value: str) -> None:
    """Set a value; of two transactions at the same time the last counts."""
    statement = upsert(tx, _fact).values(name=name, value=value)
    replaced = {"value": statement.excluded.value}
    await tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=replaced))
