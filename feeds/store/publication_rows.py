"""The rows of a publication and of its representations, and the publication that they hold."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from feeds.model import Coding, Publication, Representation
from feeds.store.part_bodies import PartReader


async def publication_of(row: Any, stored: Mapping[Coding, Any], parts: PartReader) -> Publication:
    """Build a publication from its row and from those of its representations."""
    if stored[Coding.IDENTITY].body is not None:
        identity = stored[Coding.IDENTITY].body
    elif Coding.GZIP in stored:
        identity = _unpacked(stored[Coding.GZIP].body)
    else:
        identity = (await parts.bodies(row.channel, row.part))[row.name]
    return Publication(
        name=row.name,
        media_type=row.media_type,
        number=row.number,
        digest=row.digest,
        modified_at=datetime.fromtimestamp(row.modified_s, UTC),
        links=row.links,
        max_age_s=row.max_age_s,
        language=row.language,
        delta_index=row.delta_index or b"",
        private=bool(row.private),
        representations=tuple(
            Representation(coding=coding, body=stored[coding].body or identity, etag=stored[coding].etag)
            for coding in (Coding.IDENTITY, Coding.GZIP)
            if coding in stored
        ),
    )


def _unpacked(body: bytes) -> bytes:
    from isal import igzip_lib  # loaded here: commands that read no publication start without it

    unpacked: bytes = igzip_lib.decompress(body, flag=igzip_lib.DECOMP_GZIP)
    return unpacked


def publication_row(
    channel: int, part: str | None, turn: int, publication: Publication, *, hidden: bool
) -> dict[str, object]:
    """Return the row of a publication; a ``hidden`` one is private, whatever it says itself."""
    return {
        "name": publication.name,
        "channel": channel,
        "number": publication.number,
        "media_type": publication.media_type,
        "digest": publication.digest,
        "modified_s": int(publication.modified_at.timestamp()),
        "links": publication.links,
        "max_age_s": publication.max_age_s,
        "language": publication.language,
        "part": part,
        "turn": turn,
        "delta_index": publication.delta_index or None,
        "private": publication.private or hidden,
    }


def is_packed(publication: Publication, part: str | None) -> bool:
    """Whether a publication is stored with the others of its part: one that comes without codings."""
    return part is not None and len(publication.representations) == 1


def body_rows(publication: Publication, part: str | None) -> list[dict[str, object]]:
    """Return a row for identity and gzip; identity bytes are not stored where they are elsewhere already.

    br is encoded when a client accepts it, and is not stored.
    """
    is_elsewhere = is_packed(publication, part) or len(publication.representations) > 1
    return [
        {
            "name": publication.name,
            "coding": r.coding,
            "etag": r.etag,
            "body": None if is_elsewhere and r.coding is Coding.IDENTITY else r.body,
        }
        for r in publication.representations
        if r.coding is not Coding.BR
    ]
