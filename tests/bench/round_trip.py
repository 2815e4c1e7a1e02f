"""The share of what stands in the real feeds of the corpus that comes back in each format."""

from collections import Counter

from tests.bench.row import Row
from tests.corpus import ROOT
from tests.round_trip import compare, shares

LEAST = 0.99


def rows() -> list[Row]:
    """One row for each field and format; none without the corpus."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    for path in sorted((ROOT / "feeds").glob("*.xml")):
        counts += compare(path.read_bytes())
    return [
        Row(
            work=f"round trip, {form}: {field}",
            figure=100 * share,
            unit="%",
            budget="≥ 99",
            met=share >= LEAST,
            note=f"{counts[field, form, True]} of {counts[field, form, True] + counts[field, form, False]}",
        )
        for (field, form), share in shares(counts).items()
    ]
