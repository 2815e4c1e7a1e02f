"""Checks that involve more than one setting: duplicate names, bounds, rankings, the database, redirects."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from feeds.config.problems import closest
from feeds.config.removed_channels import removed_channel_problems
from feeds.config.tables import SiteTable, is_removed
from feeds.config.value_types import duration_s
from feeds.errors import Problem
from feeds.model import INDEX

Row = dict[str, Any]


def table_problems(raw: Row, folder: Path) -> Iterator[Problem]:
    """Find all faults that no single setting shows, except those of sources; paths start at ``folder``."""
    yield from _reversed_bounds(raw)
    yield from _unsupported_store(raw, folder)
    yield from _server_host(raw)
    yield from _duplicate_names(raw)
    yield from _private_index(raw)
    site = raw.get("site")
    url = site.get("url") if isinstance(site, dict) else None
    yield from removed_channel_problems(rows(raw, "channels"), url if isinstance(url, str) else "")
    yield from _empty_selections(raw)
    yield from _rankings(raw)
    yield from _redirects(raw)
    yield from _rsscloud(raw)


def rows(raw: Row, table: str) -> list[Row]:
    """Return the tables of a list of tables; what is not a table is reported elsewhere."""
    found = raw.get(table)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def texts(value: object) -> tuple[str, ...]:
    """Return a setting that is a string or a list as strings; other types are reported elsewhere."""
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values if isinstance(one, str))


def _reversed_bounds(raw: Row) -> Iterator[Problem]:
    site = raw.get("site")
    if not isinstance(site, dict):
        return
    defaults = SiteTable.model_fields
    given = [site.get(key, defaults[key].default) for key in ("fresh_at_least", "fresh_at_most")]
    try:
        least_s, most_s = map(duration_s, given)
    except ValueError:
        return  # reported with the key itself
    if least_s > most_s:
        yield Problem(
            where="site.fresh_at_least",
            message=f"{given[0]!r} is longer than fresh_at_most ({given[1]!r})",
            hint="Exchange the two values, or raise fresh_at_most",
        )


def _rsscloud(raw: Row) -> Iterator[Problem]:
    hub = raw.get("hub")
    if isinstance(hub, dict) and hub.get("rsscloud") is True and hub.get("enabled") is not True:
        message = "rssCloud notifications are delivered by the hub, which is off"
        yield Problem(where="hub.rsscloud", message=message, hint="Set enabled = true, or remove rsscloud")


def _unsupported_store(raw: Row, folder: Path) -> Iterator[Problem]:
    store = raw.get("store")
    url = store.get("url") if isinstance(store, dict) else None
    if not isinstance(url, str) or not url:
        return
    hint = "Use sqlite:///path or postgresql://user@host/name"
    scheme, separator, rest = url.partition("://")
    database = scheme.partition("+")[0]
    if not separator:
        yield Problem(where="store.url", message=f"{url!r} has no scheme", hint=hint)
    elif database not in {"sqlite", "postgresql", "postgres"}:
        yield Problem(where="store.url", message=f"{scheme!r} is not a supported database", hint=hint)
    elif database == "sqlite" and (not rest.startswith("/") or rest in {"/", "/:memory:"}):
        message = "needs a file: a database in memory is lost at the end of every command"
        if rest and not rest.startswith("/"):
            message = f"{url!r} has two slashes, a path needs three"
        yield Problem(where="store.url", message=message, hint="Write sqlite:///path/feeds.db")
    elif database == "sqlite" and (folder / rest[1:]).is_dir():
        message, hint = f"{rest[1:]!r} is a folder", "Write sqlite:///path/feeds.db, with the name of a file"
        yield Problem(where="store.url", message=message, hint=hint)


def _server_host(raw: Row) -> Iterator[Problem]:
    server = raw.get("server")
    host = server.get("host") if isinstance(server, dict) else None
    if isinstance(host, str) and ("/" in host or re.search(r"^[^:]+:\d+$", host)):
        hint = 'Write the address alone, such as "0.0.0.0", and the port in port'
        yield Problem(where="server.host", message=f"{host!r} is not an address of this machine", hint=hint)


def _duplicate_names(raw: Row) -> Iterator[Problem]:
    for table, key, what in (
        ("channels", "path", "channel"),
        ("sources", "name", "source"),
        ("credits", "name", "credit"),
    ):
        taken: dict[str, tuple[int, str]] = {}
        for number, row in enumerate(rows(raw, table), 1):
            if table == "channels" and is_removed(row):
                continue
            for name in _names(row, key):
                first, used_as = taken.setdefault(name.casefold(), (number, _used_as(name, row, key)))
                if first != number:
                    own = _used_as(name, row, key)
                    aliased = f" as an alias ({name!r})" if "aliases" in {own, used_as} else ""
                    yield Problem(
                        where=f"{table}[{number}]({row.get(key)}).{own}",
                        message=f"{table}[{first}] has this {what} already{aliased}",
                        hint="Rename or remove one of them",
                    )


def _used_as(name: str, row: Row, key: str) -> str:
    return key if row.get(key) == name else "aliases"


def _names(row: Row, key: str) -> list[str]:
    aliases = row.get("aliases", ())
    names = [row.get(key), *(aliases if isinstance(aliases, list) else [aliases])]
    return list(dict.fromkeys(name for name in names if isinstance(name, str)))


def _private_index(raw: Row) -> Iterator[Problem]:
    for number, row in enumerate(rows(raw, "channels"), 1):
        if row.get("path") == INDEX and row.get("private") is True:
            yield Problem(
                where=f"channels[{number}]({INDEX}).private",
                message="the index lists the site and cannot be private",
                hint="Make its channels private instead",
            )


def _empty_selections(raw: Row) -> Iterator[Problem]:
    """A selection without a criterion would take every record."""
    for number, row in enumerate(rows(raw, "channels"), 1):
        where = row.get("where")
        if not isinstance(where, dict):
            continue
        path = f"channels[{number}]({row.get('path')}).where"
        if not where:
            yield Problem(where=path, message="is empty", hint="Give tags, sources, authors or languages")
        for key, value in where.items():
            if value in ([], ""):
                yield Problem(
                    where=f"{path}.{key}", message="is empty", hint="Give a value or remove the key"
                )


def _rankings(raw: Row) -> Iterator[Problem]:
    """Check ``most_read`` channels: they have no members of their own and rank those of another channel."""
    channels = rows(raw, "channels")
    ranked = {row.get("path") for row in channels if row.get("most_read") is not None}
    others = [
        INDEX,
        *(path for row in channels if isinstance(path := row.get("path"), str) and path != INDEX),
    ]
    known = [path for path in others if path not in ranked]
    for number, row in enumerate(channels, 1):
        where = f"channels[{number}]({row.get('path')})"
        if row.get("most_read") is None:
            if row.get("of") is not None:
                message, hint = "has no effect without most_read", 'Add most_read = "week"'
                yield Problem(where=f"{where}.of", message=message, hint=hint)
            continue
        yield from _ranking(row, where, known, ranked)


def _ranking(row: Row, where: str, known: list[str], ranked: set[Any]) -> Iterator[Problem]:
    if row.get("where") is not None:
        message = "a channel has either most_read or where"
        hint = "Remove one; to rank a selection, give it a separate channel and name that channel in of"
        yield Problem(where=f"{where}.most_read", message=message, hint=hint)
    if row.get("path") == INDEX:
        hint = "Give the ranking another path; without of it ranks the whole site"
        yield Problem(where=f"{where}.most_read", message="the index carries every article", hint=hint)
    of = row.get("of")
    if isinstance(of, str) and of not in known:
        message = "has no articles of its own" if of in ranked else "is not a channel"
        hint = closest(of, known, "channels")
        yield Problem(where=f"{where}.of", message=f"{of!r} {message}", hint=hint)


def _redirects(raw: Row) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    targets = {row.get("from"): row.get("to") for row in rows(raw, "redirects")}
    for number, row in enumerate(rows(raw, "redirects"), 1):
        old = row.get("from")
        if not isinstance(old, str):
            continue
        first = seen.setdefault(old, number)
        if first != number:
            message, hint = f"redirects[{first}] has this address already", "Remove one of them"
            yield Problem(where=f"redirects[{number}].from", message=message, hint=hint)
            continue
        passed, at = {old}, row.get("to")
        while isinstance(at, str) and at in targets and at not in passed:
            passed.add(at)
            at = targets[at]
        if at in passed:
            message, hint = f"the redirect leads back to {at!r}", "Let it lead to a feed"
            yield Problem(where=f"redirects[{number}].to", message=message, hint=hint)
