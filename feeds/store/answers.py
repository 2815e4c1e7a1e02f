"""Answers to requests with an ``Idempotency-Key``, kept for a day."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import IdempotentResponse
from feeds.store import tables

KEPT_S = 86_400


async def fetch(connection: AsyncConnection, token: str, name: str, now_s: int) -> IdempotentResponse | None:
    """Return the answer that a token's key of this name got, unless it is too old."""
    table = tables.answers
    wanted = select(table.c.digest, table.c.status, table.c.media_type).where(
        (table.c.token == token)
        & (table.c.name == name)
        & (table.c.part == 0)
        & (table.c.made_s > now_s - KEPT_S)
    )
    row = (await connection.execute(wanted)).first()
    if row is None:
        return None
    return IdempotentResponse(digest=bytes(row.digest), status=row.status, media_type=row.media_type)


async def part(connection: AsyncConnection, token: str, name: str, number: int) -> bytes | None:
    """Return one part of an answer's body, ``None`` after the last."""
    table = tables.answers
    wanted = select(table.c.body).where(
        (table.c.token == token) & (table.c.name == name) & (table.c.part == number)
    )
    body = (await connection.execute(wanted)).scalar()
    return None if body is None else bytes(body)


async def keep(
    connection: AsyncConnection,
    of: tuple[str, str],
    answer: IdempotentResponse,
    body: Iterable[bytes],
    now_s: int,
) -> bool:
    """Keep an answer, and forget those that are too old; ``False`` when there is one already.

    ``of`` is the token's id and the key's name.
    """
    table = tables.answers
    token, name = of
    await connection.execute(delete(table).where(table.c.made_s <= now_s - KEPT_S))
    if await fetch(connection, token, name, now_s) is not None:
        return False
    for number, piece in enumerate(body):
        values = {
            "token": token,
            "name": name,
            "part": number,
            "digest": answer.digest,
            "status": answer.status,
            "media_type": answer.media_type,
            "made_s": now_s,
            "body": piece,
        }
        await connection.execute(insert(table).values(**values))
    return True
