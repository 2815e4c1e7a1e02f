"""Encodes records and findings for the database, and compares what records contain.

The body of a record is JSON, stored compressed (RFC 1950), which begins with another byte. Small ones, and
those of earlier versions, are stored as they are. Bodies are compared as JSON: their compression may change.
"""

import msgspec
from msgspec.structs import replace

from feeds.model import ChannelFields, Discussion, Finding, Mark, Record

_encoder = msgspec.json.Encoder()
_records = msgspec.json.Decoder(Record)
_channel_fields = msgspec.json.Decoder(ChannelFields)
_findings = msgspec.json.Decoder(tuple[Finding, ...])
_marks = msgspec.json.Decoder(tuple[Mark, ...])


PACK_LEVEL = 0
"""The fastest: the next level takes 60 % more time for a quarter fewer bytes."""


def packed(body: bytes) -> bytes:
    """Compress the body of a record, where that makes it smaller."""
    from isal import igzip_lib  # loaded here: commands that read no record start without it

    stored: bytes = igzip_lib.compress(body, PACK_LEVEL, igzip_lib.COMP_ZLIB)
    return stored if len(stored) < len(body) else body


def unpacked(stored: bytes) -> bytes:
    """Return the JSON of a stored body."""
    if stored.startswith(b"{"):
        return stored
    from isal import igzip_lib

    body: bytes = igzip_lib.decompress(stored, igzip_lib.DECOMP_ZLIB)
    return body


def encode_record(record: Record) -> bytes:
    """Encode a record without its views and aliases, which are not part of its content (R-EXT-03)."""
    if record.views is not None or record.aliases:
        record = replace(record, views=None, aliases=())
    return _encoder.encode(record)


def decode_record(stored: bytes) -> Record:
    """Decode the result of ``encode_record``, packed or not."""
    return _records.decode(unpacked(stored))


def decode_channel_fields(stored: bytes) -> ChannelFields:
    """Decode what decides the channels of a record, without its texts, which take most of the time."""
    return _channel_fields.decode(unpacked(stored))


def has_same_content(one: Record, other: Record) -> bool:
    """Whether two records differ in nothing but counters and aliases (R-EXT-03)."""
    return _content(one) == _content(other)


def _content(record: Record) -> Record:
    """Return a record without counters and aliases, and without a discussion that states nothing else."""
    discussion = record.discussion and replace(record.discussion, comments_count=None)
    return replace(
        record, views=None, aliases=(), discussion=None if discussion == Discussion() else discussion
    )


def encode_findings(findings: tuple[Finding, ...]) -> bytes:
    """Encode findings."""
    return _encoder.encode(findings)


def decode_findings(body: bytes) -> tuple[Finding, ...]:
    """Decode the result of ``encode_findings``."""
    return _findings.decode(body)


def encode_marks(marks: tuple[Mark, ...]) -> bytes:
    """Encode the marks of a source."""
    return _encoder.encode(marks)


def decode_marks(body: bytes) -> tuple[Mark, ...]:
    """Decode the result of ``encode_marks``."""
    return _marks.decode(body)
