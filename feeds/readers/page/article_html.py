"""Convert the blocks of an article to clean HTML and to plain text."""

from collections.abc import Iterable
from itertools import groupby

from feeds.readers.page.page_layout import Block, PageLayout

_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6"}


def to_html(page: PageLayout, blocks: Iterable[Block]) -> str:
    """Return HTML with one element per line; lines separated by a single ``<br>`` stay one paragraph."""
    blocks = tuple(blocks)
    tags = {page.boxes[box].tag for block in blocks for box in block.boxes}
    data_tables = _data_tables(page) if "table" in tags else frozenset()
    parts = []
    for kind, group in groupby(blocks, key=lambda block: _holder(page, block, data_tables)):
        parts.append(_GROUPS.get(kind[0], _paragraphs)(page, list(group)))
    return "\n".join(part for part in parts if part)


def to_text(blocks: Iterable[Block]) -> str:
    """Return plain text with a blank line between paragraphs; pictures are left out."""
    return "\n\n".join(block.text for block in blocks if block.text)


def _holder(page: PageLayout, block: Block, data_tables: frozenset[int]) -> tuple[str, int]:
    """Return the element that groups neighbouring blocks: a list, a table, a quotation or code."""
    tags = [(page.boxes[box].tag, box) for box in block.boxes]
    for tag, box in reversed(tags):
        if tag == "pre":
            return "pre", box
        if tag in ("ul", "ol"):
            return tag, box
        if box in data_tables:
            return "table", box
        if tag == "blockquote":
            return "blockquote", box
    return "", 0


def _data_tables(page: PageLayout) -> frozenset[int]:
    """Return the tables that hold data: with at least two rows of several cells."""
    cells: dict[int, dict[int, set[int]]] = {}
    for block in page.blocks:
        row = cell = 0
        for box in reversed(block.boxes):
            tag = page.boxes[box].tag
            if tag == "tr":
                row = box
            elif tag in ("td", "th"):
                cell = box
            elif tag == "table" and row and cell:
                cells.setdefault(box, {}).setdefault(row, set()).add(cell)
    return frozenset(
        table for table, rows in cells.items() if sum(len(inner) > 1 for inner in rows.values()) > 1
    )


def _paragraphs(page: PageLayout, blocks: list[Block]) -> str:
    parts: list[str] = []
    before: Block | None = None
    for block in blocks:
        heading = next(
            (_HEADINGS[page.boxes[box].tag] for box in block.boxes[-2:] if page.boxes[box].tag in _HEADINGS),
            None,
        )
        if heading:
            parts.append(f"<{heading}>{block.html}</{heading}>")
        elif block.soft and before is not None and before.boxes == block.boxes and parts[-1].endswith("</p>"):
            parts[-1] = f"{parts[-1][:-4]}<br>{block.html}</p>"
        else:
            parts.append(f"<p>{block.html}</p>")
        before = block
    return "\n".join(parts)


def _list(page: PageLayout, blocks: list[Block]) -> str:
    tag = next(
        page.boxes[box].tag for box in reversed(blocks[0].boxes) if page.boxes[box].tag in ("ul", "ol")
    )
    items = [
        "<br>".join(block.html for block in group)
        for _, group in groupby(blocks, key=lambda block: _last(page, block, ("li",)))
    ]
    return f"<{tag}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{tag}>"


def _table(page: PageLayout, blocks: list[Block]) -> str:
    rows = []
    for _, row in groupby(blocks, key=lambda block: _last(page, block, ("tr",))):
        cells = []
        for cell, inner in groupby(row, key=lambda block: _last(page, block, ("td", "th"))):
            tag = page.boxes[cell].tag if page.boxes[cell].tag == "th" else "td"
            cells.append(f"<{tag}>{'<br>'.join(block.html for block in inner)}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _quote(page: PageLayout, blocks: list[Block]) -> str:
    return f"<blockquote>{_paragraphs(page, blocks)}</blockquote>"


def _code(page: PageLayout, blocks: list[Block]) -> str:  # noqa: ARG001 - one shape for all groups
    return "<pre>" + "\n".join(block.html for block in blocks) + "</pre>"


def _last(page: PageLayout, block: Block, tags: tuple[str, ...]) -> int:
    return next((box for box in reversed(block.boxes) if page.boxes[box].tag in tags), 0)


_GROUPS = {"ul": _list, "ol": _list, "table": _table, "blockquote": _quote, "pre": _code}
