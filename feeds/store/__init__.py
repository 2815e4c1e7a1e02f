"""Records, channels, publications and everything else that is kept in the database.

Open a transaction with ``store.read()`` or ``store.write()`` and pass it to the functions of the modules
below. Times are whole seconds since 1970.
"""

from feeds.store import (
    access,
    archive,
    channels,
    clock,
    file_facts,
    gone_resources,
    identity,
    ledger,
    part_maps,
    publications,
    publishers,
    push,
    quarantine,
    records,
    replication,
    revisions,
    sources,
    statistics,
    subscribers,
    upstreams,
    websub,
)
from feeds.store.archive import Neighbours
from feeds.store.channels import Adoption, ChannelSettings, DirtyChannel
from feeds.store.ledger import Change, LedgerLine
from feeds.store.lifecycle import State
from feeds.store.part_bodies import PartReader
from feeds.store.publications import PublicationMeta
from feeds.store.publishers import Share
from feeds.store.push import Permit, Pushed, idempotency, tokens
from feeds.store.quarantine import QuarantinedItem, QuarantineStage, Rejection
from feeds.store.records import StoredRecord
from feeds.store.revisions import PlacedRecord, Saved
from feeds.store.session import Store, Transaction, open_store
from feeds.store.statistics import Counts
from feeds.store.threads import Work, off_loop
from feeds.store.views import rankings, view_counts
from feeds.store.views.rankings import Ranked

__all__ = [
    "Adoption",
    "Change",
    "ChannelSettings",
    "Counts",
    "DirtyChannel",
    "LedgerLine",
    "Neighbours",
    "PartReader",
    "Permit",
    "PlacedRecord",
    "PublicationMeta",
    "Pushed",
    "QuarantineStage",
    "QuarantinedItem",
    "Ranked",
    "Rejection",
    "Saved",
    "Share",
    "State",
    "Store",
    "StoredRecord",
    "Transaction",
    "Work",
    "access",
    "archive",
    "channels",
    "clock",
    "file_facts",
    "gone_resources",
    "idempotency",
    "identity",
    "ledger",
    "off_loop",
    "open_store",
    "part_maps",
    "publications",
    "publishers",
    "push",
    "quarantine",
    "rankings",
    "records",
    "replication",
    "revisions",
    "sources",
    "statistics",
    "subscribers",
    "tokens",
    "upstreams",
    "view_counts",
    "websub",
]
