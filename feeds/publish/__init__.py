"""Bytes to publications: digests, validators and content codings (pure)."""
