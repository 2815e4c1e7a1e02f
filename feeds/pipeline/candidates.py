"""Documents before they are published, and the decision whether they replace the last ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from feeds.log import Logger
from feeds.model import Finding, Pieces, Publication, PublicationDraft, Tombstone
from feeds.publish import (
    ContentKey,
    Verdict,
    base_of,
    build_delta_index,
    build_publication,
    decide,
    digest_of,
    next_modified,
)
from feeds.store import PublicationMeta

_log = Logger("feeds.pipeline")

TOMBSTONES = 100
"""How many tombstones a feed has at most, the newest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """The draft for one address; with ``errors`` the last valid publication stays.

    ``pieces`` and ``tombstones`` are those of a document from which deltas are cut. ``content_at`` is when
    the content last changed, if known: the date of the first publication, so that two stores agree.
    ``digest`` is that of the body where it is known, as of documents that are kept; ``zipped`` its coding.
    """

    draft: PublicationDraft
    pieces: Pieces | None = None
    tombstones: tuple[Tombstone, ...] = ()
    errors: tuple[Finding, ...] = ()
    content_at: datetime | None = None
    digest: str | None = None
    zipped: bytes | None = None

    @property
    def name(self) -> str:
        """The name of the address."""
        return self.draft.name


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltDocuments:
    """All documents that belong together, and the publications of those that changed."""

    candidates: tuple[Candidate, ...]
    changed: tuple[Publication, ...]

    @property
    def names(self) -> list[str]:
        """The names of all documents."""
        return [candidate.name for candidate in self.candidates]

    def joined(self, more: "BuiltDocuments") -> "BuiltDocuments":
        """Return these and further documents."""
        return BuiltDocuments(
            candidates=self.candidates + more.candidates, changed=self.changed + more.changed
        )


def build_changed(
    candidates: tuple[Candidate, ...], last: Mapping[str, PublicationMeta], number: int, now: datetime
) -> BuiltDocuments:
    """Build the publications that are new or different."""
    built = (build_if_changed(one, last.get(one.name), number, now) for one in candidates)
    return BuiltDocuments(candidates=candidates, changed=tuple(one for one in built if one is not None))


def build_if_changed(
    candidate: Candidate, last: PublicationMeta | None, number: int, now: datetime
) -> Publication | None:
    """Build what is new or different; an equal document keeps its bytes, its ETag and its date (R-PERF-04).

    A document with errors is not built: its last valid publication stays.
    """
    draft = candidate.draft
    known = ContentKey(digest=last.digest, links=last.links, private=last.private) if last else None
    digest = candidate.digest or digest_of(draft.body)
    key = ContentKey(digest=digest, links=draft.links, private=draft.private)
    verdict = decide(known, key, valid=not candidate.errors)
    if verdict in {Verdict.UNCHANGED, Verdict.REJECT}:
        return None
    if last is not None and verdict is Verdict.RELINK:
        return build_publication(
            draft,
            number=last.number,
            modified_at=last.modified_at,
            delta_index=last.delta_index,
            digest=digest,
        )
    return build_publication(
        draft,
        number=number,
        modified_at=next_modified(last.modified_at if last else None, _first_date(candidate, last, now)),
        delta_index=_delta_index(candidate, last, number),
        digest=digest,
        zipped=candidate.zipped,
    )


def _first_date(candidate: Candidate, last: PublicationMeta | None, now: datetime) -> datetime:
    at = candidate.content_at
    return now if last is not None or at is None else min(at, now)


def _delta_index(candidate: Candidate, last: PublicationMeta | None, number: int) -> bytes:
    if candidate.pieces is None:
        return b""
    return build_delta_index(
        candidate.pieces,
        candidate.tombstones,
        number=number,
        all_listed=len(candidate.tombstones) < TOMBSTONES,
        previous=base_of(last.number, last.digest) if last else None,
        previous_index=last.delta_index if last else b"",
    ).pack()


def is_of_this_second(last: Mapping[str, PublicationMeta], now: datetime) -> bool:
    """Return whether a publication was made in this second, so that the next one has to wait (R-HTTP-09).

    After the clock was set back, publications are in the future: the next ones follow them, a second each.
    """
    second = now.replace(microsecond=0)
    latest = max((known.modified_at for known in last.values()), default=None)
    if latest is not None and latest > second:
        _log.warning("the clock was set back", last_modified=latest.isoformat(), now=second.isoformat())
    return latest == second
