"""Bearer tokens as the store keeps them: a name, a scope and the hash of a secret."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Scope, Token
from feeds.store import tables


async def add(connection: AsyncConnection, token: Token) -> bool:
    """Keep a token; ``False`` when one of that name is still good."""
    table = tables.tokens
    good = select(table.c.id).where((table.c.name == token.name) & table.c.revoked_s.is_(None))
    if (await connection.execute(good)).first() is not None:
        return False
    values = {
        "id": token.id,
        "name": token.name,
        "digest": token.digest,
        "scope": msgspec.json.encode(token.scope),
        "made_s": int(token.made_at.timestamp()),
    }
    await connection.execute(insert(table).values(**values))
    return True


async def fetch(connection: AsyncConnection, id_: str) -> Token | None:
    """Return a token by its public part, revoked or not."""
    row = (await connection.execute(select(tables.tokens).where(tables.tokens.c.id == id_))).first()
    return None if row is None else _token(row)


async def list_all(connection: AsyncConnection) -> tuple[Token, ...]:
    """Return all tokens, oldest first."""
    wanted = select(tables.tokens).order_by(tables.tokens.c.made_s, tables.tokens.c.name)
    return tuple(_token(row) for row in await connection.execute(wanted))


async def revoke(connection: AsyncConnection, name: str, now_s: int) -> bool:
    """End a token for good; ``False`` when none of that name is good."""
    table = tables.tokens
    good = (table.c.name == name) & table.c.revoked_s.is_(None)
    return (await connection.execute(update(table).where(good).values(revoked_s=now_s))).rowcount > 0


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        digest=bytes(row.digest),
        scope=msgspec.json.decode(row.scope, type=Scope),
        made_at=datetime.fromtimestamp(row.made_s, UTC),
        revoked_at=None if row.revoked_s is None else datetime.fromtimestamp(row.revoked_s, UTC),
    )
