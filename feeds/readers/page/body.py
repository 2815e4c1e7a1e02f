"""Find the body of the article: the box with the most prose, then its first and last line."""

import re
from collections import Counter
from dataclasses import dataclass

from msgspec.structs import replace

from feeds.readers.page.breadcrumb import is_breadcrumb
from feeds.readers.page.credits import credits_of, is_credit_line
from feeds.readers.page.lexicon import EDITORIAL_MARKS, NOTICE, PRINT_REFERENCE, CreditKind
from feeds.readers.page.page_layout import Block, PageLayout
from feeds.readers.page.scoring import (
    best_box,
    block_weight,
    boilerplate_boxes,
    densest_run,
    is_boilerplate,
    is_trailer,
)
from feeds.readers.page.times import has_time

_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|ofd|wps|et)(?:$|\?)", re.IGNORECASE)
_LINE_TAGS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "figure", "figcaption", "center"}
    | {"dd", "dt", "td", "tr", "tbody"}
)
_CLOSING = frozenset(
    {
        CreditKind.SOURCE,
        CreditKind.ROLE,
        CreditKind.AUTHOR,
        CreditKind.TIME,
        CreditKind.MODIFIED,
        CreditKind.VIEWS,
    }
)
_APPOINTMENT = frozenset({"时间", "日期", "地点", "地址"})
_CAPTION = frozenset(
    {"摄影", "图", "图片", "供图", "视频", "制图", "Photo by", "Photos by", "Photographer", "Photography"}
)
_SIGNED_DATE = re.compile(r"(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_FULL_STOP = re.compile(r"[。”]$|(?<!\.)\.$")
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|dek|subhead(?:line)?|subtitle|sub-title|lede|lead|teaser|chapo|chapeau|vorspann"
    r"|entradilla|bajada|copete|sottotitolo|sommario|ingress|manchet|synopsis)(?=$|[\s_-])"
)
_STANDFIRST_CHARS = 20
_TAIL_WORDS = (
    r"(?<!\s)\s*[（(【\[]?(?:返回\S{0,8}?[,，]?\s*查看更多|(?:点击)?(?:查看|阅读)(?:更多|原文))[）)】\]]?\s*"
)
_TAIL = re.compile(rf"{_TAIL_WORDS}$")
_TAIL_HTML = re.compile(rf"(?:<a [^>]*>)?{_TAIL_WORDS}(?:</a>)?\s*$")
_HEADLINE_CHARS = 60
_HEAD_CHARS = 50
_HEAD_SHARE = 0.3
_GOES_ON = 0.2
_MOST = 0.5
_MOST_LINK = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleBody:
    """The blocks of the article: ``kept`` are indices in order, ``start`` and ``end`` bound their region."""

    kept: tuple[int, ...] = ()
    start: int = 0
    end: int = 0


def find_body(page: PageLayout) -> ArticleBody:
    """Return the blocks of the article; empty if nothing on the page reads like prose."""
    return _find(page, boilerplate_boxes(page)) or _find(page, frozenset()) or ArticleBody()


def _find(page: PageLayout, noisy: frozenset[int]) -> ArticleBody | None:
    """Return the article, with the ``noisy`` boxes counted as boilerplate."""
    blocks = page.blocks
    weights = [block_weight(block, noisy) for block in blocks]
    box = best_box(page, weights)
    region = [at for at, block in enumerate(blocks) if box in block.boxes]
    prose = [at for at in region if weights[at] > 0 and not is_credit_line(blocks[at])]
    if not page.markup and prose:
        prose = _plain_prose(page, prose, weights)
    while len(prose) > 1 and _is_headline(page, prose[0]):
        del prose[0]
    if not prose:
        return None
    lines = _BodyLines(page=page, region=region, noisy=noisy)
    end = _end(lines, prose, weights)
    prose = [at for at in prose if at < end]
    homes = {lines.home(at) for at in prose}
    first = _begin(lines, prose[0], homes)
    final = _trail(lines, prose[-1], end, homes)
    kept = tuple(at for at in region if first <= at <= final and lines.belongs(at, inside=first < at))
    return ArticleBody(kept=kept, start=first, end=final + 1)


def find_standfirst(page: PageLayout, body: ArticleBody, headline: range) -> list[Block]:
    """Return the summary paragraphs that an editor wrote between the headline and the body."""
    between = page.blocks[headline[-1] + 1 : body.start] if headline and body.kept else ()
    return [
        block
        for block in between
        if block.chars >= _STANDFIRST_CHARS
        and block.link_chars <= _MOST * block.chars
        and any(_STANDFIRST.search(page.boxes[box].names) for box in block.boxes[-2:])
        and not is_credit_line(block)
        and not is_boilerplate(block)
    ]


def without_tail(blocks: list[Block]) -> list[Block]:
    """Return the blocks without a link back to the site's own list at the end of the last one."""
    if not blocks or not _TAIL.search(blocks[-1].text):
        return blocks
    last = blocks[-1]
    text = _TAIL.sub("", last.text)
    html = _TAIL_HTML.sub("", last.html)
    return [*blocks[:-1], replace(last, text=text, html=html)] if text else blocks[:-1]


class _BodyLines:
    """The lines of the chosen box."""

    def __init__(self, *, page: PageLayout, region: list[int], noisy: frozenset[int]) -> None:
        self.blocks = page.blocks
        self.region = region
        self.markup = page.markup
        self._boxes = page.boxes
        self._noisy = noisy
        self._held = Counter(box for at in region for box in set(page.blocks[at].boxes))

    def home(self, at: int) -> int:
        """Return the box that holds a line and its neighbours; boxes around a single line do not count."""
        boxes = self.blocks[at].boxes
        for box in reversed(boxes[1:]):
            if self._boxes[box].tag not in _LINE_TAGS and self._held[box] > 1:
                return box
        return boxes[0]

    def belongs(self, at: int, *, inside: bool = False) -> bool:
        """Whether a line is part of the article.

        ``inside`` the article a time may belong to an event; at its edge it is a credit.
        """
        block = self.blocks[at]
        if not self._noisy.isdisjoint(block.boxes) or _is_listing(block):
            return False
        if not block.text:
            return bool(block.images)
        if is_boilerplate(block) or EDITORIAL_MARKS.search(block.text) or PRINT_REFERENCE.search(block.text):
            return False
        if not is_credit_line(block) or _is_caption(block):
            return not is_breadcrumb(block)
        return inside and (_is_appointment(block) or _is_signed_date(block))


def _end(lines: _BodyLines, prose: list[int], weights: list[float]) -> int:
    """Return where the article ends: the first closing line with most of the prose before it.

    A list of other articles inside the body does not end it if prose follows in the same box.
    """
    whole, left = sum(weights[at] for at in prose), set(prose)
    later = Counter[int]()
    for at in prose:
        later[lines.home(at)] += round(weights[at])
    before, homes, left_here = 0.0, set[int](), 0
    for at in lines.region:
        if before >= _MOST * whole and before > 0 and _closes(lines.blocks[at]):
            notice = lines.home(at) in homes and NOTICE.search(lines.blocks[at].text)
            if notice or not lines.markup or left_here < _GOES_ON * whole:
                return at
        if at in left:
            home, weighed = lines.home(at), round(weights[at])
            before += weights[at]
            left_here += (0 if home in homes else later[home]) - weighed
            later[home] -= weighed
            homes.add(home)
    return lines.region[-1] + 1


def _plain_prose(page: PageLayout, prose: list[int], weights: list[float]) -> list[int]:
    """Return the prose of plain text: the densest run after the line with the publication time."""
    whole, before, head = sum(weights[at] for at in prose), 0.0, -1
    counted = set(prose)
    for at, block in enumerate(page.blocks):
        if before > _HEAD_SHARE * whole:
            break
        if block.chars <= _HEAD_CHARS and has_time(block.cells) and not _is_appointment(block):
            head = at if is_credit_line(block) or at not in counted else head
        before += weights[at] if at in counted else 0.0
    first, last = densest_run(weights[head + 1 :])
    return [at for at in prose if head + 1 + first <= at <= head + 1 + last]


def _is_headline(page: PageLayout, at: int) -> bool:
    """Whether a line with punctuation is a headline: no full stop, and a credit line right below."""
    block = page.blocks[at]
    if block.chars > _HEADLINE_CHARS or _FULL_STOP.search(block.text):
        return False
    below = [other for other in page.blocks[at + 1 : at + 4] if other.text]
    return any(is_credit_line(other) and has_time(other.cells) for other in below)


def _closes(block: Block) -> bool:
    """Whether no article continues after a line: editors, source, notice or a list of other articles."""
    if is_trailer(block):
        return True
    kinds = {credit.kind for credit in credits_of(block)} if is_credit_line(block) else set[CreditKind]()
    return not kinds.isdisjoint(_CLOSING) and not _is_caption(block) and not _is_appointment(block)


def _is_listing(block: Block) -> bool:
    """Whether a line is mostly links, other than to documents that come with the article."""
    documents = any(_DOCUMENT.search(href) for href, _ in block.links)
    return block.link_chars > _MOST_LINK * block.chars and not documents


def _is_appointment(block: Block) -> bool:
    """Whether a line announces an event (``时间：10月25日 14:00``) rather than the publication time."""
    labels = {credit.label for credit in credits_of(block)}
    return bool(labels) and labels <= _APPOINTMENT


def _is_signed_date(block: Block) -> bool:
    """Whether a line is a date alone (``2024年10月22日``), as below an official notice."""
    return bool(_SIGNED_DATE.fullmatch(block.text))


def _is_caption(block: Block) -> bool:
    """Whether a line credits a picture (``摄影：某某``), not the article."""
    labels = {credit.label for credit in credits_of(block)}
    return bool(labels) and labels <= _CAPTION


def _begin(lines: _BodyLines, first: int, homes: set[int]) -> int:
    """Return the first line: back from the first prose over captions and short lines in the same box."""
    if not lines.markup:
        return first
    for at in reversed(lines.region[: lines.region.index(first)]):
        block = lines.blocks[at]
        if lines.home(at) not in homes:
            if block.text:
                break
            continue
        if block.text and (not lines.belongs(at) or is_trailer(block)):
            break
        first = at
    return first


def _trail(lines: _BodyLines, final: int, end: int, homes: set[int]) -> int:
    """Return the last line: on from the last prose over short lines and pictures in the same box."""
    for at in range(final + 1, end if lines.markup else final):
        block = lines.blocks[at]
        if lines.home(at) not in homes or is_trailer(block):
            break
        if block.text and not lines.belongs(at) and not _is_signed_date(block):
            break
        final = at
    return final
