"""The gate: an entry is rendered and checked once per revision; what fails never reaches a feed."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.compose.entry import Variant, compose_entry
from feeds.errors import RenderError
from feeds.model import Entry, Finding, Format, Fragment, Severity
from feeds.pipeline.site_context import SiteContext
from feeds.render import FORMATS, single_entry_document
from feeds.store import StoredRecord
from feeds.validate import check

CACHE_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedEntry:
    """An entry that passed: its fragment in each format. ``size_bytes`` is that of the largest."""

    entry: Entry
    fragments: tuple[tuple[Format, Fragment], ...]
    size_bytes: int

    def fragment(self, form: Format) -> Fragment:
        """The fragment of one format."""
        return dict(self.fragments)[form]


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedEntry:
    """An entry that did not pass, and why."""

    id: str
    origin: str
    findings: tuple[Finding, ...]


_Key = tuple[int, int, Variant]


class FragmentCache:
    """Renders and checks entries, and remembers those that passed up to a number of bytes."""

    def __init__(self, house: SiteContext, cache_bytes: int = CACHE_BYTES) -> None:
        """Begin with nothing remembered."""
        self._house = house
        self._left_bytes = cache_bytes
        self._proofs: OrderedDict[_Key, RenderedEntry] = OrderedDict()

    def known(self, key: int, number: int, variant: Variant) -> RenderedEntry | None:
        """Return a proof made before."""
        proof = self._proofs.get((key, number, variant))
        if proof is not None:
            self._proofs.move_to_end((key, number, variant))
        return proof

    def prove(self, kept: StoredRecord, variant: Variant, now: datetime) -> RenderedEntry | RejectedEntry:
        """Render one revision in all formats and check each; pure but for the memory."""
        entry = compose_entry(
            kept.record,
            published_at=kept.published_at,
            updated_at=kept.updated_at,
            variant=variant,
            credits_=self._house.credits,
        )
        try:
            fragments = tuple((form, renderer.entry(entry)) for form, renderer in FORMATS.items())
        except RenderError as error:
            return RejectedEntry(id=entry.id, origin=kept.record.origin, findings=(_unwritable(error),))
        findings = [found for form, fragment in fragments for found in _faults(form, fragment, now)]
        if findings:
            return RejectedEntry(id=entry.id, origin=kept.record.origin, findings=tuple(findings))
        size = max(len(fragment.body) for _, fragment in fragments)
        return RenderedEntry(entry=entry, fragments=fragments, size_bytes=size)

    def remember(self, key: int, number: int, variant: Variant, proof: RenderedEntry) -> None:
        """Keep a proof; the least used go when there are too many bytes."""
        self._proofs[key, number, variant] = proof
        self._left_bytes -= _weight_bytes(proof)
        while self._left_bytes < 0 and self._proofs:
            self._left_bytes += _weight_bytes(self._proofs.popitem(last=False)[1])


def _weight_bytes(proof: RenderedEntry) -> int:
    return 2_000 + 2 * sum(len(fragment.body) for _, fragment in proof.fragments)


def _faults(form: Format, fragment: Fragment, now: datetime) -> Sequence[Finding]:
    return check(single_entry_document(fragment, form), now=now).errors


def _unwritable(error: RenderError) -> Finding:
    return Finding(code="REC090", name="unwritable-entry", severity=Severity.ERROR, message=str(error))
