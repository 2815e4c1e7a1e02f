"""Responses to requests with an ``Idempotency-Key``, kept for a day."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from feeds.model import IdempotentResponse
from feeds.store import schema
from feeds.store.session import Transaction

KEPT_S = 86_400


async def fetch(tx: Transaction, token: str, name: str, now_s: int) -> IdempotentResponse | None:
    """Return the response to a key of a token, unless it is too old."""
    table = schema.idempotent_responses
    wanted = select(table.c.digest, table.c.status, table.c.media_type).where(
        (table.c.token == token)
        & (table.c.name == name)
        & (table.c.part == 0)
        & (table.c.made_s > now_s - KEPT_S)
    )
    row = (await tx.execute(wanted)).first()
    if row is None:
        return None
    return IdempotentResponse(digest=bytes(row.digest), status=row.status, media_type=row.media_type)


async def fetch_part(tx: Transaction, token: str, name: str, number: int) -> bytes | None:
    """Return one part of the body of a response, ``None`` after the last."""
    table = schema.idempotent_responses
    wanted = select(table.c.body).where(
        (table.c.token == token) & (table.c.name == name) & (table.c.part == number)
    )
    body = (await tx.execute(wanted)).scalar()
    return None if body is None else bytes(body)


async def keep(
    tx: Transaction,
    token: str,
    name: str,
    response: IdempotentResponse,
    body: Iterable[bytes],
    *,
    now_s: int,
) -> bool:
    """Store a response and delete those that are too old; return false if there is one already."""
    table = schema.idempotent_responses
    await tx.execute(delete(table).where(table.c.made_s <= now_s - KEPT_S))
    if await fetch(tx, token, name, now_s) is not None:
        return False
    for number, chunk in enumerate(body):
        values = {
            "token": token,
            "name": name,
            "part": number,
            "digest": response.digest,
            "status": response.status,
            "media_type": response.media_type,
            "made_s": now_s,
            "body": chunk,
        }
        await tx.execute(insert(table).values(**values))
    return True
