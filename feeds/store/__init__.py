"""Records, membership, ledger, quarantine and publications in a database."""

from feeds.store.channels import Adoption, ChannelSettings, DirtyChannel
from feeds.store.lookup import Kept
from feeds.store.publications import Stamp
from feeds.store.quarantine import Held, HeldAt, ToHold
from feeds.store.saving import Placement, Saved
from feeds.store.store import Store, open_store
from feeds.store.sweep import Swept

__all__ = [
    "Adoption",
    "ChannelSettings",
    "DirtyChannel",
    "Held",
    "HeldAt",
    "Kept",
    "Placement",
    "Saved",
    "Stamp",
    "Store",
    "Swept",
    "ToHold",
    "open_store",
]
