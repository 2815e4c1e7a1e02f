"""Encodes records and findings for the database, and computes the digest that shows whether one changed."""

import hashlib

import msgspec
from msgspec.structs import replace

from feeds.model import ChannelFields, Discussion, Finding, Mark, Record

_encoder = msgspec.json.Encoder()
_records = msgspec.json.Decoder(Record)
_channel_fields = msgspec.json.Decoder(ChannelFields)
_discussions = msgspec.json.Decoder(Discussion)
_findings = msgspec.json.Decoder(tuple[Finding, ...])
_marks = msgspec.json.Decoder(tuple[Mark, ...])

DIGEST_BYTES = 16

_TAIL = b',"aliases":[],"discussion":'
_NO_DISCUSSION = b"null}"


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


def digest(body: bytes) -> bytes:
    """Return the digest of an encoded record: equal exactly if only counters and aliases changed.

    Aliases and an empty discussion are left out, as in records from before there were any; no copy of the
    body is made.
    """
    end = body.rindex(_TAIL)
    content = hashlib.blake2b(memoryview(body)[:end], digest_size=DIGEST_BYTES)
    rest = body[end + len(_TAIL) :]
    if rest != _NO_DISCUSSION:
        discussion = replace(_discussions.decode(rest[:-1]), comments_count=None)
        if discussion != Discussion():
            content.update(_encoder.encode(discussion))
    content.update(b"}")
    return content.digest()


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
