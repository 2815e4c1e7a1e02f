"""Encodes records and findings for the database, and computes the digest that shows whether one changed."""

import hashlib
from dataclasses import replace

import msgspec

from feeds.model import Finding, Mark, Record

_encoder = msgspec.json.Encoder()
_records = msgspec.json.Decoder(Record)
_findings = msgspec.json.Decoder(tuple[Finding, ...])
_marks = msgspec.json.Decoder(tuple[Mark, ...])

DIGEST_BYTES = 16

_NO_ALIASES = b',"aliases":[]}'


def encode_record(record: Record) -> bytes:
    """Encode a record without its counters and aliases, which are not part of its content (R-EXT-03)."""
    if record.views is not None or record.aliases:
        record = replace(record, views=None, aliases=())
    return _encoder.encode(record)


def decode_record(body: bytes) -> Record:
    """Decode the result of ``encode_record``."""
    return _records.decode(body)


def digest(body: bytes) -> bytes:
    """Return the digest of an encoded record: equal exactly if only counters and aliases changed.

    The empty ``aliases`` is left out, as in records from before there were aliases; no copy is made.
    """
    content = hashlib.blake2b(memoryview(body)[: -len(_NO_ALIASES)], digest_size=DIGEST_BYTES)
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
