"""The addresses of one source: which are due, what they answer, and what is remembered of each."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from feeds.errors import OutgoingError, SourceError
from feeds.model import Mark, SourceSettings
from feeds.outgoing import Response
from feeds.readers.polling import (
    GONE,
    NOT_MODIFIED,
    PollOutcome,
    PollState,
    after_answer,
    after_failure,
    from_mark,
    to_mark,
)
from feeds.readers.reader import ReadContext
from feeds.readers.source_client import SourceClient

_OK = 200
_HINTS: Mapping[int, str] = MappingProxyType({GONE: "Remove the source"})


class PolledAddresses:
    """Requests the addresses of a source as their servers ask."""

    def __init__(self, settings: SourceSettings, context: ReadContext) -> None:
        """Request nothing yet."""
        self._context = context
        self.client = SourceClient(settings, context.outgoing)
        self.outcome = PollOutcome()
        self._states = {mark.key: from_mark(mark) for mark in context.marks}

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is remembered of each address."""
        return tuple(to_mark(url, state) for url, state in self._states.items())

    def state(self, url: str) -> PollState:
        """Return what is remembered of an address."""
        return self._states.get(url, PollState())

    def remember(self, url: str, state: PollState) -> None:
        """Remember the state of an address, once what it answered was taken."""
        self._states[url] = state

    def fail(self, url: str, now: datetime) -> None:
        """Remember that an address gave nothing that could be used."""
        self._states[url] = after_failure(self.state(url), now)

    def skips(self, url: str, now: datetime) -> bool:
        """Count an address; return whether it is left alone: gone, or not due unless a person asks."""
        pushed = url in self._context.pushed
        return self.outcome.skips(self.state(url), now, by_hand=self._context.by_hand, pushed=pushed)

    async def request(
        self,
        url: str,
        now: datetime,
        *,
        headers: tuple[tuple[str, str], ...] = (),
        max_bytes: int | None = None,
        hints: Mapping[int, str] = _HINTS,
    ) -> tuple[Response, PollState]:
        """Request an address where it is now; return its answer and the state to remember once it is taken.

        The status is 200 or 304. Raises ``SourceError`` for any other, with one of the ``hints`` by status,
        and where there is no answer; that is remembered at once.
        """
        state = self.state(url)
        bound = {} if max_bytes is None else {"max_bytes": max_bytes}
        try:
            response = await self.client.fetch(
                state.address or url, headers=headers, validators=state.validators, **bound
            )
        except OutgoingError as error:
            self.fail(url, now)
            raise SourceError(error.message, where=url, hint=error.hint) from error
        after = after_answer(state, response, now)
        if response.status not in (_OK, NOT_MODIFIED):
            self.remember(url, after)
            raise refusal(response, url, hints)
        return response, after


def refusal(response: Response, where: str, hints: Mapping[int, str] = _HINTS) -> SourceError:
    """Return the error of an answer whose status is not that of success."""
    hint = hints.get(response.status) or _HINTS.get(response.status)
    return SourceError(f"the server answered {response.status}", where=where, hint=hint)
