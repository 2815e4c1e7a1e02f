"""Bearer tokens for pushing: a name, a scope and the digest of a secret."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Row, bindparam, insert, select, update

from feeds.model import Scope, Token
from feeds.store import schema
from feeds.store.prepared import prepare
from feeds.store.session import Transaction

_TOKEN = prepare(select(schema.tokens).where(schema.tokens.c.id == bindparam("wanted")))


async def add(tx: Transaction, token: Token) -> bool:
    """Store a token; return false if a valid one has this name."""
    table = schema.tokens
    valid = select(table.c.id).where((table.c.name == token.name) & table.c.revoked_s.is_(None))
    if (await tx.execute(valid)).first() is not None:
        return False
    values = {
        "id": token.id,
        "name": token.name,
        "digest": token.digest,
        "scope": msgspec.json.encode(token.scope),
        "made_s": int(token.created_at.timestamp()),
    }
    await tx.execute(insert(table).values(**values))
    return True


async def fetch(tx: Transaction, id_: str) -> Token | None:
    """Return a token by its public part, revoked or not."""
    row = (await tx.execute(_TOKEN, {"wanted": id_})).first()
    return None if row is None else _token(row)


async def list_all(tx: Transaction) -> tuple[Token, ...]:
    """Return all tokens, oldest first."""
    wanted = select(schema.tokens).order_by(schema.tokens.c.made_s, schema.tokens.c.name)
    return tuple(_token(row) for row in await tx.execute(wanted))


async def revoke(tx: Transaction, name: str, now_s: int) -> bool:
    """Revoke a token; return false if no valid one has this name."""
    table = schema.tokens
    valid = (table.c.name == name) & table.c.revoked_s.is_(None)
    return (await tx.execute(update(table).where(valid).values(revoked_s=now_s))).rowcount > 0


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        digest=bytes(row.digest),
        scope=msgspec.json.decode(row.scope, type=Scope),
        created_at=datetime.fromtimestamp(row.made_s, UTC),
        revoked_at=None if row.revoked_s is None else datetime.fromtimestamp(row.revoked_s, UTC),
    )
