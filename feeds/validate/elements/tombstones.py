"""Tombstones of deleted entries (RFC 6721), and entries that have the same id or time."""

from feeds.validate.checks.dates import rfc3339
from feeds.validate.checks.uris import iri
from feeds.validate.document import DeletedEntry
from feeds.validate.element import DocumentState, Element, Frame, Mode
from feeds.validate.rules import atom as rules
from feeds.validate.values import dates

_NAME = "at:deleted-entry"


def check_duplicate_entry(walk: DocumentState, frame: Frame) -> None:
    """Compare the id and the updated of an entry with those of the entries before it."""
    identity, updated = frame.data.id, frame.data.updated
    known, times = walk.document.entry_updates, walk.document.updated_ids
    if identity and identity in known:
        same = "the same" if known[identity] == updated else "another"
        message = f"another entry has the id {identity[:120]} and {same} updated; give each entry its own id"
        walk.report(rules.SAME_ENTRY, message, frame, "id")
    elif updated and times.get(updated, identity) != identity:
        message = f"another entry has the same updated, {updated[:40]}; use the time of each change"
        walk.report(rules.SAME_UPDATED, message, frame, "updated")
    if updated:
        times.setdefault(updated, identity)
    if identity:
        known[identity] = max(updated, known.get(identity, ""))


def check_tombstones(walk: DocumentState) -> None:
    """Compare the tombstones of a feed with each other and with its entries."""
    known = walk.document.entry_updates
    seen: set[tuple[str, str]] = set()
    for ref, when, index in walk.document.tombstones:
        if (ref, when) in seen:
            message = f"another deleted-entry has ref {ref[:120]} and when {when[:40]}; keep one"
            walk.findings.add(rules.TOMBSTONE_TWICE, message, index, _NAME)
        seen.add((ref, when))
        if ref in known and not _is_later(known[ref], when):
            message = (
                f"the entry {ref[:120]} is in the feed but was deleted at {when[:40]}; remove one of them"
            )
            walk.findings.add(rules.TOMBSTONE_OF_LIVING, message, index, _NAME)


def _is_later(updated: str, when: str) -> bool:
    try:
        return dates.rfc3339(updated) > dates.rfc3339(when)
    except ValueError:
        return True


def _open_tombstone(walk: DocumentState, frame: Frame) -> None:
    ref, when = frame.attributes.get("ref"), frame.attributes.get("when")
    if ref and when:
        walk.document.tombstones.append(DeletedEntry(ref, when, frame.index))


TOMBSTONE = Element(
    mode=Mode.FOREIGN,
    attributes={"ref": (iri,), "when": (rfc3339,)},
    needs_attributes=(("ref", rules.TOMBSTONE_INCOMPLETE), ("when", rules.TOMBSTONE_INCOMPLETE)),
    opens=(_open_tombstone,),
)
