"""Bytes into publications: digest, codings, ETags and the choice to publish. Pure; times are arguments."""

from feeds.publish.decide import Face, Verdict, decide, next_modified
from feeds.publish.seal import base_of, digest_of, etag_of, read_etag, seal
from feeds.publish.slices import Base, delta, slice_up, unpack

__all__ = [
    "Base",
    "Face",
    "Verdict",
    "base_of",
    "decide",
    "delta",
    "digest_of",
    "etag_of",
    "next_modified",
    "read_etag",
    "seal",
    "slice_up",
    "unpack",
]
