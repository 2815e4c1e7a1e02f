"""A response as it is sent, apart from the header lines that depend on the second and on the connection."""

from collections.abc import Iterable
from dataclasses import dataclass

Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawResponse:
    """One response.

    ``block`` holds the header lines and the empty line after them, without the status line, ``Date``,
    ``Server`` and ``Connection``. ``body`` is sent for GET, left out for HEAD.
    """

    status: int
    block: bytes
    body: bytes = b""

    def without_cors(self) -> "RawResponse":
        """The same response without a permission for pages of other origins."""
        lines = self.block.split(b"\r\n")
        kept = b"\r\n".join(line for line in lines if not line.startswith(b"Access-Control-"))
        return RawResponse(status=self.status, block=kept, body=self.body)

    def fields(self) -> tuple[tuple[str, str], ...]:
        """The header lines as pairs."""
        lines = self.block.decode("ascii").split("\r\n")[:-2]
        return tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))


def raw_response(status: int, fields: Fields, body: bytes = b"") -> RawResponse:
    """Build a response with these header fields, in this order; values are visible ASCII."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return RawResponse(status=status, block=f"{lines}\r\n".encode("ascii"), body=body)
