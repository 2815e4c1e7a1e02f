"""Split a Markdown file into front matter (YAML, TOML or JSON) and body.

Scalars of YAML stay as they are written: ``no`` is a language, ``007`` an id and a time is read by
``feeds.text.dates``, like those of every other source. Only ``true``, ``false`` and ``null`` have types.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

import yaml

from feeds.readers.json_values import Json, is_finite

MAX_CHARS = 200_000
"""The longest front matter that is read."""

_MAX_VALUES = 5_000
_MAX_DEPTH = 20
_FENCES = {"---": "yaml", "+++": "toml", ";;;": "json"}
_LANGUAGE = re.compile(r"---[ \t]*([a-z]{2,12})?[ \t]*")
_WIKI_LINK = re.compile(r"\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]")
_METADATA_LINE = re.compile(r"([A-Za-z][\w -]{0,30}):[ \t]*(.*)")
_METADATA_FIRST = re.compile(r"(?:title|date|status):", re.IGNORECASE)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


class FrontMatterError(ValueError):
    """Front matter that cannot be read; ``line`` counts from the first line of the file."""

    def __init__(self, message: str, line: int) -> None:
        """Keep where the fault is."""
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownFile:
    """``fields`` of the front matter, the Markdown ``body`` and the ``line`` on which the body starts."""

    fields: dict[str, Json]
    body: str
    line: int = 1


def split_front_matter(text: str) -> MarkdownFile:
    """Read the front matter of a file, if it has any. Raises ``FrontMatterError``.

    Names of fields are as they are written, and in lower case too: generators differ in it.
    """
    page = _split(text)
    lower = {name.lower(): value for name, value in page.fields.items()}
    return replace(page, fields={**lower, **page.fields})


def _split(text: str) -> MarkdownFile:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if first.startswith("{"):
        return _json_object(text)
    fence = first[:3]
    if _METADATA_FIRST.match(first):
        return _metadata(text)
    if fence not in _FENCES or (first.rstrip() != fence and not _LANGUAGE.fullmatch(first)):
        return MarkdownFile(fields={}, body=text)
    end = re.compile(rf"^(?:{re.escape(fence)}|\.\.\.)[ \t]*$", re.MULTILINE).search(rest)
    if end is None:
        return MarkdownFile(fields={}, body=text)
    if end.start() > MAX_CHARS:
        raise FrontMatterError(f"the front matter is longer than {MAX_CHARS} characters", 1)
    language = first[3:].strip() or _FENCES[fence]
    if language not in _PARSERS:
        raise FrontMatterError(f"front matter in {language!r} is not known; write YAML, TOML or JSON", 1)
    fields = _PARSERS[language](rest[: end.start()])
    lines = rest.count("\n", 0, end.end()) + 2
    return MarkdownFile(fields=fields, body=rest[end.end() :].removeprefix("\n"), line=lines)


def _json_object(text: str) -> MarkdownFile:
    """Read front matter that is a JSON object without fences, as Hugo accepts it."""
    try:
        value, end = json.JSONDecoder().raw_decode(text[:MAX_CHARS])
    except (ValueError, RecursionError):
        return MarkdownFile(fields={}, body=text)
    if not isinstance(value, dict):
        return MarkdownFile(fields={}, body=text)
    lines = text.count("\n", 0, end) + 1
    return MarkdownFile(fields=value, body=text[end:].removeprefix("\n"), line=lines)


def _yaml(text: str) -> dict[str, Json]:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        value = _yaml_value(node, [_MAX_VALUES]) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise FrontMatterError(f"the YAML front matter cannot be read: {error.problem}", line) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise FrontMatterError(f"the YAML front matter cannot be read: {error}", 1) from error
    return _object(value, "YAML")


def _yaml_value(node: yaml.Node, left: list[int], depth: int = 0) -> Json:
    """Convert a node, with at most ``left`` values in all: aliases can repeat each other without end."""
    left[0] -= 1
    line = node.start_mark.line + 2
    if left[0] < 0 or depth > _MAX_DEPTH:
        raise FrontMatterError("the front matter has too many or too deeply nested values", line)
    if isinstance(node, yaml.MappingNode):
        return {
            str(key.value): _yaml_value(value, left, depth + 1)
            for key, value in node.value
            if isinstance(key, yaml.ScalarNode)
        }
    if isinstance(node, yaml.SequenceNode):
        return [_yaml_value(value, left, depth + 1) for value in node.value]
    text = str(node.value)
    plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return _WORDS.get(text.lower(), text) if plain else text


def _toml(text: str) -> dict[str, Json]:
    try:
        return _object(_plain(tomllib.loads(text)), "TOML")
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOMLDecodeError
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) + 1 if found else 1
        raise FrontMatterError(f"the TOML front matter cannot be read: {error}", line) from error


def _json(text: str) -> dict[str, Json]:
    try:
        return _object(json.loads(text), "JSON")
    except json.JSONDecodeError as error:
        message = f"the JSON front matter cannot be read: {error.msg}"
        raise FrontMatterError(message, error.lineno + 1) from error
    except (RecursionError, ValueError) as error:
        message = "the JSON front matter is nested too deep, or a number in it is too long"
        raise FrontMatterError(message, 1) from error


def _plain(value: Any) -> Json:
    """Convert TOML values to JSON values; times become text."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, int) and not is_finite(value):
        return hex(value)  # a number that Python does not write in digits is a text
    return value  # type: ignore[no-any-return]  # tomllib gives only JSON types besides


def _object(value: Json, language: str) -> dict[str, Json]:
    if isinstance(value, dict):
        return value
    raise FrontMatterError(f"the {language} front matter is not a set of fields", 1)


def _javascript(text: str) -> dict[str, Json]:
    """Read declarations of literals, as Eleventy takes them; objects and lists of objects become ``{}``.

    Raises ``FrontMatterError`` for a value that has to be computed: it might be what holds the file back.
    """
    found: dict[str, Json] = {}
    starts = [*_DECLARATION.finditer(text)]
    ends = [*(match.start() for match in starts), len(text)][1:]
    for match, end in zip(starts, ends, strict=True):
        value = text[match.end() : end].strip().rstrip(";").strip()
        found[match[1]] = _literal(value, match[1], text.count("\n", 0, match.start()) + 2)
    if not found and text.strip():
        raise FrontMatterError(
            "front matter in JavaScript is read only as declarations: const draft = true", 1
        )
    return found


_DECLARATION = re.compile(r"^(?:export\s+)?(?:const|let|var)\s+(\w+)\s*=", re.MULTILINE)
_QUOTED = re.compile(r"'([^'\\]*)'|`([^`\\$]*)`")


def _literal(value: str, name: str, line: int) -> Json:
    quoted = _QUOTED.fullmatch(value)
    if quoted:
        return quoted[1] or quoted[2] or ""
    try:
        return json.loads(value)  # type: ignore[no-any-return]  # JSON has only these types
    except ValueError:
        if value.startswith(("{", "[")):
            return {}
    raise FrontMatterError(f"the value of {name} is computed; write it as a literal", line)


def _metadata(text: str) -> MarkdownFile:
    """Read the lines ``Name: value`` that open a file without fences, as Pelican and MultiMarkdown do."""
    lines = text.split("\n")
    fields: dict[str, Json] = {}
    number = 0
    for number, line in enumerate(lines):  # noqa: B007 - the number of the first line of the body
        match = _METADATA_LINE.fullmatch(line)
        if match is None:
            break
        fields[match[1].strip().lower()] = match[2].strip()
    if len(fields) < _LEAST_METADATA or lines[number].strip():
        return MarkdownFile(fields={}, body=text)
    return MarkdownFile(fields=fields, body="\n".join(lines[number + 1 :]), line=number + 2)


_LEAST_METADATA = 2
_PARSERS = {"yaml": _yaml, "toml": _toml, "json": _json, "js": _javascript, "javascript": _javascript}


def words(value: Json) -> Iterator[str]:
    """Yield the texts of a list, or of a text with commas between them; wiki links become their text."""
    if isinstance(value, str):
        yield from (without_link(part.strip()) for part in value.split(",") if part.strip())
    elif isinstance(value, list):
        for part in value:
            if isinstance(part, list):
                yield from words(part)
            elif isinstance(part, str | int | float) and str(part).strip():
                yield without_link(str(part).strip())


def without_link(text: str) -> str:
    """Return the text of ``[[page]]``, ``[[folder/page]]`` or ``[[page|text]]``; other text as it is."""
    match = _WIKI_LINK.fullmatch(text)
    return (match[2] or match[1].rpartition("/")[2]).strip() if match else text
