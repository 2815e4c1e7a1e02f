"""Records, membership, ledger, quarantine and publications in a database."""

from feeds.store.channels import Adoption, ChannelSettings, DirtyChannel
from feeds.store.counting import Counts
from feeds.store.filing import Around, Filing
from feeds.store.follow import OUT_OF_REACH
from feeds.store.ledger import Change, LedgerLine
from feeds.store.lookup import Kept
from feeds.store.publications import Stamp
from feeds.store.pushing import Permit, Pushed
from feeds.store.quarantine import Held, HeldAt, ToHold
from feeds.store.ranking import Ranked
from feeds.store.reception import Reception
from feeds.store.saving import Placement, Saved
from feeds.store.store import Store, open_store
from feeds.store.sweep import Swept

__all__ = [
    "OUT_OF_REACH",
    "Adoption",
    "Around",
    "Change",
    "ChannelSettings",
    "Counts",
    "DirtyChannel",
    "Filing",
    "Held",
    "HeldAt",
    "Kept",
    "LedgerLine",
    "Permit",
    "Placement",
    "Pushed",
    "Ranked",
    "Reception",
    "Saved",
    "Stamp",
    "Store",
    "Swept",
    "ToHold",
    "open_store",
]
