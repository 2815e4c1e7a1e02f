"""Records and findings as the bytes the store keeps, and the digest that tells whether one changed."""

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
    """Write a record without its counters and other names, which are no part of what it says (R-EXT-03)."""
    if record.views is not None or record.aliases:
        record = replace(record, views=None, aliases=())
    return _encoder.encode(record)


def decode_record(body: bytes) -> Record:
    """Read what ``encode_record`` wrote."""
    return _records.decode(body)


def digest(body: bytes) -> bytes:
    """The identity of a content: equal exactly when nothing but counters and names changed.

    It leaves out that there are no aliases, as records did before they could have any; no copy is made.
    """
    content = hashlib.blake2b(memoryview(body)[: -len(_NO_ALIASES)], digest_size=DIGEST_BYTES)
    content.update(b"}")
    return content.digest()


def encode_findings(findings: tuple[Finding, ...]) -> bytes:
    """Write findings, most telling fields only."""
    return _encoder.encode(findings)


def decode_findings(body: bytes) -> tuple[Finding, ...]:
    """Read what ``encode_findings`` wrote."""
    return _findings.decode(body)


def encode_marks(marks: tuple[Mark, ...]) -> bytes:
    """Write how far a source was read."""
    return _encoder.encode(marks)


def decode_marks(body: bytes) -> tuple[Mark, ...]:
    """Read what ``encode_marks`` wrote."""
    return _marks.decode(body)
