"""The state and the times of a record: pure decisions over what is stored and what was read."""

from enum import StrEnum

from msgspec import Struct

from feeds.model import Record, Status


class State(StrEnum):
    """The state of a record; only a visible one is a member of channels."""

    VISIBLE = "visible"
    WAITING = "waiting"
    EXPIRED = "expired"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"


class Times(Struct, frozen=True, kw_only=True, gc=False):
    """The times of a revision in seconds: they never move backwards (R-TIME-14, R-TIME-15)."""

    published_s: int
    updated_s: int


class Stage(Struct, frozen=True, kw_only=True, gc=False):
    """The state at a moment, and when it next changes by time alone (``None``: never)."""

    state: State
    due_s: int | None


def stage(record: Record, published_s: int, now_s: int, *, withdrawn: bool = False) -> Stage:
    """Return the state that follows from embargo, future date, expiry and status (R-RSS-33, R-ATOM-29).

    ``withdrawn`` by an editor takes precedence over what the source says.
    """
    if withdrawn or record.status is Status.WITHDRAWN:
        return Stage(state=State.WITHDRAWN, due_s=None)
    if record.status is Status.WITHHELD:
        return Stage(state=State.WITHHELD, due_s=None)
    expires_s = _expires_s(record)
    if expires_s is not None and expires_s <= now_s:
        return Stage(state=State.EXPIRED, due_s=None)
    released_s = _released_s(record, published_s)
    if released_s > now_s:
        return Stage(state=State.WAITING, due_s=released_s)
    return Stage(state=State.VISIBLE, due_s=expires_s)


def reached_s(record: Record, published_s: int, state: State) -> int:
    """Return a moment that has passed, as the state of a stored record shows; 0 if it shows none.

    A clock that was set back since hides nothing that was released, and brings back nothing that has expired.
    """
    if state is State.VISIBLE:
        return _released_s(record, published_s)
    return (_expires_s(record) or 0) if state is State.EXPIRED else 0


def _released_s(record: Record, published_s: int) -> int:
    return max(published_s, int(record.release_at.timestamp()) if record.release_at else published_s)


def _expires_s(record: Record) -> int | None:
    return int(record.expires_at.timestamp()) if record.expires_at else None


def first_times(record: Record, now_s: int) -> Times:
    """Return the times of a new record; a missing publication time is filled once (R-TIME-16)."""
    published_s = int(record.published_at.timestamp()) if record.published_at else now_s
    if record.modified_at is None:
        return Times(published_s=published_s, updated_s=published_s)
    modified_s = int(record.modified_at.timestamp())
    return Times(
        published_s=published_s, updated_s=max(published_s, min(modified_s, max(now_s, published_s)))
    )


def next_times(before: Times, record: Record, now_s: int, *, seen: bool, significant: bool) -> Times:
    """Return the times of a revision: ``updated`` moves only if the change is significant.

    ``seen`` says whether the record was ever visible: until then its publication time may change.
    """
    if not seen:
        return first_times(record, now_s)
    if not significant:
        return before
    modified_s = int(record.modified_at.timestamp()) if record.modified_at else now_s
    if modified_s <= before.updated_s:
        modified_s = now_s
    return Times(published_s=before.published_s, updated_s=max(before.updated_s, min(modified_s, now_s)))


def significant(before: Record, after: Record) -> bool:
    """Whether readers should see the change; one of white space alone is not significant (R-ATOM-18)."""
    return _content(before) != _content(after)


def _content(record: Record) -> tuple[object, ...]:
    texts = (record.title, record.summary, record.content_html, record.content_text, record.rights)
    return (
        *("".join(text.split()) if text else None for text in texts),
        record.url,
        record.external_url,
        record.authors,
        record.attachments,
        record.image,
        record.source,
        record.correction,
        record.status,
    )
