"""What a server answered, as values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server sent to ask it later whether anything changed. Source: RFC 9110 §8.8."""

    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole response; ``url`` is the address after all redirects.

    ``moved_to`` is the new address when the requested one moved for good (301, 308); ``headers`` are those
    that concern polling, names in lower case; ``body`` is decompressed.
    """

    status: int
    url: str
    body: bytes = b""
    content_type: str = ""
    validators: Validators = NO_VALIDATORS
    headers: tuple[tuple[str, str], ...] = ()
    moved_to: str | None = None

    def header(self, name: str) -> str | None:
        """A polling header by its lower-case name."""
        return dict(self.headers).get(name)
