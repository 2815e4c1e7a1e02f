"""Encodes records and findings for the database, and compares what records contain."""

import msgspec
from msgspec.structs import replace

from feeds.model import ChannelFields, Discussion, Finding, Mark, Record

_encoder = msgspec.json.Encoder()
_records = msgspec.json.Decoder(Record)
_channel_fields = msgspec.json.Decoder(ChannelFields)
_findings = msgspec.json.Decoder(tuple[Finding, ...])
_marks = msgspec.json.Decoder(tuple[Mark, ...])


def encode_record(record: Record) -> bytes:
    """Encode a record without its views and aliases, which are not part of its content (R-EXT-03)."""
    if record.views is not None or record.aliases:
        record = replace(record, views=None, aliases=())
    return _encoder.encode(record)


def decode_record(body: bytes) -> Record:
    """Decode the result of ``encode_record``."""
    return _records.decode(body)


def decode_channel_fields(body: bytes) -> ChannelFields:
    """Decode what decides the channels of a record, without its texts, which take most of the time."""
    return _channel_fields.decode(body)


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
