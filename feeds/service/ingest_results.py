"""What reading sources once gave."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from feeds.errors import FeedsError
from feeds.pipeline import IntakeCounts, PublishResult


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestResult:
    """The counts of one source, or why it could not be read."""

    name: str
    taken: IntakeCounts
    error: FeedsError | None = None


def with_rejected(
    results: Sequence[IngestResult], published: Sequence[PublishResult]
) -> tuple[IngestResult, ...]:
    """Add the entries of each source that did not pass the publication check to its counts."""
    rejected = Counter(origin for origin, _ in {pair for one in published for pair in one.rejected})
    return tuple(
        replace(one, taken=replace(one.taken, rejected=rejected[one.name])) if rejected[one.name] else one
        for one in results
    )
