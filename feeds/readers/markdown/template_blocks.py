"""Split a Markdown body into text and what is shown as written: code, and verbatim blocks of templates.

Source: Hugo, "Highlight shortcode"; Liquid, "raw" and "comment"; Jekyll, "highlight"; Hexo, "Code Block".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_OPENING = re.compile(
    r"^[ \t]*+(?P<fence>`{3,}+|~{3,}+)[^\n]*+$"
    r"|(?<!`)`[^`\n]{1,500}`"
    r"|\{%-?\s*+(?P<tag>raw|comment|highlight|codeblock)\b(?P<options>[^%\n]{0,300})%\}"
    r"|\{\{[<%]\s*+(?P<hugo>highlight)\b(?P<hugo_options>[^{}\n]{0,300})[>%]\}\}",
    re.MULTILINE,
)
_HUGO_END = re.compile(r"\{\{[<%]\s*+/\s*+highlight\s*+[>%]\}\}")
_RAW_BLOCK = re.compile(
    r"\{%-?\s*+raw\s*+-?%\}((?:[^{]|\{(?!%-?\s*+(?:end)?raw\b))*+)\{%-?\s*+endraw\s*+-?%\}"
)
_FIRST_WORD = re.compile(r"([\w+#.-]{1,30})")
_NAMED_LANGUAGE = re.compile(r"lang:([\w+#.-]{1,30})")
_BACKTICKS = re.compile(r"`{3,}+")


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPart:
    """A part of a body; in one that ``is_text``, shortcodes and tags are still to be replaced."""

    text: str
    is_text: bool


def split_parts(body: str) -> Iterator[BodyPart]:
    """Yield the parts of a body in their order.

    Highlighted code becomes a fenced block, comments are left out, and a tag that is never closed is text.
    """
    position = text_start = 0
    unclosed: set[str] = set()
    while opening := _OPENING.search(body, position):
        block = _block(opening, body, unclosed)
        if block is None:
            position = opening.end()
            continue
        shown, position = block
        yield BodyPart(text=body[text_start : opening.start()], is_text=True)
        yield BodyPart(text=shown, is_text=False)
        text_start = position
    yield BodyPart(text=body[text_start:], is_text=True)


def _block(opening: re.Match[str], body: str, unclosed: set[str]) -> tuple[str, int] | None:
    """Return what is shown of a block, and where it ends; ``None`` if nothing closes it."""
    name = opening["tag"] or opening["hugo"]
    if name is None:
        end = _end_of_code(opening, body)
        return _RAW_BLOCK.sub(r"\1", body[opening.start() : end]), end
    if name in unclosed:
        return None
    closing = (_HUGO_END if opening["hugo"] else _end_of_tag(name)).search(body, opening.end())
    if closing is None:
        unclosed.add(name)
        return None
    inside = body[opening.end() : closing.start()]
    if name in {"raw", "comment"}:
        return inside if name == "raw" else "", closing.end()
    options = (opening["options"] or opening["hugo_options"] or "").strip().strip("\"'")
    language = _NAMED_LANGUAGE.search(options) if name == "codeblock" else _FIRST_WORD.match(options)
    return _fenced(inside, language[1] if language else ""), closing.end()


def _end_of_code(opening: re.Match[str], body: str) -> int:
    """Return where code ends: a fence that is not closed reaches to the end of the body."""
    if opening["fence"] is None:
        return opening.end()
    closing = _end_of_fence(opening["fence"]).search(body, opening.end())
    return closing.end() if closing else len(body)


@lru_cache(maxsize=16)
def _end_of_fence(fence: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*+{fence}{fence[0]}*+[ \t]*+$", re.MULTILINE)


@lru_cache(maxsize=16)
def _end_of_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"\{{%-?\s*+end{name}\s*+-?%\}}")


def _fenced(code: str, language: str) -> str:
    """Return code between fences that are longer than every row of backticks in it."""
    fence = "`" * (1 + max((len(row) for row in _BACKTICKS.findall(code)), default=2))
    lines = code.strip("\r\n")
    return f"\n\n{fence}{language}\n{lines}\n{fence}\n\n"
