"""Bytes to publications: digest, content codings, ETags, delta index. Pure; times are arguments."""

from feeds.publish.beginning import Beginning
from feeds.publish.codings import BROTLI_QUALITY_BULK, deflated, inflated
from feeds.publish.codings_on_demand import BrotliOnDemand, encode_as_before, offer_codings
from feeds.publish.decide import ContentKey, Verdict, decide, next_modified
from feeds.publish.delta_index import (
    Changes,
    DeltaBase,
    build_delta_index,
    changes_since,
    content_since,
    delta,
    unpack,
)
from feeds.publish.publication import base_of, build_publication, digest_of, etag_of, read_etag

__all__ = [
    "BROTLI_QUALITY_BULK",
    "Beginning",
    "BrotliOnDemand",
    "Changes",
    "ContentKey",
    "DeltaBase",
    "Verdict",
    "base_of",
    "build_delta_index",
    "build_publication",
    "changes_since",
    "content_since",
    "decide",
    "deflated",
    "delta",
    "digest_of",
    "encode_as_before",
    "etag_of",
    "inflated",
    "next_modified",
    "offer_codings",
    "read_etag",
    "unpack",
]
