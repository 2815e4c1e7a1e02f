"""A page laid out as its visible lines, top to bottom, each with its enclosing boxes.

HTML and plain text have the same layout, so one set of rules reads both.
"""

from dataclasses import dataclass, field

from msgspec import Struct

INLINE_BREAK = "\x1f"
"""Marks in ``Block.cells`` where two inline elements meet without a space between them."""


class Box(Struct, frozen=True, kw_only=True, gc=False):
    """One element that holds lines; ``above`` is the index of the box around it, ``names`` class and id."""

    tag: str
    above: int
    names: str = ""
    rel: str = ""


class Block(Struct, frozen=True, kw_only=True, gc=False):
    """One line as shown: a paragraph, a list item, a caption, or the text between two ``<br>``.

    ``text`` is what is shown, ``cells`` the same with ``INLINE_BREAK`` between inline elements, ``html``
    its inline markup. ``chars`` counts all characters and ``link_chars`` those inside links, both without
    white space. ``boxes`` are the indices of the enclosing boxes, outermost first. ``soft`` is true when a
    single ``<br>`` separates it from the block before. ``images`` are the addresses of its pictures.
    """

    text: str
    cells: str
    html: str
    boxes: tuple[int, ...]
    chars: int
    link_chars: int = 0
    bold_chars: int = 0
    soft: bool = False
    images: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    names: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLayout:
    """All blocks in reading order; ``boxes[0]`` is the whole page, ``markup`` is false for plain text."""

    blocks: tuple[Block, ...]
    boxes: tuple[Box, ...]
    markup: bool = True
    title: str = ""
    language: str | None = None
    metas: tuple[tuple[str, str], ...] = field(default=())
    scripts: tuple[str, ...] = field(default=(), repr=False)
    linked_data: tuple[str, ...] = field(default=(), repr=False)
