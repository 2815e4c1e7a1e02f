"""Records, membership, ledger, quarantine and publications in a database."""

from feeds.store.access import AccessBook
from feeds.store.arriving import PlacedRecord
from feeds.store.channels import Adoption, ChannelSettings, DirtyChannel
from feeds.store.counting import Counts
from feeds.store.filing import Around, Filing
from feeds.store.follow import OUT_OF_REACH
from feeds.store.ledger import Change, LedgerLine
from feeds.store.lookup import StoredRecord
from feeds.store.publications import PublicationMeta
from feeds.store.pushing import Permit, Pushed
from feeds.store.quarantine import HeldAt, QuarantinedItem, ToHold
from feeds.store.ranking import Ranked
from feeds.store.reception import Reception
from feeds.store.saving import Saved
from feeds.store.store import Store, open_store
from feeds.store.sums import next_hour, same_hour
from feeds.store.sweep import Swept

__all__ = [
    "OUT_OF_REACH",
    "AccessBook",
    "Adoption",
    "Around",
    "Change",
    "ChannelSettings",
    "Counts",
    "DirtyChannel",
    "Filing",
    "HeldAt",
    "LedgerLine",
    "Permit",
    "PlacedRecord",
    "PublicationMeta",
    "Pushed",
    "QuarantinedItem",
    "Ranked",
    "Reception",
    "Saved",
    "Store",
    "StoredRecord",
    "Swept",
    "ToHold",
    "next_hour",
    "open_store",
    "same_hour",
]
