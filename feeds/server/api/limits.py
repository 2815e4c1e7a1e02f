"""How much clients may push, and how fast."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PushLimits:
    """The limits of pushing.

    Bytes count after decompression: of one line, of a JSON document, of a stream of lines. A batch is
    committed at ``batch_lines`` or ``batch_bytes``, or when nothing came for ``pause_s``; nothing at all for
    ``silence_s`` ends a request. ``running`` requests are accepted at a time, ``per_token`` of each token;
    none while a commit has been waiting for ``behind_s``. An address may fail to authenticate ``failures``
    times a minute before it has to wait.
    """

    line_bytes: int = 4 * 1024 * 1024
    document_bytes: int = 16 * 1024 * 1024
    stream_bytes: int = 64 * 1024 * 1024 * 1024
    batch_lines: int = 500
    batch_bytes: int = 2 * 1024 * 1024
    pause_s: float = 0.2
    silence_s: float = 60.0
    running: int = 16
    per_token: int = 4
    behind_s: float = 5.0
    failures: int = 20


LIMITS = PushLimits()
"""The defaults."""
