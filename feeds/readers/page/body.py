"""Finds the article among the lines of a page: the box with the most prose, then where it begins and ends.

Prose is text outside links with the punctuation of sentences; furniture weighs against a box.
"""

import re
from collections import Counter
from dataclasses import dataclass

from feeds.readers.page.breadcrumb import is_breadcrumb
from feeds.readers.page.credits import credits_of, is_credit_line
from feeds.readers.page.page import Block, Page
from feeds.readers.page.words import AFTERWORD, BODY_BOX, FOOTING, FURNITURE, NOISE_BOX, PRINTED, WORKING_MARKS, Kind

_STOPS = re.compile(r"[。！？；，、：”…]|[!?;](?:\s|$)|[.,](?:\s|$)")
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|ofd|wps|et)(?:$|\?)", re.IGNORECASE)
_PROSE_CHARS = 12
_LINE_TAGS = frozenset("p h1 h2 h3 h4 h5 h6 li blockquote pre figure figcaption center dd dt td tr tbody".split())
_SIGNED_DATE = re.compile(r"(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_GOES_ON = 0.2
_DESCEND = 0.85
_MOST_LINK = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Which blocks are the article: indices in order; ``start`` and ``end`` bound the region they lie in."""

    kept: tuple[int, ...] = ()
    start: int = 0
    end: int = 0


def find_body(page: Page) -> Body:
    """The article's blocks; empty where nothing on the page reads like prose."""
    return _find(page, _noisy_boxes(page)) or _find(page, frozenset()) or Body()


def _find(page: Page, noisy: frozenset[int]) -> Body | None:
    """The article when the ``noisy`` boxes count as furniture."""
    blocks = page.blocks
    weights = [_weight(block, noisy) for block in blocks]
    box = _best_box(page, weights)
    region = [at for at, block in enumerate(blocks) if box in block.boxes]
    prose = [at for at in region if weights[at] > 0 and not is_credit_line(blocks[at])]
    if not prose:
        return None
    lines = _Lines(page=page, region=region, noisy=noisy)
    end = _end(lines, prose, weights)
    prose = [at for at in prose if at < end]
    homes = {lines.home(at) for at in prose}
    first = _begin(lines, prose[0], homes)
    final = _trail(lines, prose[-1], end, homes)
    kept = tuple(at for at in region if first <= at <= final and lines.belongs(at, inside=first < at))
    return Body(kept=kept, start=first, end=final + 1)


class _Lines:
    """The lines of the chosen box."""

    def __init__(self, *, page: Page, region: list[int], noisy: frozenset[int]) -> None:
        self.blocks = page.blocks
        self.region = region
        self._boxes = page.boxes
        self._noisy = noisy
        self._held = Counter(box for at in region for box in set(page.blocks[at].boxes))

    def home(self, at: int) -> int:
        """The box whose lines are a line's neighbours: a box around a single line is that line."""
        boxes = self.blocks[at].boxes
        for box in reversed(boxes[1:]):
            if self._boxes[box].tag not in _LINE_TAGS and self._held[box] > 1:
                return box
        return boxes[0]

    def belongs(self, at: int, *, inside: bool = False) -> bool:
        """Whether a line is part of the article; ``inside`` it an appointment's time is, at its edge a credit."""
        block = self.blocks[at]
        if not self._noisy.isdisjoint(block.boxes):
            return False
        if not block.text:
            return bool(block.images)
        documents = any(_DOCUMENT.search(href) for href, _ in block.links)
        if block.link_chars > _MOST_LINK * block.chars and not documents:
            return False
        if is_furniture(block) or WORKING_MARKS.search(block.text) or PRINTED.search(block.text):
            return False
        if is_breadcrumb(block):
            return False
        if not is_credit_line(block) or _is_caption(block):
            return True
        return inside and (_is_appointment(block) or _is_signed_date(block))


def is_furniture(block: Block) -> bool:
    """Whether a line is machinery of the page, wherever it stands."""
    if not block.text:
        return False
    short = block.chars <= 60
    return (short and bool(FURNITURE.search(block.text))) or (
        bool(FOOTING.search(block.text)) and block.chars <= 120 and _stops(block.text) < 4
    )


def is_afterword(block: Block) -> bool:
    """Whether a line begins what follows an article."""
    return bool(block.text) and bool(AFTERWORD.search(block.text))


def _weight(block: Block, noisy: frozenset[int]) -> float:
    """How much a line speaks for its boxes: characters of prose count for, links and machinery against."""
    chars, linked = block.chars, block.link_chars
    if not chars:
        return 0.0
    if linked > 0.5 * chars:
        return -(8 + 0.4 * chars)
    if is_furniture(block):
        return -20.0
    if not noisy.isdisjoint(block.boxes):
        return -0.3 * chars
    if is_afterword(block) and chars <= 200:
        return -20.0
    stops = _stops(block.text)
    if (chars >= _PROSE_CHARS and stops) or re.search(r"[。！？!?…”]$", block.text):
        return (chars - linked) * min(1.0, 0.4 + 0.2 * stops) + 5 * min(stops, 10)
    return -1.0 if chars < 6 else 0.0


def _stops(text: str) -> int:
    return len(_STOPS.findall(text))


def _noisy_boxes(page: Page) -> frozenset[int]:
    """Boxes that are named for furniture, and everything inside them."""
    noisy: set[int] = set()
    for index, box in enumerate(page.boxes):
        if box.above in noisy or box.tag in ("nav", "footer", "aside") or _is_noise(box.names):
            noisy.add(index)
    return frozenset(noisy)


def _is_noise(names: str) -> bool:
    return bool(names) and bool(NOISE_BOX.search(names)) and not BODY_BOX.search(names)


def _best_box(page: Page, weights: list[float]) -> int:
    """The box with the greatest sum, then down while one box inside holds nearly all of its prose."""
    total = [0.0] * len(page.boxes)
    prose = [0.0] * len(page.boxes)
    for block, weight in zip(page.blocks, weights, strict=True):
        for box in set(block.boxes):
            total[box] += weight
            prose[box] += max(weight, 0.0)
    best = max(range(len(total)), key=lambda box: (total[box], box))
    while True:
        inside = [box for box in range(best + 1, len(total)) if page.boxes[box].above == best]
        deeper = max(inside, key=lambda box: prose[box], default=None)
        if deeper is None or prose[deeper] < _DESCEND * prose[best]:
            return best
        if page.boxes[deeper].tag in ("p", "li", "h1", "h2", "h3", "h4", "blockquote", "pre", "td") and (
            _only_line(page, deeper)
        ):
            return best
        best = deeper


def _only_line(page: Page, box: int) -> bool:
    """A paragraph of its own is no box to go down to: its neighbours are its peers."""
    return sum(box in block.boxes for block in page.blocks) <= 1


def _end(lines: _Lines, prose: list[int], weights: list[float]) -> int:
    """Where the article ends: the first line that closes it with most of the prose before it.

    A list of other articles inside the body closes nothing where its neighbours go on with prose.
    """
    whole = sum(weights[at] for at in prose)
    before = 0.0
    for at in lines.region:
        if before >= 0.5 * whole and before > 0 and _closes(lines.blocks[at]):
            homes = {lines.home(other) for other in prose if other < at}
            later = sum(weights[other] for other in prose if other > at and lines.home(other) in homes)
            neighbour = lines.home(at) in homes and is_afterword(lines.blocks[at])
            if neighbour or later < _GOES_ON * whole:
                return at
        before += max(weights[at], 0.0) if at in prose else 0.0
    return lines.region[-1] + 1


def _closes(block: Block) -> bool:
    """A line after which no article goes on: editors, the source, a notice, a list of other articles."""
    if is_afterword(block):
        return True
    if not is_credit_line(block):
        return False
    kinds = {credit.kind for credit in credits_of(block)}
    credit = kinds & {Kind.SOURCE, Kind.ROLE, Kind.AUTHOR, Kind.TIME, Kind.MODIFIED, Kind.VIEWS}
    return bool(credit) and not _is_caption(block) and not _is_appointment(block)


def _is_appointment(block: Block) -> bool:
    """``时间：10月25日 14:00`` inside an article says when something takes place."""
    labels = {credit.label for credit in credits_of(block)}
    return bool(labels) and labels <= {"时间", "日期", "地点", "地址"}


def _is_signed_date(block: Block) -> bool:
    """``2024年10月22日`` alone under a notice dates it."""
    return bool(_SIGNED_DATE.fullmatch(block.text))


def _is_caption(block: Block) -> bool:
    """``摄影：某某`` under a picture credits the picture, not the article."""
    labels = {credit.label for credit in credits_of(block)}
    return labels <= {"摄影", "图", "图片", "供图", "视频", "制图", "Photo by", "Photos by", "Photographer"}


def _begin(lines: _Lines, first: int, homes: set[int]) -> int:
    """The first line: back from the first prose over captions and short lines that stand with it."""
    for at in reversed(lines.region[: lines.region.index(first)]):
        block = lines.blocks[at]
        if lines.home(at) not in homes:
            if block.text:
                break
            continue
        if block.text and (not lines.belongs(at) or is_afterword(block)):
            break
        first = at
    return first


def _trail(lines: _Lines, final: int, end: int, homes: set[int]) -> int:
    """The last line: on from the last prose over short lines and pictures that stand with it."""
    for at in range(final + 1, end):
        block = lines.blocks[at]
        if lines.home(at) not in homes or is_afterword(block):
            break
        if block.text and not lines.belongs(at) and not _is_signed_date(block):
            break
        final = at
    return final
