"""What a client may cost: settings with defaults that no reader of feeds comes near."""

from dataclasses import dataclass

LOOPBACK = ("127.0.0.0/8", "::1/128")
"""Who connects from this very machine is a proxy of ours, or us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits against abuse.

    ``connections`` are open ones in all, ``client_connections`` those of one address. A request head must be
    complete ``head_s`` after its first byte or the connection's start; a client that takes no byte of an
    answer for ``stall_s``, or not all of it in ``send_s``, is cut off; both are looked at every ``sweep_s``.
    A head has at most ``fields`` fields of ``field_bytes`` each. ``again_bytes`` of full bodies may be had
    again at once, ``again_bytes_per_s`` for ever; what a client does not have yet costs nothing.
    """

    connections: int = 10_000
    client_connections: int = 256
    head_s: float = 20.0
    stall_s: float = 30.0
    send_s: float = 300.0
    sweep_s: float = 5.0
    fields: int = 64
    field_bytes: int = 8190
    again_bytes: int = 100_000_000
    again_bytes_per_s: float = 20_000.0
