"""Note how attempts to deliver ended: many in one transaction, each only while its claim holds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, bindparam, delete, select, update

from feeds.model import Delivery, Ending
from feeds.store.bulk import among
from feeds.store.schema.websub import deliveries, subscriptions
from feeds.store.session import Transaction
from feeds.store.websub import subscriptions as subscriptions_store
from feeds.store.websub import totals
from feeds.store.websub.deliveries import lock


class Outcome(StrEnum):
    """What became of one attempt.

    ``ACCEPTED`` at a revision; ``RETRY`` later after a failure; ``POSTPONED`` without an attempt; ``DROPPED``
    after the last failure, while the subscription stays (R-HUB-18); ``NOTHING_NEW`` to send; ``ENDED``: the
    callback is gone for good (R-HUB-17); ``REVOKED``: it may no longer receive a private topic.
    """

    ACCEPTED = "accepted"
    RETRY = "retry"
    POSTPONED = "postponed"
    DROPPED = "dropped"
    NOTHING_NEW = "nothing new"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOutcome:
    """How a claimed delivery ended; ``number`` is the accepted revision, ``due_ms`` when to try again."""

    delivery: Delivery
    outcome: Outcome
    number: int = 0
    due_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """What deliveries that ended together have in common."""

    outcome: Outcome
    number: int
    claimed_until_ms: int
    turn: int
    superseded: int


_ENDINGS = {
    Outcome.ACCEPTED: Ending.DELIVERED,
    Outcome.DROPPED: Ending.DROPPED,
    Outcome.NOTHING_NEW: Ending.CANCELLED,
}
_REMOVED = (Outcome.ENDED, Outcome.REVOKED)
_FAILURES = (Outcome.RETRY, Outcome.DROPPED, Outcome.ENDED)
_due, _known = deliveries.c, subscriptions.c
_CLAIMED = _due.due_ms == bindparam("claimed")
_RETRY = (
    update(deliveries)
    .where(_due.subscription == bindparam("of"), _CLAIMED)
    .values(attempts=bindparam("tries"), due_ms=bindparam("again"))
)


async def settle(tx: Transaction, outcomes: Sequence[DeliveryOutcome], now_ms: int) -> None:
    """End or postpone attempts; what was published meanwhile is due at once.

    An attempt whose claim was over, and was taken over, changes nothing.
    """
    await lock(tx, [one.delivery.subscription.key for one in outcomes])
    groups: defaultdict[_Group, list[int]] = defaultdict(list)
    for one in outcomes:
        if one.outcome in _ENDINGS:
            groups[_group(one)].append(one.delivery.subscription.key)
    for group, keys in groups.items():
        for some in among(tx, _due.subscription, keys):
            await _end(tx, group, some, now_ms)
    await _try_again(tx, [one for one in outcomes if one.outcome in (Outcome.RETRY, Outcome.POSTPONED)])
    ended = [one.delivery.subscription.key for one in outcomes if one.outcome in _REMOVED]
    await subscriptions_store.remove(tx, ended)
    await _count_failures(tx, [one for one in outcomes if one.outcome in _FAILURES])


def _group(one: DeliveryOutcome) -> _Group:
    return _Group(
        outcome=one.outcome,
        number=one.number,
        claimed_until_ms=one.delivery.claimed_until_ms,
        turn=one.delivery.turn,
        superseded=one.delivery.superseded,
    )


async def _end(tx: Transaction, group: _Group, some: ColumnElement[bool], now_ms: int) -> None:
    """End deliveries of one revision: those with a newer one by now are due at once."""
    claimed = (some, _due.due_ms == group.claimed_until_ms)
    if group.outcome is Outcome.ACCEPTED:
        accepted = update(subscriptions).where(_known.key.in_(select(_due.subscription).where(*claimed)))
        values = {"acknowledged": group.number, "failures": 0, "delivered": _known.delivered + 1}
        await tx.execute(accepted.values(**values, delivered_s=now_ms // 1000))
    done = (await tx.execute(delete(deliveries).where(*claimed, _due.turn <= group.turn))).rowcount
    newer = update(deliveries).where(*claimed)
    left = _due.superseded - group.superseded - 1
    ended = done + (await tx.execute(newer.values(attempts=0, due_ms=now_ms, superseded=left))).rowcount
    await totals.add(tx, {_ENDINGS[group.outcome]: ended, Ending.SUPERSEDED: ended * group.superseded})


async def _try_again(tx: Transaction, outcomes: Iterable[DeliveryOutcome]) -> None:
    rows = [
        {
            "of": one.delivery.subscription.key,
            "claimed": one.delivery.claimed_until_ms,
            "again": one.due_ms,
            "tries": one.delivery.attempts + (one.outcome is Outcome.RETRY),
        }
        for one in outcomes
    ]
    if rows:
        await tx.execute(_RETRY, rows)


async def _count_failures(tx: Transaction, outcomes: Sequence[DeliveryOutcome]) -> None:
    keys = [one.delivery.subscription.key for one in outcomes]
    for some in among(tx, _known.key, keys):
        await tx.execute(update(subscriptions).where(some).values(failures=_known.failures + 1))
    await totals.add(tx, {Ending.FAILED: len(keys)})
