"""What the API needs of the store: a protocol for records, tokens and stored responses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from feeds.model import IdempotentResponse, PushResult, RecordOutcome, Scope, Token
from feeds.server.api.line_splitter import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """A record as its pusher may see it: its own JSON text, and how it stands. Times are RFC 3339."""

    record: bytes
    state: str
    revision: int
    published: str
    updated: str


class RecordService(Protocol):
    """Records by push, their pushers' tokens, and answers stored. All raise ``StoreError``."""

    def sources(self) -> tuple[str, ...]:
        """The names of the sources that records can be pushed to."""
        ...

    def behind_s(self) -> float:
        """How long the oldest change that waits for the store has been waiting."""
        ...

    async def token(self, id_: str) -> Token | None:
        """The token with this public part, revoked or not."""
        ...

    async def push(self, source: str, lines: Sequence[Line], token: Token) -> tuple[PushResult, ...]:
        """Take lines of JSON in; when it returns, they are safe."""
        ...

    async def put(self, source: str, id_: str, text: bytes, token: Token) -> PushResult | None:
        """Take one JSON object in under an id; ``None`` where it has another, and then nothing is done."""
        ...

    async def find(self, id_: str, scope: Scope) -> RecordView | None:
        """A record in scope, published or not."""
        ...

    async def withdraw(self, id_: str, token: Token, reason: str) -> RecordOutcome | None:
        """Withdraw a record in the token's scope; ``None`` when there is none."""
        ...

    async def answer(self, token: str, key: str) -> IdempotentResponse | None:
        """The answer stored for a token's idempotency key."""
        ...

    async def answer_part(self, token: str, key: str, number: int) -> bytes | None:
        """One part of its body, ``None`` after the last."""
        ...

    async def keep_answer(
        self, token: str, key: str, answer: IdempotentResponse, body: Iterator[bytes]
    ) -> None:
        """Keep an answer for a day, unless there is one."""
        ...
