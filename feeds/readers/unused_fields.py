"""Fields of a record that nothing uses, although their names say that they hold what the record lacks."""

from collections.abc import Mapping
from functools import lru_cache

from feeds.model import Record
from feeds.readers.faults import FaultCollector, FieldFault
from feeds.readers.field_names import likely_fields
from feeds.readers.json_values import Json

_FLAGS = frozenset({"", "0", "1", "true", "false", "yes", "no", "null", "none"})
_EARLY_UNIX_TIME = 100_000_000
_LOOKED_FOR = frozenset({"title", "url", "content_html", "date_published"})


def warn_of_unused(data: Mapping[str, Json], record: Record, faults: FaultCollector) -> None:
    """Warn of each field that a record lacks and its data seem to have under another name."""
    lacking = _lacking(record)
    if not lacking:
        return
    names = tuple(name for name, value in data.items() if _may_hold(value))
    nested = tuple(
        f"{name}.{inner}"
        for name, value in data.items()
        if isinstance(value, dict)
        for inner, found in value.items()
        if _may_hold(found)
    )
    for ours, theirs in _likely((*names, *nested)):
        if ours in lacking and ours != theirs and not isinstance(data.get(theirs), dict):
            what = f"it is missing, and nothing uses the field {theirs!r}"
            faults.add(FieldFault.UNUSED_FIELD, ours, what, f'Set [sources.fields] {ours} = "{theirs}"')


def _may_hold(value: Json) -> bool:
    """Whether a value can be a title, an address, an article or a time: no flag such as ``published: 1``."""
    if isinstance(value, str):
        return value.strip().lower() not in _FLAGS
    return isinstance(value, int) and value > _EARLY_UNIX_TIME


def _lacking(record: Record) -> frozenset[str]:
    has_content = record.content_html is not None or record.content_text is not None
    if has_content and None not in (record.title, record.url, record.published_at):
        return frozenset()
    lacking = {
        "title": record.title is None,
        "url": record.url is None,
        "content_html": not has_content,
        "date_published": record.published_at is None,
    }
    return frozenset(name for name, is_lacking in lacking.items() if is_lacking)


@lru_cache(maxsize=1024)
def _likely(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in likely_fields(names) if pair[0] in _LOOKED_FOR)
