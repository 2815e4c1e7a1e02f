"""What a reader yields: a record, or what is wrong with what stood in its place."""

from msgspec import Struct

from feeds.model.finding import Finding, Severity
from feeds.model.record import Place, Record


class Reading(Struct, frozen=True, kw_only=True, gc=False):
    """One thing read from a source.

    ``record`` is ``None`` when nothing usable could be made of it; with an error among ``findings`` it is
    quarantined, and ``raw`` keeps what was read (JSON or text) so that nothing is lost.
    """

    place: Place
    record: Record | None = None
    findings: tuple[Finding, ...] = ()
    raw: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the record may go on to its channels."""
        if self.record is None:
            return False
        return not self.findings or all(f.severity is not Severity.ERROR for f in self.findings)
