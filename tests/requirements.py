"""Prints which requirements of the protocol checklist tests cite, by area: ``python -m tests.requirements``.

A requirement counts as cited if its number stands in a test file; a range (``R-HTTP-01 to R-HTTP-15``) names
no single one. The checklist is not part of the project: without it nothing is printed but that.
"""

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parent
CHECKLIST = Path(os.environ.get("FEEDS_PROTOCOL", TESTS.parents[1] / "shared" / "PROTOCOL.md"))
EXCEPTIONS = TESTS.parent / "docs/decisions/0013-requirements-without-a-test.md"

_LINE = re.compile(r"^\d+\. \*\*(R-([A-Z]+)-\d+)\*\* (MUST|SHOULD|MAY)\b", re.MULTILINE)
_NUMBER = re.compile(r"R-[A-Z]+-\d+")
_RANGE = re.compile(r"R-[A-Z]+-\d+ to R-[A-Z]+-\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement of the checklist: its number, its area and its level."""

    number: str
    area: str
    level: str


def requirements(checklist: str) -> tuple[Requirement, ...]:
    """Return the requirements of the checklist in its order."""
    found = _LINE.finditer(checklist)
    return tuple(Requirement(number=one[1], area=one[2], level=one[3]) for one in found)


def numbers_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the numbers that stand in texts, without those of ranges."""
    return frozenset(number for text in texts for number in _NUMBER.findall(_RANGE.sub("", text)))


def table(known: tuple[Requirement, ...], cited: frozenset[str], excepted: frozenset[str]) -> str:
    """Return the coverage of each area, and the numbers that need a test or a reason."""
    lines = ["area    cited   MUST cited   MUST without a test or a reason"]
    for area in dict.fromkeys(one.area for one in known):
        own = [one for one in known if one.area == area]
        must = [one for one in own if one.level == "MUST"]
        missing = [one.number for one in must if one.number not in cited | excepted]
        numbers = " ".join(number.rpartition("-")[2] for number in missing)
        lines.append(f"{area:6} {_share(own, cited):>6} {_share(must, cited):>12}   {numbers}".rstrip())
    must = [one for one in known if one.level == "MUST"]
    lines.append(f"{'all':6} {_share(known, cited):>6} {_share(must, cited):>12}")
    unknown = sorted(cited - {one.number for one in known})
    if unknown:
        lines.append(f"Not in the checklist: {', '.join(unknown)}")
    return "\n".join(lines)


def _share(some: Iterable[Requirement], cited: frozenset[str]) -> str:
    met = [one.number in cited for one in some]
    return f"{sum(met)}/{len(met)}"


def main() -> None:
    """Print the table."""
    if not CHECKLIST.exists():
        sys.stdout.write("No coverage: the protocol checklist is not here (set FEEDS_PROTOCOL).\n")
        return
    files = [path for path in sorted(TESTS.rglob("test_*.py")) if path.name != "test_requirements.py"]
    tests = (path.read_text(encoding="utf-8") for path in files)
    excepted = numbers_in([EXCEPTIONS.read_text(encoding="utf-8")]) if EXCEPTIONS.exists() else frozenset()
    known = requirements(CHECKLIST.read_text(encoding="utf-8"))
    sys.stdout.write(table(known, numbers_in(tests), excepted) + "\n")


if __name__ == "__main__":
    main()
