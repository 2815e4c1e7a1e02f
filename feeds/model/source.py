"""The settings of one source: where records are read, and what to assume of them."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """One ``[[sources]]`` table, checked.

    ``paths`` are absolute paths, globs or folders (``-`` is standard input); ``urls`` http(s) addresses;
    ``every_s`` is ``None`` when it is read only on change. ``timezone`` is an IANA name for times without
    an offset. ``fields`` maps our names to theirs. ``html`` is the sanitising policy (``article``, ``basic``
    or ``none``: text only). ``options`` are the kind's own settings, already checked by it.
    """

    name: str
    kind: str
    paths: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    every_s: float | None = None
    channel: str | None = None
    timezone: str | None = None
    language: str | None = None
    base_url: str | None = None
    html: str = "article"
    fields: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str | int | float | bool | tuple[str, ...]], ...] = field(default=())
    folder: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a source was read: an entry that its next reader is given back.

    ``key`` is a URL or the name of a cursor, ``value`` the reader's own notation (validators of HTTP, the
    last row seen). Kept with the records it covers, so that nothing between them is lost.
    """

    key: str
    value: str
