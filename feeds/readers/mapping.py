"""A source's names and values under ours: ``[sources.fields]`` and ``[sources.values]``."""

from feeds.readers.json_values import Json

FieldMap = tuple[tuple[str, str | None], ...]
"""Our names and theirs; ``None`` switches a field off. Dots step into objects on either side."""

ValueMap = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Our field names, each with their values and ours."""


def mapped(data: dict[str, Json], fields: FieldMap, base: dict[str, Json] | None = None) -> dict[str, Json]:
    """The data under our names; ``base`` are the fields that count without being mapped (all of them).

    A field that leads to nothing keeps what stands under our own name.
    """
    named = dict(data if base is None else base)
    for ours, theirs in fields:
        if theirs is None:
            named.pop(ours, None)
        elif (value := _found(data, theirs)) is not None:
            put(named, ours, value)
    return named


def translated(data: dict[str, Json], values: ValueMap) -> dict[str, Json]:
    """The data with the values of some fields replaced by ours; others stay as they are."""
    named = dict(data)
    for field, pairs in values:
        if field in named:
            named[field] = _translated(named[field], dict(pairs))
    return named


def put(data: dict[str, Json], path: str, value: Json) -> None:
    """Set the value at a path, with objects made on the way."""
    if "." not in path:  # as most are
        data[path] = value
        return
    *steps, last = path.split(".")
    for step in steps:
        inner = data.get(step)
        data[step] = dict(inner) if isinstance(inner, dict) else {}
        data = data[step]  # type: ignore[assignment]  # it was just made a dict
    data[last] = value


def _found(data: dict[str, Json], path: str) -> Json:
    """The value at a path: a key that holds the dots itself counts first; a list gives that of each entry."""
    if path in data:
        return data[path]
    value: Json = data
    steps = path.split(".")
    for number, step in enumerate(steps):
        if isinstance(value, list):
            if not step.isdigit():
                rest = ".".join(steps[number:])
                inner = [_found(entry, rest) for entry in value if isinstance(entry, dict)]
                return [found for found in inner if found is not None] or None
            value = value[int(step)] if int(step) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def _translated(value: Json, pairs: dict[str, str]) -> Json:
    if isinstance(value, list):
        return [_translated(entry, pairs) for entry in value]
    if isinstance(value, dict) or value is None:
        return value
    text = str(value).lower() if isinstance(value, bool) else str(value).strip()
    return pairs.get(text, value)
