"""Find the authors of an article in labels, bylines and signatures."""

import re
from functools import lru_cache

from msgspec.structs import replace

from feeds.readers.page.credits import CreditLine, credits_of, is_person, names_in
from feeds.readers.page.lexicon import INSTITUTION, OUTLET, SECTION, CreditKind
from feeds.readers.page.page_layout import INLINE_BREAK, Block
from feeds.readers.page.script_variants import simplified
from feeds.readers.page.times import first_time, strip_times

_REPORTER = (
    r"(?:本报|本网|本台|本刊)?(?:[\u4e00-\u9fff]{2,10}?)??(?:全媒体|融媒体|见习|实习|特约|首席)?"
    r"(?:职工通讯员|通讯员|记者)"
)
_BYLINE = re.compile(
    rf"[（(\[【〔［]\s*{_REPORTER}\s*[:：]?\s*"
    r"(?P<names>[^）)\]】〕］。／/|]{2,40})(?:\s*[／/|]\s*\S{2,10}?)?[）)\]】〕］]"
)
_REPORTED = re.compile(
    rf"{_REPORTER}\s*[:：]?\s*(?P<names>[\u4e00-\u9fff]{{2,4}}(?:[\s、][\u4e00-\u9fff]{{2,4}}){{0,3}})"
)

_SIGNED = re.compile(
    r"(?<=[。！？”…])(?P<brackets>[（(](?P<names>[\u4e00-\u9fff]{2,10}(?:[\s、][\u4e00-\u9fff]{2,10}){0,3})"
    r"[）)])$"
)
_TRADE = re.compile(r"\S*(?:记者|通讯员|编辑|实习生|摄影|报道|文/图|图/文|单位|撰文)")
_AGENCY = re.compile(r"^By\s+(?P<names>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3})(?:\s*(?:,|and|\||$))")
_NO_CELL = re.compile(
    r"[\d\W]+|昨天|前天|今天|刚刚|\d+\s*(?:天|小时|分钟)前|原创|关注|字号"
    r"|\d+ ?(?:minutes?|mins?|hours?|hrs?|days?) ago|just now|yesterday|today",
    re.IGNORECASE,
)
_BETWEEN_CELLS = re.compile(rf"[{INLINE_BREAK}/|｜丨·]|\s{{1,}}(?=[\u4e00-\u9fff])")
_CELL_CHARS = 60


def find_authors(
    named: list[tuple[Block, CreditLine]], head: list[Block], kept: list[Block]
) -> tuple[str, ...]:
    """Return labelled authors, else a byline in brackets in the body, else a person in the head."""
    labelled = [
        name for _, credit in named if credit.kind is CreditKind.AUTHOR for name in people_in(credit.value)
    ]
    return tuple(dict.fromkeys(labelled)) or _authors_in_body(kept) or _authors_in_head(head)


def _authors_in_body(kept: list[Block]) -> tuple[str, ...]:
    """Return the people of a byline in brackets, or of a signature, at either end of the body."""
    for block in [*kept[-2:][::-1], *kept[:2]]:
        if people := _reporters(block.text[:80]) or _reporters(block.text[-80:]):
            return people
    signed = _SIGNED.search(kept[-1].text) if kept else None
    names = people_in(signed["names"]) if signed else []
    return tuple(names) if all(is_person(name) or INSTITUTION.search(name) for name in names) else ()


def without_signature(blocks: list[Block], names: tuple[str, ...]) -> list[Block]:
    """Return the blocks without the brackets at their end where these name only ``names``."""
    signed = _SIGNED.search(blocks[-1].text) if blocks else None
    if signed is None or not set(people_in(signed["names"])) <= set(names) or not people_in(signed["names"]):
        return blocks
    last, brackets = blocks[-1], signed["brackets"]
    if not last.html.rstrip().endswith(brackets):
        return blocks
    html = last.html.rstrip().removesuffix(brackets)
    return [*blocks[:-1], replace(last, text=last.text.removesuffix(brackets), html=html)]


def _authors_in_head(head: list[Block]) -> tuple[str, ...]:
    """Return the people named between headline and body, with or without the word for reporter."""
    for block in head:
        if match := _AGENCY.search(block.text):
            return (match["names"],)
        cells = unlabelled_parts(block)
        reported = [match["names"] for cell in cells if (match := _REPORTED.fullmatch(simplified(cell)))]
        if names := tuple(name for name in people_in(" ".join(reported)) if is_person(name)):
            return names
        people = [cell for cell in cells if is_person(cell) and not is_outlet(cell)]
        if people and (len(people) < len(cells) or first_time(block.cells)):
            return tuple(dict.fromkeys(people))
    return ()


def _reporters(text: str) -> tuple[str, ...]:
    """Return the people of a byline in brackets: ``（记者 王小明）``, ``〔記者王小明／台北報導〕``."""
    match = _BYLINE.search(simplified(text))
    if match is None:
        return ()
    names = people_in(text[slice(*match.span("names"))])
    return tuple(dict.fromkeys(name for name in names if is_person(name)))


def people_in(value: str) -> list[str]:
    """Return names without job titles: ``南都记者 余毅菁`` gives 余毅菁."""
    return [name for name in names_in(value) if not _TRADE.fullmatch(simplified(name))]


def is_outlet(cell: str) -> bool:
    """Whether a name is that of a publisher and not of a section."""
    name = simplified(cell)
    return bool(OUTLET.search(name)) and not SECTION.fullmatch(name)


def unlabelled_parts(block: Block) -> tuple[str, ...]:
    """Return the unlabelled parts of a head line, split at inline breaks, slashes and spaces."""
    if block.chars > _CELL_CHARS:
        return ()
    credited = credits_of(block)
    return _parts_before(block.cells, credited[0].label if credited else None)


@lru_cache(maxsize=4096)
def _parts_before(cells: str, label: str | None) -> tuple[str, ...]:
    """Return the parts of a line before a label; lines of navigation are the same on all pages of a site."""
    text = strip_times(cells)
    text = text.partition(label)[0] if label else text
    parts = (part.strip(" \t[]【】()（）:：,，") for part in _BETWEEN_CELLS.split(text))
    return tuple(part for part in parts if part and not _NO_CELL.fullmatch(part))
