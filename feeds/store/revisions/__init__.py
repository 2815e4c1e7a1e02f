"""Changes of records: saving, withdrawing, due times, and sweeps over memberships."""

from feeds.store.revisions.editing import set_withdrawn
from feeds.store.revisions.matching import PlacedRecord
from feeds.store.revisions.saving import Saved, save
from feeds.store.revisions.schedule import apply_due, due_by_channel, next_due_s
from feeds.store.revisions.sweep import STEP, SweepStep, apply_step, finish_sweep, needs_sweep, next_step
from feeds.store.revisions.vanished import Vanished, find_vanished, withdraw_vanished

__all__ = [
    "STEP",
    "PlacedRecord",
    "Saved",
    "SweepStep",
    "Vanished",
    "apply_due",
    "apply_step",
    "due_by_channel",
    "find_vanished",
    "finish_sweep",
    "needs_sweep",
    "next_due_s",
    "next_step",
    "save",
    "set_withdrawn",
    "withdraw_vanished",
]
