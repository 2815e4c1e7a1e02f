"""Score the lines of a page as prose, and find the box with the highest score.

Prose is text outside links with the punctuation of sentences; boilerplate weighs against the boxes around it.
"""

import re
from collections import Counter
from functools import lru_cache
from itertools import chain

from feeds.readers.page.credits import credits_of
from feeds.readers.page.lexicon import BODY_BOX, BOILERPLATE, BOILERPLATE_BOX, FOOTER, TRAILER, CreditKind
from feeds.readers.page.page_layout import Block, PageLayout
from feeds.readers.page.script_variants import simplified
from feeds.readers.page.times import has_time

_STOPS = re.compile(r"[。！？；，、：”…]|[!?;](?:\s|$)|[.,](?:\s|$)")
_SENTENCE_END = re.compile(r"[。！？!?…”]$")
_PROSE_CHARS = 12
_TINY_CHARS = 6
_BOILERPLATE_CHARS = 60
_FOOT_CHARS = 120
_FOOT_STOPS = 4
_NOTICE_CHARS = 200
_CACHED_CHARS = 200
_LINKED = 0.5
_DESCEND = 0.85
_BUTTON = re.compile(
    r"^[\d\s|]*(?:(?:回复|赞|踩|顶|举报|点赞|支持|反对|楼|reply|like)[\d\s|（()）]*)+$", re.IGNORECASE
)
_STAMP_CHARS = 40
_ENTRY_TAGS = frozenset({"div", "li", "section", "article", "dl"})
_ENTRY_LINES = 12
_ENTRIES = 3
_MOST_ENTRIES = 0.7
_PLAIN_COST = -8.0
_PARAGRAPHS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "blockquote", "pre", "td"})


def is_boilerplate(block: Block) -> bool:
    """Whether a line belongs to the user interface of the page."""
    return bool(block.text) and block.chars <= _FOOT_CHARS and _is_interface(block.text, block.chars)


@lru_cache(maxsize=4096)
def _is_interface(text: str, chars: int) -> bool:
    """Whether a short line is one of the user interface, which is the same on all pages of a site."""
    line = simplified(text)
    if chars <= _BOILERPLATE_CHARS and BOILERPLATE.search(line):
        return True
    return bool(FOOTER.search(line)) and punctuation_count(text) < _FOOT_STOPS


def is_trailer(block: Block) -> bool:
    """Whether a line starts the part of a page after the article."""
    is_short = len(block.text) <= _CACHED_CHARS
    return bool(block.text) and (_short_starts_trailer if is_short else _starts_trailer)(block.text)


def _starts_trailer(text: str) -> bool:
    return TRAILER.search(simplified(text)) is not None


_short_starts_trailer = lru_cache(maxsize=4096)(_starts_trailer)


def punctuation_count(text: str) -> int:
    """Count the punctuation marks of a text."""
    return len(_STOPS.findall(text))


def block_weight(block: Block, noisy: frozenset[int]) -> float:
    """Return the score of a line: negative for links and user interface, positive for prose."""
    if not block.chars:
        return 0.0
    if block.link_chars > _LINKED * block.chars:
        return -(8 + 0.4 * block.chars)
    if is_boilerplate(block) or (is_trailer(block) and block.chars <= _NOTICE_CHARS):
        return -20.0
    if not noisy.isdisjoint(block.boxes):
        return -0.3 * block.chars
    marks = punctuation_count(block.text)
    if (block.chars >= _PROSE_CHARS and marks) or _SENTENCE_END.search(block.text):
        return (block.chars - block.link_chars) * min(1.0, 0.4 + 0.2 * marks) + 5 * min(marks, 10)
    return -1.0 if block.chars < _TINY_CHARS else 0.0


def densest_run(weights: list[float]) -> tuple[int, int]:
    """Return the bounds of the run of lines with the highest sum; lines without prose lower the sum.

    Plain text has no boxes that separate an article from its surroundings.
    """
    best, here, start = (0.0, 0, 0), 0.0, 0
    for at, weighed in enumerate(weights):
        if here <= 0:
            here, start = 0.0, at
        here += weighed if weighed > 0 else min(weighed, _PLAIN_COST)
        best = max(best, (here, start, at))
    return best[1], best[2]


def boilerplate_boxes(page: PageLayout) -> frozenset[int]:
    """Return boxes with boilerplate names, and all boxes inside them."""
    noisy = set(_entries(page))
    for index, box in enumerate(page.boxes):
        if box.above in noisy or box.tag in {"nav", "footer", "aside"} or _is_noise(box.names):
            noisy.add(index)
    return frozenset(noisy)


def _entries(page: PageLayout) -> set[int]:
    """Return small repeated sibling boxes, each with its own time or button.

    Comments and lists of other articles have this form, whatever their class names.
    """
    stamped, credited = set[int](), set[int]()
    for block in page.blocks:
        if block.chars <= _STAMP_CHARS and (has_time(block.cells) or _BUTTON.search(block.text)):
            stamped.update(block.boxes)
            credited.update(
                block.boxes if any(c.kind is CreditKind.SOURCE for c in credits_of(block)) else ()
            )
    lines = _lines_in_boxes(page)
    alike: dict[tuple[int, str, str], list[int]] = {}
    for index, box in enumerate(page.boxes):
        if box.tag in _ENTRY_TAGS and lines[index] <= _ENTRY_LINES and index not in credited:
            alike.setdefault((box.above, box.tag, box.names), []).append(index)
    found = set[int]()
    for entries in alike.values():
        if len(entries) >= _ENTRIES and len(stamped.intersection(entries)) > _MOST_ENTRIES * len(entries):
            found.update(entries)
    return found


def best_box(page: PageLayout, weights: list[float]) -> int:
    """Return the box with the highest sum, then descend while one inner box holds nearly all of its prose."""
    total, prose = [0.0] * len(page.boxes), [0.0] * len(page.boxes)
    for block, weighed in zip(page.blocks, weights, strict=True):
        for box in block.boxes if weighed else ():
            total[box] += weighed
        for box in block.boxes if weighed > 0 else ():
            prose[box] += weighed
    lines = _lines_in_boxes(page)
    inside: dict[int, list[int]] = {}
    for index, held in enumerate(page.boxes):
        inside.setdefault(held.above, []).append(index)
    _, best = max(zip(total, range(len(total)), strict=True))
    while True:
        deeper = max(inside.get(best, ()), key=lambda box: prose[box], default=None)
        if deeper is None or prose[deeper] < _DESCEND * prose[best]:
            return best
        if page.boxes[deeper].tag in _PARAGRAPHS and lines[deeper] <= 1:
            return best
        best = deeper


def _lines_in_boxes(page: PageLayout) -> Counter[int]:
    """Count the lines in each box, those in the boxes inside it included."""
    return Counter(chain.from_iterable(block.boxes for block in page.blocks))


def _is_noise(names: str) -> bool:
    return bool(names) and bool(BOILERPLATE_BOX.search(names)) and not BODY_BOX.search(names)
