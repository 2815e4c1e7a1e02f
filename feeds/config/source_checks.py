"""Checks of ``[[sources]]``: kinds, their options, missing files, private addresses."""

import codecs
from collections.abc import Callable, Iterator, Mapping
from glob import has_magic
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from feeds.config.checks import rows, texts
from feeds.config.content_checks import content_problems
from feeds.config.database_checks import sql_problems
from feeds.config.option_checks import option_problems
from feeds.config.problems import closest
from feeds.config.source_kinds import KINDS
from feeds.config.tables import SourceTable
from feeds.errors import ConfigError, Problem
from feeds.model import SourceSettings
from feeds.outgoing.networks import is_public

Row = dict[str, Any]
_STDIN = "-"
_PARTIAL_KINDS = frozenset({"feed", "opml", "page", "push"})


def source_problems(raw: Row, folder: Path) -> Iterator[Problem]:
    """Find faults of sources; paths start at ``folder``."""
    private_allowed = (
        isinstance(server := raw.get("server"), dict) and server.get("allow_private_hosts") is True
    )
    for number, row in enumerate(rows(raw, "sources"), 1):
        where = f"sources[{number}]" + (f"({row['name']})" if isinstance(row.get("name"), str) else "")
        kind = row.get("kind")
        if not isinstance(kind, str):
            continue  # reported as missing
        if kind not in KINDS:
            yield Problem(where=f"{where}.kind", message=f"unknown kind {kind!r}", hint=_kind_hint(kind))
            continue
        yield from _unknown_options(row, kind, where)
        yield from _places(row, kind, where, folder)
        yield from _urls(row, kind, where, private_allowed=private_allowed)
        yield from option_problems(row, kind, where, folder)
        yield from content_problems(row, kind, where, folder)
        yield from _selector(row, where)
        yield from _vanished(row, kind, where)
        for check in _KIND_CHECKS.get(kind, ()):
            yield from check(row, where, folder)


def _kind_hint(kind: str) -> str:
    from feeds.config.suggestions import kind_like  # loaded here: it is for faults alone

    meant = kind_like(kind, sorted(KINDS))
    return f'Use kind = "{meant}"' if meant else f"Known kinds: {', '.join(sorted(KINDS))}"


def _unknown_options(row: Row, kind: str, where: str) -> Iterator[Problem]:
    known = [*SourceTable.model_fields, *sorted(KINDS[kind].options)]
    for key in row:
        if key not in known:
            yield Problem(where=f"{where}.{key}", message="unknown key", hint=closest(key, known))


def _places(row: Row, kind: str, where: str, folder: Path) -> Iterator[Problem]:
    """Check that the kind takes ``path`` and ``url``, that one is given, and that paths exist."""
    takes, paths, urls = KINDS[kind], texts(row.get("path")), texts(row.get("url"))
    if paths and not takes.paths:
        hint = "Records arrive at /api/records; remove path" if kind == "push" else "Remove path"
        yield Problem(where=f"{where}.path", message=f"a source of kind {kind!r} reads no files", hint=hint)
        return
    if urls and not takes.urls:
        hint = "Records arrive at /api/records; remove url" if kind == "push" else "Give path instead"
        yield Problem(where=f"{where}.url", message=f"a source of kind {kind!r} takes no url", hint=hint)
    elif takes.paths and "path" not in row and "url" not in row:
        choice = "path or url" if takes.urls else "path"
        yield Problem(where=where, message=f"needs {choice}", hint='Add path = "records"')
    for key in ("path", "url"):
        if row.get(key) in ("", []):
            yield Problem(where=f"{where}.{key}", message="is empty", hint="Give a value or remove the key")
    for path in paths:
        if path and not _exists(path, folder):
            hint = f"Paths start at the folder of the settings file, {folder.resolve()}"
            yield Problem(where=f"{where}.path", message=f"{path!r} does not exist", hint=hint)


def _vanished(row: Row, kind: str, where: str) -> Iterator[Problem]:
    """Refuse ``vanished = "withdraw"`` where a read never brings everything that the source has."""
    if row.get("vanished") != "withdraw":
        return
    if kind in _PARTIAL_KINDS:
        message = f"a source of kind {kind!r} does not list everything that it has"
        yield Problem(where=f"{where}.vanished", message=message, hint="Remove vanished")
    elif kind == "sql" and row.get("cursor") is not None:
        message, hint = "with a cursor only later rows are read", "Remove cursor or vanished"
        yield Problem(where=f"{where}.vanished", message=message, hint=hint)


def _exists(path: str, folder: Path) -> bool:
    """Whether a path exists; of a glob, whether the folder it starts in does."""
    if path == _STDIN:
        return True
    if not has_magic(path):
        return (folder / path).exists()
    start = Path()
    for part in Path(path).parts:
        if has_magic(part):
            break
        start /= part
    return (folder / start).exists()


def _urls(row: Row, kind: str, where: str, *, private_allowed: bool) -> Iterator[Problem]:
    if kind == "sql" or not KINDS[kind].urls:
        return
    allowed = texts(row.get("allow_hosts"))
    for url in filter(None, texts(row.get("url"))):
        host = _host(url)
        if host is None:
            hint = 'Write the whole address, such as "https://news.example.org/feed.xml"'
            yield Problem(where=f"{where}.url", message=f"{url!r} is not an http(s) address", hint=hint)
        elif not private_allowed and host not in allowed and is_private_host(host):
            hint = f'Add allow_hosts = ["{host}"] to the source if it may read this host'
            yield Problem(where=f"{where}.url", message=f"{host!r} is a private address", hint=hint)


def _selector(row: Row, where: str) -> Iterator[Problem]:
    without = row.get("without")
    if not isinstance(without, str) or not without:
        return
    from feeds.text.replacements import is_selector  # loaded here: it brings the HTML parser with it

    if not is_selector(without):
        message, hint = f"{without!r} is not a CSS selector", 'Write one such as ".gutter, .share"'
        yield Problem(where=f"{where}.without", message=message, hint=hint)


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in {"http", "https"} else None


def is_private_host(host: str) -> bool:
    """Whether a host is this machine or an address of a private network."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return not is_public(host)


def _csv(row: Row, where: str, _: Path) -> Iterator[Problem]:
    delimiter, encoding = row.get("delimiter"), row.get("encoding")
    if delimiter is not None and (
        not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n'
    ):
        message, hint = f"{delimiter!r} is not one character", 'Use "," ";" "\\t" or "|", or remove the key'
        yield Problem(where=f"{where}.delimiter", message=message, hint=hint)
    if encoding is not None and not _is_text_encoding(encoding):
        message, hint = f"{encoding!r} is not a known encoding", 'Use a name such as "utf-8" or "gb18030"'
        yield Problem(where=f"{where}.encoding", message=message, hint=hint)


def _is_text_encoding(name: object) -> bool:
    try:
        return isinstance(name, str) and codecs.lookup(name)._is_text_encoding  # noqa: SLF001 - codecs has no public flag
    except (LookupError, ValueError):
        return False


def _page(row: Row, where: str, folder: Path) -> Iterator[Problem]:
    """Let the reader check its options and selectors."""
    from feeds.readers.page.options import page_options  # loaded here: it is large and few settings need it

    fields = row.get("fields")
    given = {key: row[key] for key in KINDS["page"].options if key in row}
    if not isinstance(fields, dict | None) or not all(isinstance(v, str) for v in (fields or {}).values()):
        return
    settings = SourceSettings(
        name="",
        kind="page",
        folder=folder,
        fields=tuple((fields or {}).items()),
        options=tuple(given.items()),
    )
    try:
        page_options(settings)
    except ConfigError as error:
        for problem in error.problems:
            at = f"{where}.{problem.where.removeprefix('sources.').lstrip('.')}"
            yield Problem(where=at, message=problem.message, hint=problem.hint)


_KIND_CHECKS: Mapping[str, tuple[Callable[[Row, str, Path], Iterator[Problem]], ...]] = {
    "csv": (_csv,),
    "sql": (sql_problems,),
    "page": (_page,),
}
