"""Validate a document that was assembled from checked entries, without parsing the entries again."""

from collections.abc import Sequence
from datetime import datetime

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


def check_assembled(
    head: bytes, foot: bytes, ids: Sequence[str], *, size_bytes: int, now: datetime | None = None
) -> Report:
    """Validate the head of a document of this service, and the rules across its entries.

    ``head`` and ``foot`` are the bytes before and after the entries; together they form a document without
    entries. ``ids`` are the ids of the entries as they appear in the document, ``size_bytes`` is the size of
    the whole document. The entries must have been checked one by one with ``check(…, emitted=True)``.
    """
    report = check(head + foot, now=now, emitted=True)
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


def _repeated(ids: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    repeated = []
    for identity in ids:
        if identity in seen:
            repeated.append(identity)
        seen.add(identity)
    return repeated
