"""An answer as it goes over the wire, apart from what depends on the second and on the connection."""

from collections.abc import Iterable
from dataclasses import dataclass

Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawResponse:
    """One answer.

    ``block`` holds the header lines and the empty line after them, without the status line, ``Date``,
    ``Server`` and ``Connection``. ``body`` is sent for GET, left out for HEAD.
    """

    status: int
    block: bytes
    body: bytes = b""

    def fields(self) -> tuple[tuple[str, str], ...]:
        """The header lines as pairs."""
        lines = self.block.decode("ascii").split("\r\n")[:-2]
        return tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))


def raw_response(status: int, fields: Fields, body: bytes = b"") -> RawResponse:
    """An answer with these header fields, in this order; values are visible ASCII."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return RawResponse(status=status, block=f"{lines}\r\n".encode("ascii"), body=body)
