"""Validate a document that was assembled from checked entries, without parsing the entries again."""

from collections.abc import Sequence
from functools import lru_cache

from feeds.model import DocumentKind, Report
from feeds.validate.check import MAX_BYTES, check
from feeds.validate.finding_collector import FindingCollector
from feeds.validate.rules import atom, items, jsonitems
from feeds.validate.rules import xml as rules

_SAME_ID = {
    DocumentKind.ATOM: (atom.SAME_ENTRY, "id"),
    DocumentKind.JSONFEED: (jsonitems.ID_TWICE, "items[].id"),
    DocumentKind.RSS: (items.GUID_SAME, "guid"),
}

CACHED = 4096
"""How many heads are cached that were validated, some 2 KB each."""


def check_assembled(without_entries: bytes | DocumentKind, ids: Sequence[str], *, size_bytes: int) -> Report:
    """Validate the head of a document of this service, and the rules across its entries.

    ``without_entries`` is the document without its entries; its kind is enough where the head is ordinary
    (see ``is_ordinary_head``) and there are no tombstones. ``ids`` are the ids of the entries as they appear
    in the document, ``size_bytes`` is the size of the whole document. The entries must have been checked one
    by one with ``check(…, emitted=True)``. A head is validated once: from one publication to the next often
    only its time changes, which callers replace by a sample.
    """
    if isinstance(without_entries, DocumentKind):
        report = Report(kind=without_entries, findings=())
    else:
        report = _check_head(without_entries)
    across = FindingCollector(b"")
    if size_bytes > MAX_BYTES:
        message = f"the document has {size_bytes} bytes; the limit is {MAX_BYTES}, publish fewer entries"
        across.add(rules.LIMIT_EXCEEDED, message, None, "")
    if report.kind in _SAME_ID and len(set(ids)) < len(ids):
        rule, where = _SAME_ID[report.kind]
        for identity in _repeated(ids):
            message = f"more than one entry has the id {identity[:120]!r}; give each entry its own id"
            across.add(rule, message, None, where)
    return Report(kind=report.kind, findings=across.collected() + report.findings)


@lru_cache(CACHED)
def _check_head(without_entries: bytes) -> Report:
    return check(without_entries, emitted=True)


def _repeated(ids: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    repeated = []
    for identity in ids:
        if identity in seen:
            repeated.append(identity)
        seen.add(identity)
    return repeated
