"""Read source, authors, staff and times from the credit lines around an article, most reliable first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from feeds.model import Contributor
from feeds.readers.page.authors import find_authors, is_outlet, people_in, unlabelled_parts
from feeds.readers.page.body import ArticleBody
from feeds.readers.page.breadcrumb import is_breadcrumb
from feeds.readers.page.credits import CreditLine, credits_of, is_credit_line, is_person
from feeds.readers.page.lexicon import CreditKind
from feeds.readers.page.page_layout import INLINE_BREAK, Block, PageLayout
from feeds.readers.page.scoring import is_boilerplate, is_trailer
from feeds.readers.page.times import FoundTime, first_time, partial_time

_OUTLET_CHARS = range(2, 31)
_ACCOUNT_BOX = re.compile(r"account|nick|profile|media[_-]?name|publisher")
_BYLINE_BOX = re.compile(r"author|byline|source|user-?name")
_COUNT = re.compile(r"[\s\x1f(（]*(\d[\d,]*(?:\.\d+)?)\s*(万|亿|[kK])?")
_HEAD_CHARS = 100
_ACCOUNT_CHARS = 24
_HEAD_LINES = 14
_TAIL_LINES = 14
_BEYOND_LINES = 40
_ABOVE_LINES = 4
_TABLE_LINES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What the credit lines say; ``partial`` is a time without a year, ``denied`` an empty source label."""

    source: str | None = None
    source_url: str | None = None
    authors: tuple[str, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    published: FoundTime | None = None
    modified: FoundTime | None = None
    partial: str | None = None
    views: int | None = None
    denied: bool = False


def read_byline(page: PageLayout, body: ArticleBody, headline: int | None) -> Byline:
    """Read the lines between headline and body first, then those after the body, then those above."""
    head = _head(page, body, headline)
    tail = _tail(page, body)
    above = _above(page, headline)
    lines = [*head, *tail, *above]
    named = [(block, credit) for block in lines for credit in credits_of(block)]
    staff = [credit for block in _beyond(page, body) for credit in credits_of(block)]
    source = next((c for _, c in named if c.kind is CreditKind.SOURCE and c.value), None)
    denied = any(c.kind is CreditKind.SOURCE for _, c in named) and source is None
    bare = _bare_source(page, head) if source is None and not denied else None
    authors = find_authors(named, head, [page.blocks[at] for at in body.kept])
    name = source.value if source else bare
    return Byline(
        source=name,
        source_url=source.url if source else None,
        authors=tuple(author for author in authors if author != name),
        contributors=_contributors([*(credit for _, credit in named), *staff]),
        published=_published(head, tail, above)
        or _any_time(b for at in body.kept[-1:] if is_credit_line(b := page.blocks[at])),
        modified=_labelled_time(lines, CreditKind.MODIFIED),
        partial=next((text for block in head if (text := partial_time(block.cells))), None),
        views=_views(credit for _, credit in named),
        denied=denied,
    )


def _head(page: PageLayout, body: ArticleBody, headline: int | None) -> list[Block]:
    """Return the lines between headline and body."""
    end = body.start or len(page.blocks)
    start = max(headline + 1 if headline is not None and headline < end else 0, end - _HEAD_LINES * 3)
    lines = _joined([block for block in page.blocks[start:end] if block.text and not is_breadcrumb(block)])
    return lines if len(lines) <= _HEAD_LINES else [*lines[: _HEAD_LINES // 2], *lines[-_HEAD_LINES // 2 :]]


def _joined(lines: list[Block]) -> list[Block]:
    """Join a label on its own with the next line if both are in one row."""
    joined: list[Block] = []
    for block in lines:
        before = joined[-1] if joined else None
        if (
            before
            and before.boxes[:-1] == block.boxes[:-1]
            and _is_bare_label(before)
            and not credits_of(block)
        ):
            joined[-1] = replace(block, text=before.text + block.text, cells=before.cells + block.cells)
        else:
            joined.append(block)
    return joined


def _is_bare_label(block: Block) -> bool:
    found = credits_of(block)
    return len(found) == 1 and not found[0].value and block.chars <= len(found[0].label) + 1


def _tail(page: PageLayout, body: ArticleBody) -> list[Block]:
    """Return credit lines inside the body region, and the lines after it up to the page's trailer."""
    kept = set(body.kept)
    inside = [
        page.blocks[at]
        for at in range(body.start, body.end)
        if at not in kept and is_credit_line(page.blocks[at])
    ]
    behind: list[Block] = []
    for block in page.blocks[body.end : body.end + _TAIL_LINES]:
        if not block.text:
            continue
        if is_trailer(block) and not credits_of(block):
            break
        if is_boilerplate(block) and not credits_of(block):
            continue
        behind.append(block)
    return inside + behind


def _beyond(page: PageLayout, body: ArticleBody) -> list[Block]:
    """Return credit lines farther after the body, past notices and lists; only roles are read from them."""
    lines = page.blocks[body.end : body.end + _BEYOND_LINES]
    return [block for block in lines if block.link_chars == 0 and is_credit_line(block)]


def _above(page: PageLayout, headline: int | None) -> list[Block]:
    """Return credit lines above the headline; labelled ones also farther up, as in document tables."""
    if headline is None:
        return []
    lines = _joined(
        [block for block in page.blocks[max(0, headline - _TABLE_LINES) : headline] if block.text]
    )
    near = page.blocks[max(0, headline - _ABOVE_LINES) : headline]
    return [block for block in lines if is_credit_line(block) and (credits_of(block) or block in near)]


def _published(head: list[Block], tail: list[Block], above: list[Block]) -> FoundTime | None:
    """Return a labelled time, else any time in the head, above the headline or after the body."""
    shown = [block for block in head if block.chars <= _HEAD_CHARS]
    return (
        _labelled_time(shown, CreditKind.TIME)
        or _any_time(shown)
        or _labelled_time(tail, CreditKind.TIME)
        or _labelled_time(above, CreditKind.TIME)
        or _any_time(above)
        or _any_time(block for block in tail if is_credit_line(block))
        or _labelled_time([*shown, *tail], CreditKind.MODIFIED)
    )


def _labelled_time(lines: Iterable[Block], kind: CreditKind) -> FoundTime | None:
    for block in lines:
        for credit in credits_of(block):
            if credit.kind is kind and (moment := first_time(credit.value.replace(INLINE_BREAK, " "))):
                return moment
    return None


def _any_time(lines: Iterable[Block]) -> FoundTime | None:
    for block in lines:
        updates = {credit.kind for credit in credits_of(block)} & {CreditKind.MODIFIED}
        moment = first_time(block.cells.replace(INLINE_BREAK, " "))
        if moment and not (updates and not block.cells.startswith(block.cells[moment.start : moment.end])):
            return moment
    return None


def _bare_source(page: PageLayout, head: list[Block]) -> str | None:
    """Return a publisher named in the byline without a label, else the name of the posting account."""
    for block in head:
        for cell in unlabelled_parts(block):
            if len(cell) in _OUTLET_CHARS and is_outlet(cell) and not is_boilerplate(block):
                return cell
    return _account(page, head, _ACCOUNT_BOX) or _account(page, head, _BYLINE_BOX)


def _account(page: PageLayout, head: list[Block], box_names: re.Pattern[str]) -> str | None:
    """Return the name in a box whose class or id says that it is an account's, not that of a person."""
    authors = {content.strip() for name, content in page.metas if name == "author"}
    for block in head:
        names = " ".join([*(page.boxes[box].names for box in block.boxes[-2:]), block.names])
        if (
            block.chars <= _ACCOUNT_CHARS
            and not block.text.startswith("By ")
            and box_names.search(names)
            and not is_boilerplate(block)
        ):
            found = [
                cell for cell in unlabelled_parts(block) if not is_person(cell) and re.search(r"\w{2}", cell)
            ]
            linked = [cell for cell in found if any(text == cell for _, text in block.links)]
            others = [cell for cell in found if cell not in authors]
            if found:
                return (linked or others or found)[0]
    return None


def _contributors(found: Iterable[CreditLine]) -> tuple[Contributor, ...]:
    """Return everyone with a role, each once, in page order."""
    people = {
        (name, credit.label): Contributor(name=name, role=credit.label)
        for credit in found
        if credit.kind is CreditKind.ROLE
        for name in people_in(credit.value)
    }
    return tuple(people.values())


def _views(found: Iterable[CreditLine]) -> int | None:
    counts = (count_in(credit.value) for credit in found if credit.kind is CreditKind.VIEWS)
    return next((count for count in counts if count is not None), None)


def count_in(text: str) -> int | None:
    """Return the count at the start of a text: ``15878``, ``1,024`` or ``1.2万``."""
    match = _COUNT.match(text)
    if match is None:
        return None
    factor = {"万": 10_000, "亿": 100_000_000, "k": 1000}.get((match[2] or "").lower(), 1)
    return round(float(match[1].replace(",", "")) * factor)
