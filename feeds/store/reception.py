"""The store's side of pushing: tokens, records taken by permit, answers kept. One transaction a question."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.errors import StoreError
from feeds.model import IdempotentResponse, Outcome, Precedence, Token
from feeds.store import answers, pushing, tables, tokens
from feeds.store.arriving import PlacedRecord
from feeds.store.engine import Database
from feeds.store.lookup import StoredRecord
from feeds.store.quarantine import ToHold


class Reception:
    """What pushing asks of the store. All raise ``StoreError`` when the database is out of reach."""

    def __init__(self, database: Database, turn: asyncio.Lock) -> None:
        """Take turns with the rest of the store."""
        self._database = database
        self._turn = turn

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._turn, self._database.write() as connection:
                yield connection
        except OperationalError as error:
            raise _out_of_reach(error) from error

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._database.read() as connection:
                yield connection
        except OperationalError as error:
            raise _out_of_reach(error) from error

    async def channel_keys(self) -> dict[str, int]:
        """Return the keys of all channels by path."""
        async with self._read() as connection:
            rows = await connection.execute(select(tables.channels.c.path, tables.channels.c.key))
            return {row.path: row.key for row in rows}

    # Records

    async def push(
        self,
        placements: Sequence[PlacedRecord],
        rejected: Sequence[ToHold],
        permit: pushing.Permit,
        now_s: int,
        *,
        order: Precedence,
    ) -> pushing.Pushed:
        """Save and hold a batch; all of it is safe when this returns."""
        async with self._write() as connection:
            return await pushing.push(connection, placements, rejected, permit, now_s, order=order)

    async def find(self, name: str, permit: pushing.Permit) -> StoredRecord | None:
        """Return a record that the permit allows to see."""
        async with self._read() as connection:
            return await pushing.find(connection, name, permit)

    async def withdraw(self, name: str, permit: pushing.Permit, note: str, now_s: int) -> Outcome | None:
        """Withdraw a record that the permit allows to change; ``None`` when there is none."""
        async with self._write() as connection:
            return await pushing.withdraw(connection, name, permit, note, now_s)

    # Tokens

    async def add_token(self, token: Token) -> bool:
        """Keep a token; ``False`` when one of that name is still good."""
        async with self._write() as connection:
            return await tokens.add(connection, token)

    async def token(self, id_: str) -> Token | None:
        """Return a token by its public part, revoked or not."""
        async with self._read() as connection:
            return await tokens.fetch(connection, id_)

    async def tokens(self) -> tuple[Token, ...]:
        """Return all tokens, oldest first."""
        async with self._read() as connection:
            return await tokens.list_all(connection)

    async def revoke_token(self, name: str, now_s: int) -> bool:
        """End a token for good; ``False`` when none of that name is good."""
        async with self._write() as connection:
            return await tokens.revoke(connection, name, now_s)

    # Answers

    async def answer(self, token: str, name: str, now_s: int) -> IdempotentResponse | None:
        """Return the answer kept for a token's idempotency key."""
        async with self._read() as connection:
            return await answers.fetch(connection, token, name, now_s)

    async def answer_part(self, token: str, name: str, number: int) -> bytes | None:
        """Return one part of a kept answer's body, ``None`` after the last."""
        async with self._read() as connection:
            return await answers.part(connection, token, name, number)

    async def keep_answer(
        self, token: str, name: str, answer: IdempotentResponse, body: Iterable[bytes], now_s: int
    ) -> bool:
        """Keep an answer for a day; ``False`` when there is one of that name already."""
        async with self._write() as connection:
            return await answers.keep(connection, (token, name), answer, body, now_s)


def _out_of_reach(error: OperationalError) -> StoreError:
    return StoreError(f"the database did not answer: {error.orig}", hint="Try again in a moment")
