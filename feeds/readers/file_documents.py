"""One file to readings: the work that a parser process does."""

import gzip
import io
from dataclasses import dataclass

from feeds.errors import SourceError
from feeds.model import Site, SourceSettings
from feeds.readers.files import opened_own
from feeds.readers.packed_readings import PackedReadings, pack
from feeds.readers.reader import ReadContext
from feeds.readers.source_defaults import SourceDefaults

MAX_BYTES = 50_000_000
"""The longest file of an address, unpacked."""

_GZIP = b"\x1f\x8b"

Option = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDocument:
    """A file, its address or path, and the settings of its source that its kind uses.

    Without a ``body`` it is a file of the newsroom's own, which the parser process opens itself: its bytes
    never pass through the process that serves.
    """

    path: str
    kind: str
    defaults: SourceDefaults
    body: bytes | None = None
    options: tuple[tuple[str, Option], ...] = ()
    fields: tuple[tuple[str, str | None], ...] = ()
    base_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReadings:
    """Everything that was read of a file."""

    readings: PackedReadings


def read_file_document(document: FileDocument) -> FileReadings:
    """Read a file as its kind reads those of folders. Raises ``SourceError`` for one that cannot be read."""
    from feeds.readers.filereader import FileReader
    from feeds.readers.registry import READERS  # loaded here: the registry brings the parser pool with it

    settings = SourceSettings(
        name=document.defaults.origin,
        kind=document.kind,
        base_url=document.base_url,
        options=document.options,
        fields=document.fields,
    )
    now = document.defaults.now
    reader = READERS[document.kind](settings, ReadContext(site=Site(title="", url=""), now=lambda: now))
    if not isinstance(reader, FileReader):
        raise SourceError(f"a source of kind {document.kind!r} reads no files", where=document.path)
    parse = reader.parser()
    if document.body is not None:
        content = io.BytesIO(_unpacked(document.body))
        return FileReadings(readings=pack(parse(content, document.path, document.defaults)))
    with opened_own(document.path) as file:
        return FileReadings(readings=pack(parse(file, document.path, document.defaults)))


def _unpacked(body: bytes) -> bytes:
    """Return the bytes of a file that may be gzipped. Raises ``SourceError`` for one that is too long."""
    if not body.startswith(_GZIP):
        return body
    try:
        with gzip.open(io.BytesIO(body)) as file:
            unpacked = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, gzip.zlib.error) as error:  # type: ignore[attr-defined]
        raise SourceError(f"the file could not be unpacked: {error}") from error
    if len(unpacked) > MAX_BYTES:
        raise SourceError(f"the file is longer than {MAX_BYTES:,} bytes", hint="Split it")
    return unpacked
