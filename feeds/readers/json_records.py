"""Find records in a JSON document, and the address of the page after it."""

from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from feeds.readers.json_values import Json

_USUAL = (
    "items",
    "records",
    "results",
    "data",
    "posts",
    "articles",
    "entries",
    "docs",
    "rows",
    "value",
    "nodes",
)


class NoRecordsError(ValueError):
    """A document without a list of records where the settings say it is."""


def records_in(document: Json, path: str) -> list[Json]:
    """Return the records at ``path`` (``data.items``), or the list in the usual place without one.

    Raises ``NoRecordsError``.
    """
    if path:
        found = value_at(document, path)
        if isinstance(found, list):
            return found
        if isinstance(found, dict):
            return [found]
        raise NoRecordsError(f"there is no list at {path!r}")
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        for name in _USUAL:
            if isinstance(found := document.get(name), list):
                return found
        if any(name in document for name in ("id", "title", "url")):
            return [document]
    raise NoRecordsError("there is no list of records in a usual place")


def value_at(document: Json, path: str) -> Json:
    """Return the value at a path of names and list positions with dots between them."""
    value = document
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def next_address(document: Json, path: str, url: str) -> str | None:
    """Return the absolute address of the next page at a path; ``None`` on the last page."""
    value = value_at(document, path)
    if isinstance(value, dict):
        value = value.get("href") or value.get("url")
    return urljoin(url, value) if isinstance(value, str) and value else None


def with_page(url: str, parameter: str) -> str:
    """Return the address with its page number one higher; a first page has none."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    number = next((int(value) for name, value in query if name == parameter and value.isdecimal()), 1)
    rest = [(name, value) for name, value in query if name != parameter]
    return parts._replace(query=urlencode([*rest, (parameter, str(number + 1))])).geturl()
