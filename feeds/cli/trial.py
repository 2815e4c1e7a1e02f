"""Read the first records of every source, to see whether the settings fit them; nothing is stored."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from feeds.errors import FeedsError
from feeds.model import FIELD_NAMES, Reading, Site, SourceSettings
from feeds.outgoing import Outgoing
from feeds.readers import READERS, ReadContext

RECORDS = 20
"""How many records of each source are read."""


@dataclass(slots=True)
class Trial:
    """What became of a source: the records that can be published, the findings of all, and its error.

    ``unused`` are the names in faulty records that no setting uses.
    """

    source: SourceSettings
    read: int = 0
    good: int = 0
    findings: list[str] = field(default_factory=list)
    unused: dict[str, None] = field(default_factory=dict)
    error: str | None = None

    @property
    def failed(self) -> bool:
        """Whether the source could not be read, or none of its records can be published."""
        return self.error is not None or (self.read > 0 and not self.good)


async def try_sources(sources: Sequence[SourceSettings], site: Site, *, allow_private: bool) -> list[Trial]:
    """Read the first records of each source that is read; a push source is not."""
    async with Outgoing(allow_private=allow_private) as outgoing:
        context = ReadContext(site=site, now=lambda: datetime.now(UTC), outgoing=outgoing, by_hand=True)
        return [await _try(source, context) for source in sources if source.kind != "push"]


async def _try(source: SourceSettings, context: ReadContext) -> Trial:
    trial = Trial(source)
    try:
        reader = READERS[source.kind](source, context)
        batches = cast("AsyncGenerator[tuple[Reading, ...], None]", reader.read())
        async with aclosing(batches):
            async for batch in batches:
                for reading in batch[: RECORDS - trial.read]:
                    _add(trial, reading)
                if trial.read >= RECORDS:
                    break
    except FeedsError as error:
        trial.error = str(error)
    return trial


def _add(trial: Trial, reading: Reading) -> None:
    trial.read += 1
    trial.good += reading.accepted
    if not reading.accepted:
        trial.unused |= dict.fromkeys(_unused(reading.raw, trial.source))
    for finding in reading.findings:
        trial.findings.append(f"{finding.code} {finding.message} ({reading.place})")


def _unused(raw: str, source: SourceSettings) -> list[str]:
    """Return the names of a record in JSON that are neither ours nor mapped."""
    try:
        found = json.loads(raw)
    except ValueError:
        return []
    used = FIELD_NAMES | {str(theirs).partition(".")[0] for _, theirs in source.fields}
    return [name for name in found if name not in used] if isinstance(found, dict) else []
