"""Bytes to findings: is this feed valid, and if not, where and why (pure)."""
