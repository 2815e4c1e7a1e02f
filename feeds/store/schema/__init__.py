"""The tables of the store.

Times are whole seconds since 1970 UTC (``_s``). ``number`` is a ledger number. Channels and records are
referenced by integer keys; the key of a record is the ledger number of its first revision.
"""

from feeds.store.schema.archive import late_changes, parts
from feeds.store.schema.clients import access, idempotent_responses, subscribers, tokens
from feeds.store.schema.metadata import Exact, Number, metadata
from feeds.store.schema.publications import (
    gone_resources,
    part_bodies,
    publications,
    publishers,
    removed_channels,
    representations,
)
from feeds.store.schema.records import (
    aliases,
    channels,
    counter,
    facts,
    ledger,
    membership,
    quarantine,
    records,
    revisions,
    tombstones,
)
from feeds.store.schema.sources import file_facts, source_reads, sources
from feeds.store.schema.upstreams import pushed_documents, upstreams
from feeds.store.schema.views import rankings, view_counts
from feeds.store.schema.websub import deliveries, delivery_totals, hub_requests, pings, subscriptions

__all__ = [
    "Exact",
    "Number",
    "access",
    "aliases",
    "channels",
    "counter",
    "deliveries",
    "delivery_totals",
    "facts",
    "file_facts",
    "gone_resources",
    "hub_requests",
    "idempotent_responses",
    "late_changes",
    "ledger",
    "membership",
    "metadata",
    "part_bodies",
    "parts",
    "pings",
    "publications",
    "publishers",
    "pushed_documents",
    "quarantine",
    "rankings",
    "records",
    "removed_channels",
    "representations",
    "revisions",
    "source_reads",
    "sources",
    "subscribers",
    "subscriptions",
    "tokens",
    "tombstones",
    "upstreams",
    "view_counts",
]
