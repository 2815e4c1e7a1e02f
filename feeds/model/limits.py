"""Limits for clients: settings with defaults that no feed reader comes near."""

from dataclasses import dataclass

LOOPBACK = ("127.0.0.0/8", "::1/128")
"""Connections from this machine come from a proxy or from an operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits against abuse.

    ``connections`` are open ones in all, ``client_connections`` those of one address. A request head must be
    complete ``head_s`` after its first byte or the connection's start. A connection is closed when no byte
    of a request body arrives for ``body_s``, when the client receives no byte of a response for
    ``stall_s``, or when a response takes longer than ``send_s`` at less than 1 KB a second; timers are
    checked every ``sweep_s``. A head has at most ``fields`` fields of ``field_bytes`` each, and
    ``head_bytes`` in all. ``again_bytes`` of unchanged bodies may be downloaded again at once,
    ``again_bytes_per_s`` over time; what a client does not have yet costs nothing.
    """

    connections: int = 10_000
    client_connections: int = 256
    streams: int = 5_000
    client_streams: int = 32
    head_s: float = 20.0
    body_s: float = 90.0
    stall_s: float = 30.0
    send_s: float = 300.0
    sweep_s: float = 5.0
    fields: int = 64
    field_bytes: int = 8190
    head_bytes: int = 32_768
    again_bytes: int = 100_000_000
    again_bytes_per_s: float = 20_000.0
