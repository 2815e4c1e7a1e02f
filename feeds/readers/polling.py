"""When to ask a feed's address again, and what its answers mean: pure decisions over what is remembered.

Source: RFC 9110 §10.2.3, §13; RFC 9111 §5.2; R-HTTP-20.
"""

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

import msgspec

from feeds.model import Mark
from feeds.outgoing import NO_VALIDATORS, Response, Validators
from feeds.text.dates import ParsedTime, parse_time, rfc3339
from feeds.text.http_dates import parse_http_date

GONE = 410
NOT_MODIFIED = 304
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})", re.IGNORECASE)
_TIMES = ("asked_at", "due_at", "safety_at")
_FIRST_WAIT_S = 60
_LONGEST_WAIT_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """What is remembered of one address.

    ``address`` is where it moved for good; ``due_at`` when the server wants to be asked again, at the
    earliest; ``failures`` count in a row; ``imported`` once its whole history was followed. ``hubs`` and
    ``topic`` are what the document that came from ``fetched_from`` advertises for push. While documents are
    pushed, the address is requested at ``safety_at`` at the earliest. Both waits began at ``asked_at``.
    """

    validators: Validators = NO_VALIDATORS
    address: str | None = None
    due_at: datetime | None = None
    failures: int = 0
    gone: bool = False
    imported: bool = False
    hubs: tuple[str, ...] = ()
    topic: str | None = None
    fetched_from: str | None = None
    safety_at: datetime | None = None
    asked_at: datetime | None = None

    def waits(self, now: datetime, *, pushed: bool = False) -> bool:
        """Whether the server asked to wait, and that time is not over; or documents are ``pushed``.

        A wait is over before its beginning: it was set by a clock that was ahead, and is set back by now.
        """
        if self.asked_at is not None and now < self.asked_at:
            return False
        if pushed and self.safety_at is not None and now < self.safety_at:
            return True
        return self.due_at is not None and now < self.due_at


@dataclass(slots=True)
class PollOutcome:
    """What became of the addresses of a source in one read."""

    requested: int = 0
    waiting: int = 0
    failing: int = 0

    def skips(self, state: PollState, now: datetime, *, by_hand: bool, pushed: bool = False) -> bool:
        """Count an address; return whether it is left alone: gone, or not due unless a person asks."""
        if state.gone or (state.waits(now, pushed=pushed) and not by_hand):
            self.waiting += 1
            self.failing += state.gone or state.failures > 0
            return True
        self.requested += 1
        return False

    @property
    def was_read(self) -> bool:
        """Whether the source counts as read: not if nothing was due, or what failed still waits."""
        return not self.failing and (self.requested > 0 or not self.waiting)

    def add(self, other: "PollOutcome") -> None:
        """Add what became of other addresses."""
        self.requested += other.requested
        self.waiting += other.waiting
        self.failing += other.failing


def after_answer(state: PollState, response: Response, now: datetime) -> PollState:
    """The state after an answer of any status."""
    address = response.moved_to or state.address
    if response.status == GONE:
        return replace(state, gone=True, address=address)
    if response.status in (200, NOT_MODIFIED):
        fresh = response.status == NOT_MODIFIED
        validators = (
            state.validators if fresh and response.validators == NO_VALIDATORS else response.validators
        )
        due_at = _due_at(response, now)
        waits = due_at is not None or state.safety_at is not None
        asked_at = now if waits else None  # without a wait the state stays the same, and is not stored again
        after = replace(state, validators=validators, address=address, failures=0)
        return replace(after, due_at=due_at, asked_at=asked_at)
    wait = _retry_after(response, now) or _back_off(state.failures)
    return replace(state, failures=state.failures + 1, due_at=now + wait, asked_at=now)


def after_failure(state: PollState, now: datetime) -> PollState:
    """The state after a request without a response: wait twice as long each time."""
    wait = _back_off(state.failures)
    return replace(state, failures=state.failures + 1, due_at=now + wait, asked_at=now)


def to_mark(url: str, state: PollState) -> Mark:
    """The state as it is kept."""
    kept = asdict(state)
    for name in _TIMES:
        kept[name] = rfc3339(at) if (at := kept[name]) else None
    return Mark(key=url, value=msgspec.json.encode(kept).decode())


def without_validators(marks: tuple[Mark, ...], url: str) -> tuple[Mark, ...]:
    """The marks of a source so that an address is requested without conditions next."""
    return tuple(
        to_mark(url, replace(from_mark(mark), validators=NO_VALIDATORS)) if mark.key == url else mark
        for mark in marks
    )


def from_mark(mark: Mark | None) -> PollState:
    """The state as it was kept; a fresh one where there is none or it cannot be read."""
    try:
        kept = msgspec.json.decode(mark.value) if mark else {}
        kept |= {name: _kept_time(kept.get(name)) for name in _TIMES}
        validators = Validators(**kept.pop("validators", {}))
        hubs = tuple(kept.pop("hubs", ()))
        return PollState(**kept, validators=validators, hubs=hubs)
    except (msgspec.DecodeError, TypeError, AttributeError):
        return PollState()


def _kept_time(text: str | None) -> datetime | None:
    time = parse_time(text or "", zone="UTC")
    return time.at if isinstance(time, ParsedTime) else None


def _due_at(response: Response, now: datetime) -> datetime | None:
    """When the answer is no longer fresh by ``Cache-Control``, in a day at most; ``None`` if it never is."""
    match = _MAX_AGE.search(response.header("cache-control") or "")
    fresh_s = min(int(match[1]), _LONGEST_WAIT_S) if match else 0
    return now + timedelta(seconds=fresh_s) if fresh_s else None


def _retry_after(response: Response, now: datetime) -> timedelta | None:
    """``Retry-After`` in seconds or as a date. Source: RFC 9110 §10.2.3."""
    value = (response.header("retry-after") or "").strip()
    if value.isdecimal():
        return timedelta(seconds=min(int(value[:9]), _LONGEST_WAIT_S))
    now_s = int(now.timestamp())
    at_s = parse_http_date(value, now_s)
    return None if at_s is None else timedelta(seconds=min(max(at_s - now_s, 0), _LONGEST_WAIT_S))


def _back_off(failures: int) -> timedelta:
    return timedelta(seconds=min(_FIRST_WAIT_S * 2 ** min(failures, 20), _LONGEST_WAIT_S))
