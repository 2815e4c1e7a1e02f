"""Find the headline: the line that matches the page title, or that is marked up like a headline."""

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from feeds.readers.page.breadcrumb import is_breadcrumb
from feeds.readers.page.credits import is_credit_line
from feeds.readers.page.lexicon import BOILERPLATE, BOILERPLATE_BOX, INSTITUTION, OUTLET, TRAILER
from feeds.readers.page.page_layout import Block, PageLayout
from feeds.readers.page.page_metadata import PageMetadata
from feeds.readers.page.script_variants import simplified
from feeds.readers.page.times import first_time, partial_time

_TITLE_PARTS = re.compile(r"\s*(?:[_|｜丨]|—{1,2}|--+|\s[-–—·•:]\s|-(?=[\u4e00-\u9fff]{2,10}$))\s*")
_HEADING = re.compile(r"h([1-6])")
_NAMED = re.compile(r"title|headline|(?:^|[\s_-])(?:tit|bt|biaoti|hd|subject|heading)(?:$|[\s_-])")
_QUOTES = re.compile(r"[\s\u200b\"“”'‘’]+")
_MIN_CHARS = 4
_MAX_CHARS = 150
_MOST_LINES = 3
_NAME_CHARS = 20
_NEAR = 25
_SHORT = 12
_TELLING = 8
_LEAST = 2.0
_JUST_AFTER = 3
_BEST_STANDING = 5.0
"""The most that ``_standing`` returns: a first-level heading in bold with a name that says so."""


def find_headline(page: PageLayout, metadata: PageMetadata, *, body_start: int | None) -> range:
    """Return the indices of the headline's blocks, usually one; empty if no line qualifies."""
    limit = len(page.blocks) if body_start is None else body_start
    titles = _Titles.of(page.title, metadata.titles)
    scored = [(_score(page, titles, at, limit), at) for at in range(len(page.blocks))]
    score, at = max(scored, key=lambda pair: (pair[0], -pair[1]), default=(0.0, 0))
    return _whole_headline(page, metadata, at) if score > _LEAST else range(0)


def title_of(page: PageLayout, metadata: PageMetadata, headline: range) -> str | None:
    """Return the headline shown, else the declared title without the site's name."""
    shown = " ".join(page.blocks[at].text for at in headline)
    if shown:
        return shown
    if metadata.titles:
        return metadata.titles[0]
    parts = _TITLE_PARTS.split(page.title)
    return next((part.strip() for part in parts if part.strip()), None)


def _whole_headline(page: PageLayout, metadata: PageMetadata, at: int) -> range:
    """Return the block with its neighbours that belong to the same headline.

    They share one heading element, or continue the line as the page's title does.
    """
    first, last = at, at
    while first > 0 and _continues(page, metadata, first - 1, first, last):
        first -= 1
    while last + 1 < len(page.blocks) and _continues(page, metadata, last + 1, first, last):
        last += 1
    return range(first, last + 1)


def _continues(page: PageLayout, metadata: PageMetadata, at: int, first: int, last: int) -> bool:
    """Whether the block at ``at``, next to the blocks ``first`` to ``last``, belongs to their headline."""
    block, own = page.blocks[at], page.blocks[first]
    if not block.text or block.chars > _MAX_CHARS or last - first >= _MOST_LINES or _is_dateline(block):
        return False
    if block.boxes[-1] == own.boxes[-1] and _HEADING.fullmatch(page.boxes[own.boxes[-1]].tag):
        return True
    lines = range(min(at, first), max(at, last) + 1)
    joined = _bare("".join(page.blocks[line].text for line in lines))
    titles = (_bare(title) for title in (page.title, *metadata.titles))
    return len(block.boxes) == len(own.boxes) and any(title.startswith(joined) for title in titles)


def _score(page: PageLayout, titles: "_Titles", at: int, limit: int) -> float:
    """Return how much a line looks like the headline, 0 for one that is none.

    What costs most is left out where the rest of the score is too low, as it is for lines of navigation.
    """
    block = page.blocks[at]
    if not _MIN_CHARS <= block.chars <= _MAX_CHARS:
        return 0.0
    score = titles.match(_bare(block.text))
    linked = 3.0 if block.link_chars > 0.5 * block.chars else 0.0
    place = _best_place(page, at, limit)
    if score + _BEST_STANDING + place - linked <= _LEAST:
        return 0.0
    score += _standing(page, block)
    if score + place - linked <= _LEAST:
        return 0.0
    if is_breadcrumb(block) or _is_dateline(block) or _is_boilerplate(block.text, block.chars):
        return 0.0
    return score + _place(page, at, limit) - linked


@lru_cache(maxsize=4096)
def _is_boilerplate(line: str, chars: int) -> bool:
    text = simplified(line)
    return bool(BOILERPLATE.search(text) or (chars < _SHORT and TRAILER.search(text)))


class _Title(Struct, frozen=True, gc=False):
    """A title without spaces and quotes: the whole of it, its first part, and it without dots at its end."""

    whole: str
    first: str
    cut: str
    is_site_name: bool

    def match(self, text: str) -> float:
        """Return up to 6 for a line that is the title or its first part."""
        if not text or not self.whole:
            return 0.0
        if self.is_site_name:
            return -3.0 if text == self.whole else 0.0
        return 6.0 if text == self.whole else self._part_match(text)

    def _part_match(self, text: str) -> float:
        """Return a score for a line contained in the title, or that contains the title."""
        if text in self.whole:
            share = len(text) / len(self.whole)
            if text == self.first:
                return 5.0
            return 2.0 + 3.0 * share if len(text) >= _TELLING else 2.0 * share
        if len(self.cut) >= _TELLING and text.startswith(self.cut):
            return 4.0
        if len(self.first) >= _TELLING and self.first in text:
            return 4.0 * len(self.first) / len(text)
        return 0.0


class _Titles(Struct, frozen=True, gc=False):
    """The title of the page as shown in the browser, and those that its metadata declare."""

    shown: _Title
    declared: tuple[_Title, ...]

    @classmethod
    def of(cls, shown: str, declared: Iterable[str]) -> "_Titles":
        """Prepare the titles once for all lines of a page."""
        return cls(_title(shown), tuple(map(_title, declared)))

    def match(self, text: str) -> float:
        """Return up to 12 for a line, without spaces and quotes, that is the title."""
        score = self.shown.match(text)
        return score + max([title.match(text) for title in self.declared]) if self.declared else score


def _title(title: str) -> _Title:
    whole = _bare(title)
    first = _bare(_TITLE_PARTS.split(title)[0])
    return _Title(whole, first, whole.rstrip(".…"), _is_site_name(title))


def _is_site_name(title: str) -> bool:
    """Whether a title is only the name of an institution, which appears on every page of its site."""
    one = len(_TITLE_PARTS.split(title.strip())) == 1
    return one and len(_bare(title)) <= _NAME_CHARS and bool(INSTITUTION.search(title.strip()))


def _standing(page: PageLayout, block: Block) -> float:
    """Return a score for the markup of a line: heading elements and class names."""
    score = 0.0
    around = [page.boxes[box] for box in block.boxes[-4:]]
    near = around[-2:]
    heading = next((m for box in near if box.tag[0] == "h" and (m := _HEADING.fullmatch(box.tag))), None)
    if heading:
        score += {"1": 3.0, "2": 2.0, "3": 1.5}.get(heading[1], 1.0)
    if _is_named(" ".join([*(box.names for box in near), block.names])):
        score += 1.5
    if block.bold_chars > 0.8 * block.chars or near[-1].tag == "title":
        score += 0.5
    if near[-1].tag == "li" or any(_is_noisy(box.names) for box in around):
        score -= 2
    return score


@lru_cache(maxsize=1024)
def _is_named(names: str) -> bool:
    return _NAMED.search(names) is not None


@lru_cache(maxsize=1024)
def _is_noisy(names: str) -> bool:
    return bool(names) and BOILERPLATE_BOX.search(names) is not None


def _best_place(page: PageLayout, at: int, limit: int) -> float:
    """Return the most that ``_place`` may return, at no cost."""
    if at >= limit:
        return -2.0 if at - limit < _JUST_AFTER else -4.0
    return 5.5 if page.markup else 8.5


def _place(page: PageLayout, at: int, limit: int) -> float:
    """Return a score for the position of a line: shortly before the body, a credit line below it."""
    if at >= limit:
        return _best_place(page, at, limit)
    below = [block for block in page.blocks[at + 1 : at + 4] if block.text]
    score = 2.0 if any(_is_dateline(block) for block in below) else 0.0
    score += 1.5 if below and _is_dateline(below[0]) else 0.0
    score += 0.0 if page.markup else _plain(page.blocks[at])
    distance = limit - at
    return score + max(0.0, 2.0 * (1 - distance / _NEAR))


def _plain(block: Block) -> float:
    """Return a score for a line of plain text: longer than a name, and not the name of a publisher."""
    named = block.chars <= _NAME_CHARS and OUTLET.search(simplified(block.text))
    return (3.0 if block.chars >= _TELLING else 1.0) - (2.0 if named else 0.0)


def _is_dateline(block: Block) -> bool:
    """Whether a line is a credit line, or little more than a time or a numeric date."""
    if is_credit_line(block):
        return True
    moment = first_time(block.cells)
    if moment is None:
        return partial_time(block.cells) is not None and block.chars <= _NAME_CHARS
    written = block.cells[moment.start : moment.end]
    rest = block.chars - len("".join(written.split()))
    return rest <= _SHORT and (moment.exact or "年" not in written)


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return _QUOTES.sub("", text).lower()
