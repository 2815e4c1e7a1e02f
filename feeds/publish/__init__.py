"""Bytes into publications: digest, codings, ETags and the choice to publish. Pure; times are arguments."""

from feeds.publish.decide import Verdict, decide, next_modified
from feeds.publish.seal import digest_of, etag_of, seal

__all__ = ["Verdict", "decide", "digest_of", "etag_of", "next_modified", "seal"]
