"""Find the offsets of values in the text of a JSON document."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(r"[ \t\r\n]*(?:([{}\[\],:])|(\"(?:[^\"\\]|\\.)*\")|([^\s{}\[\],:\"]+))")

MAX_DEPTH = 100
"""Values nested deeper have no location."""

Path = tuple[str | int, ...]
"""Keys and indices from the top: ``("items", 0, "id")``."""


def format_path(path: Path) -> str:
    """Format a path as ``items[0].id``; the document itself is ``$``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "$"


def offsets(text: str, wanted: set[Path]) -> dict[Path, int]:
    """Return the offset of the value at each path; paths that do not exist are left out."""
    found: dict[Path, int] = {}
    for path, offset in _values(text):
        if path in wanted and path not in found:
            found[path] = offset
            if len(found) == len(wanted):
                break
    return found


def _values(text: str) -> Iterator[tuple[Path, int]]:
    """Yield the values with their paths in document order; the text must be valid JSON."""
    path: list[str | int] = []
    kinds: list[str] = []
    at, expects_key = 0, False
    while token := _TOKEN.match(text, at):
        at = token.end()
        mark, string, _ = token.groups()
        if mark in {"}", "]"}:
            kinds.pop()
            path.pop()
            expects_key = False
        elif mark == ",":
            if kinds[-1] == "[":
                path[-1] = int(path[-1]) + 1
            expects_key = kinds[-1] == "{"
        elif mark == ":":
            expects_key = False
        elif string is not None and expects_key:
            path[-1] = string[1:-1]
        else:
            if len(path) <= MAX_DEPTH:
                yield tuple(path), token.end() - len(token[0].lstrip())
            if mark:
                kinds.append(mark)
                path.append(0 if mark == "[" else "")
                expects_key = mark == "{"
