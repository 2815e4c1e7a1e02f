"""Formulas: MathML without anything but mathematics in it, and its meaning as plain text."""

import re
from collections.abc import Callable
from html import unescape

from selectolax.lexbor import LexborNode

from feeds.text.allowlist import ATTRIBUTES, MATHML_TAGS
from feeds.text.images import attribute

_TEX = "application/x-tex"
_TOKEN = re.compile(r"<(/?)([a-z]++)[^<>]*+>|([^<]++)")
_ANNOTATION = re.compile(rf'<annotation encoding="{_TEX}">([^<]*+)</annotation>')
_ALTERNATIVE = re.compile(r'<math\b[^<>]*? alttext="([^"<>]*+)"')
_MAX_NODES = 20_000


def mathml(math: LexborNode) -> str:
    """Return a ``<math>`` element with MathML only; text inside foreign elements stays."""
    out: list[str] = []
    stack: list[LexborNode | str] = [math]
    for _ in range(_MAX_NODES):
        if not stack:
            break
        node = stack.pop()
        if isinstance(node, str):
            out.append(node)
        elif node.is_text_node:
            out.append(attribute(node.text_content or ""))
        elif node.is_element_node and node.tag not in ("annotation-xml", "script", "style", "template"):
            stack.extend(_opened(node, out))
    out.extend(item for item in reversed(stack) if isinstance(item, str))
    return "".join(out)


def math_text(html: str) -> str:
    """Return the text of one serialised ``<math>``: its TeX, its alternative, or its elements on one line."""
    for pattern in (_ANNOTATION, _ALTERNATIVE):
        if (match := pattern.search(html)) and match[1].strip():
            return unescape(match[1]).strip()
    stack: list[tuple[str, list[str]]] = [("", [])]
    for closing, tag, text in _TOKEN.findall(html):
        if text:
            stack[-1][1].append(unescape(text).strip())
        elif not closing:
            stack.append((tag, []))
        elif len(stack) > 1:
            name, parts = stack.pop()
            stack[-1][1].append(_LINES.get(name, "".join)([part for part in parts if part]))
    return "".join(part for _, parts in stack for part in parts)


def _opened(node: LexborNode, out: list[str]) -> list[LexborNode | str]:
    """Write a start tag and return what follows it, last first."""
    tag = node.tag or ""
    follows: list[LexborNode | str] = []
    if tag in MATHML_TAGS and not (tag == "annotation" and node.attributes.get("encoding") != _TEX):
        kept = ATTRIBUTES.get(tag, frozenset()) | ATTRIBUTES["*"]
        written = (f' {k}="{attribute(v or "")}"' for k, v in node.attributes.items() if k in kept)
        out.append("".join((f"<{tag}", *written, ">")))
        follows.append(f"</{tag}>")
    elif tag == "annotation":
        return follows
    children: list[LexborNode | str] = []
    child = node.first_child
    while child is not None:
        children.append(child)
        child = child.next
    follows.extend(reversed(children))
    return follows


def _grouped(part: str) -> str:
    return part if len(part) == 1 or part.isalnum() else f"({part})"


def _joined(*marks: str) -> Callable[[list[str]], str]:
    """Return a function that puts a mark before each part but the first."""

    def join(parts: list[str]) -> str:
        first, *others = parts or [""]
        tail = "".join(f"{mark}{_grouped(part)}" for mark, part in zip(marks, others, strict=False))
        return _grouped(first) + tail + "".join(others[len(marks) :])

    return join


def _root(parts: list[str]) -> str:
    return f"√{_grouped(''.join(parts))}"


_LINES: dict[str, Callable[[list[str]], str]] = {
    "mfrac": _joined("/"),
    "msup": _joined("^"),
    "msub": _joined("_"),
    "msubsup": _joined("_", "^"),
    "munderover": _joined("_", "^"),
    "munder": _joined("_"),
    "mover": _joined("^"),
    "msqrt": _root,
    "mroot": lambda parts: f"{_root(parts[:1])}[{''.join(parts[1:])}]" if parts[1:] else _root(parts),
    "mtd": lambda parts: "".join(parts) + " ",
    "mtr": lambda parts: "".join(parts).strip() + "; ",
    "mtable": lambda parts: "".join(parts).rstrip("; "),
    "annotation": lambda _: "",
}
