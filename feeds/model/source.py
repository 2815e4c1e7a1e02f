"""The settings of one source: where records are read, and what to assume of them."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class TextKind(StrEnum):
    """What titles and summaries of a source are: never guessed from a value (R-TEXT-01)."""

    TEXT = "text"
    HTML = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """One ``[[sources]]`` table, checked.

    ``paths`` are absolute paths, globs or folders (``-`` is standard input); ``urls`` http(s) addresses.
    ``every_s`` is ``None`` when it is read only on change. ``timezone`` is an IANA name for times without an
    offset, ``date_formats`` (as ``strptime`` takes them) come before the built-in forms. ``fields`` maps our
    names to theirs, ``None`` switches a field off; ``values`` maps their values of a field to ours.
    ``channels_from`` is the field that names the channels. ``html`` is the sanitising policy (``article``,
    ``basic`` or ``none``: text only), ``titles`` what titles and summaries are (``None``: text), ``without``
    a CSS selector of what is left out of the content. ``trust``: content of a foreign kind may set every
    field. ``withdraws_vanished``: records that a complete read no longer brings are withdrawn.
    ``check_files``: length and type of files come from their servers.
    ``allow_hosts`` are hosts that the source may reach and lead to, private ones too. ``options`` are the
    kind's own settings, already checked by it.
    """

    name: str
    kind: str
    paths: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    every_s: float | None = None
    channel: str | None = None
    channels_from: str | None = None
    timezone: str | None = None
    date_formats: tuple[str, ...] = ()
    language: str | None = None
    base_url: str | None = None
    html: str = "article"
    titles: TextKind | None = None
    fields: tuple[tuple[str, str | None], ...] = ()
    values: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    without: str | None = None
    trust: bool = False
    withdraws_vanished: bool = False
    check_files: bool = False
    allow_hosts: tuple[str, ...] = ()
    options: tuple[tuple[str, str | int | float | bool | tuple[str, ...]], ...] = field(default=())
    folder: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a source was read: an entry that its next reader is given back.

    ``key`` is a URL or the name of a cursor, ``value`` the reader's own notation (HTTP validators, the last
    row seen). Stored with the records it covers, so that nothing between them is lost.
    """

    key: str
    value: str
