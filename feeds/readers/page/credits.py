"""Parse credit lines: authors, editors, source, times and view counts with their labels.

A line is read as labels and their values: ``来源：东北新闻网 2024-10-22 09:07:16 点击：`` holds three.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from feeds.readers.page.lexicon import (
    BOILERPLATE,
    COMPOUND_SURNAMES,
    LABELS,
    OUTLET,
    SURNAMES,
    TIME_WORDS,
    WEAK_LABELS,
    CreditKind,
)
from feeds.readers.page.page_layout import INLINE_BREAK, Block
from feeds.readers.page.script_variants import simplified
from feeds.readers.page.times import first_time, strip_times

_KIND_OF = {label.lower(): kind for kind, labels in LABELS.items() for label in labels}
_MARK = r"\s*(?:[:：｜|丨](?!//)|/(?=[\u4e00-\u9fffA-Z])|︰)\s*"
_CJK = r"\u3400-\u9fff"
_CAPTIONS = r"(?<!图片)(?<!图)(?<!数据)(?<!视频)(?<!资料)(?<!照片)(?<!灵感)(?<!收入)(?<!资金)"
_WORDS = "|".join(
    rf"(?<![{_CJK}]){word}" if word in WEAK_LABELS else re.escape(word)
    for word in sorted(_KIND_OF, key=len, reverse=True)
)
_LABEL = re.compile(rf"(?<![A-Za-z]){_CAPTIONS}(?P<label>{_WORDS}){_MARK}", re.IGNORECASE)
_LONG = "|".join(word for word in _KIND_OF if len(word) > 1 and not word.isascii())
_BRACKETED = re.compile(rf"(?P<before>)[【\[](?P<label>{_LONG})[】\]]\s*[:：]?")
_ALONE = re.compile(
    rf"(?P<before>^|[{INLINE_BREAK}\s|｜])"
    r"(?P<label>来源于|来源|稿源|转载自|转自|来自|作者|责任编辑|责编|发布时间|发布日期)"
    rf"\s*[{INLINE_BREAK} ]\s*(?=\S)(?![:：|｜丨/])"
)
_SPACED_ROLES = sorted(
    (
        label
        for kind in (CreditKind.ROLE, CreditKind.AUTHOR)
        for label in LABELS[kind]
        if label not in {"文", "图"}
    ),
    key=len,
    reverse=True,
)
_PAIR = re.compile(
    rf"[（(\[【\s]*(?P<label>{'|'.join(_SPACED_ROLES)})\s+"
    rf"(?P<name>[{_CJK}]{{2,4}}(?:[\s、][{_CJK}]{{2,4}})*?)"
    rf"(?=\s*(?:$|[）)\]】]|[\s、，；;/|]+(?:{'|'.join(_SPACED_ROLES)})))"
)
_BRACKETS = " \t\x1f　|｜丨/、,，;；:：·•()（）[]【】<>《》“”\"'—-_"
_NAME_SPLIT = re.compile(r"[\s、,，;；/&|｜丨]+")
_STAFF_CODE = re.compile(r"[_＿]?[A-Z]{1,4}\d{2,}\w*$|_\w+$|[（(][A-Za-z0-9]{2,}[)）]$")
_CJK_NAME = re.compile(rf"[{_CJK}]{{2,4}}(?:·[{_CJK}]{{1,8}})*")
_LATIN_NAME = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}")
_SENTENCE = re.compile(r"[。！？!?]|，.*，")
_NO_NAME = re.compile(
    rf"{BOILERPLATE.pattern}|返回|查看|更多|点击|打印|字号|扫码|未知|佚名|匿名|^admin", re.IGNORECASE
)
_BAR = re.compile(r"[|｜丨/]\s*$")
_TITLE = re.compile(r"^\S*(?:记者|通讯员|编辑|实习生)\s*|^by\s+", re.IGNORECASE)
_SUPPLIED = re.compile(r"[\w、]+(?:供稿|供图|报道|文/图|图/文)")
_WRITING = frozenset({"reporting", "writing", "written"})
_WORK_BY = re.compile(
    r"(?:^|[;.(]\s*)(?P<work>(?:Additional )?[Rr]eporting|Writing|Written|Editing|Edited|Photography|Photos?"
    r"|Compiled)"
    r" by (?P<name>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3})"
)
_MAX_LINE = 160
_CACHED_LINES = 4096
"""Headline and body scoring read the same lines many times."""

_SHORT_NAME = 3
_HOME_PAGE = re.compile(r"(?:https?://|www\.)[\w.-]{3,60}/?")
_MOST_PUBLISHERS = 3
_SECTION_CHARS = 6
_MAX_SOURCE = 30
_MAX_CREDIT = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """One labelled value of a credit line; ``label`` as shown, ``value`` may be empty."""

    kind: CreditKind
    label: str
    value: str
    url: str | None = None


def credits_of(block: Block) -> tuple[CreditLine, ...]:
    """Return every labelled value of a line; none for prose (记者：… in an interview is not a credit)."""
    return _credits(block.cells, block.links) if len(block.cells) <= _MAX_LINE else ()


@lru_cache(maxsize=_CACHED_LINES)
def _credits(cells: str, links: tuple[tuple[str, str], ...]) -> tuple[CreditLine, ...]:
    line = _marked(cells)
    if not line or len(line) > _MAX_LINE:
        return ()
    marks = list(_LABEL.finditer(simplified(line)))
    found = [_credit(links, line, marks, at) for at in range(len(marks))]
    return tuple(credit for credit in found if credit) or _pairs(line) or _english(line)


def is_credit_line(block: Block) -> bool:
    """Whether the line holds only credits, times and separators."""
    if not block.cells or len(block.cells) > _MAX_LINE:
        return False
    return _is_credit_text(block.cells, block.links, block.chars)


@lru_cache(maxsize=_CACHED_LINES)
def _is_credit_text(cells: str, links: tuple[tuple[str, str], ...], chars: int) -> bool:
    found = _credits(cells, links)
    if not found:
        rest = TIME_WORDS.sub(" ", strip_times(cells)).strip(_BRACKETS)
        return (moment := first_time(cells)) is not None and (
            len(rest) <= 1 or (moment.exact and _are_publishers(rest))
        )
    rest = _without_labels(strip_times(_marked(cells)))
    for credit in found:
        rest = rest.replace(credit.value, " ") if credit.value else rest
        rest = rest.replace(credit.label, " ")
    left = re.sub(r"[\s\x1f\W]+", "", _SUPPLIED.sub("", rest))
    return len(left) <= max(8, chars // 3) and not re.search(r"[。！？]\S", rest)


def _are_publishers(text: str) -> bool:
    """Whether the text beside a time is the publisher's name or home page, and at most a section."""
    parts = [cell for part in re.split(rf"[{INLINE_BREAK}\s|｜]+", text) if (cell := part.strip(_BRACKETS))]
    if not 0 < len(parts) <= _MOST_PUBLISHERS:
        return False
    named = [bool(_HOME_PAGE.fullmatch(part) or OUTLET.search(simplified(part))) for part in parts]
    return any(named) and all(
        name or len(part) <= _SECTION_CHARS for name, part in zip(named, parts, strict=True)
    )


def _without_labels(line: str) -> str:
    parts, end = [], 0
    for match in _LABEL.finditer(simplified(line)):
        parts.append(line[end : match.start()])
        end = match.end()
    return " ".join([*parts, line[end:]])


def _marked(line: str) -> str:
    """Return the line with a colon after each label: ``【来源】云溪日报`` becomes ``来源：云溪日报``."""
    for pattern in (_BRACKETED, _ALONE):
        parts, end = [], 0
        for match in pattern.finditer(simplified(line)):
            before, label = match.span("before"), match.span("label")
            parts += [line[end : match.start()], line[slice(*before)], line[slice(*label)], "："]
            end = match.end()
        line = "".join(parts) + line[end:]
    return line


def names_in(value: str) -> tuple[str, ...]:
    """Return the names in a value, without staff codes: ``姚立伟_NT6056`` gives 姚立伟."""
    value = value.strip(_BRACKETS)
    if _LATIN_NAME.fullmatch(value):
        return (value,)
    parts = (_STAFF_CODE.sub("", part.strip(_BRACKETS)).strip(_BRACKETS) for part in _NAME_SPLIT.split(value))
    return tuple(dict.fromkeys(part for part in parts if _is_name(part)))


def _is_name(part: str) -> bool:
    """Whether a list item can be a name: not a number and not a word of the user interface."""
    return 1 < len(part) <= _MAX_CREDIT and not part.isdigit() and not _NO_NAME.search(simplified(part))


def is_person(name: str) -> bool:
    """Whether a name has the form of a person's name."""
    if not _CJK_NAME.fullmatch(name):
        return bool(_LATIN_NAME.fullmatch(name)) and " " in name
    folded = simplified(name)
    return (
        "·" in name
        or (folded[0] in SURNAMES and len(name) <= _SHORT_NAME)
        or folded.startswith(COMPOUND_SURNAMES)
    )


def _credit(
    links: tuple[tuple[str, str], ...], line: str, marks: list[re.Match[str]], at: int
) -> CreditLine | None:
    """Return the value after one label, up to the next label; ``None`` if the label starts a sentence."""
    mark = marks[at]
    end = marks[at + 1].start() if at + 1 < len(marks) else len(line)
    label = line[mark.start("label") : mark.end("label")]
    kind = _KIND_OF[mark["label"].lower()]
    value = line[mark.end() : end]
    if kind is CreditKind.SOURCE:
        value = _source_value(value)
        if len(value) > _MAX_SOURCE or _SENTENCE.search(value):
            return None
    elif kind in (CreditKind.AUTHOR, CreditKind.ROLE):
        value = _closed(strip_times(value))
        if _SENTENCE.search(value) or (value and not names_in(value)):
            return None
        if _BAR.search(mark[0]) and (
            _is_link(links, label) or (label in WEAK_LABELS and not _is_named(value))
        ):
            return None
    else:
        value = value.strip(_BRACKETS)
    return CreditLine(kind=kind, label=label, value=value, url=_link(links, value))


def _is_named(value: str) -> bool:
    """Whether a value after a bar names people or publishers, as in ``视频｜游戏`` it does not."""
    names = [name for part in names_in(value) for name in (part, _TITLE.sub("", simplified(part)))]
    return not value or any(is_person(name) or OUTLET.search(simplified(name)) for name in names)


def _is_link(links: tuple[tuple[str, str], ...], label: str) -> bool:
    """Whether a label is the text of a link, as in a navigation bar."""
    return any(text.strip(_BRACKETS) == label for _, text in links)


def _pairs(line: str) -> tuple[CreditLine, ...]:
    """Return the credits of a line of roles and names separated by spaces: ``编辑 刘晓阳 校对 李铭``."""
    text = line.replace(INLINE_BREAK, " ")
    found = list(_PAIR.finditer(simplified(text)))
    covered = sum(len(match[0].strip(_BRACKETS)) for match in found)
    if not found or covered < 0.5 * len(text.strip(_BRACKETS)):
        return ()
    return tuple(
        CreditLine(
            kind=_KIND_OF[match["label"].lower()],
            label=text[slice(*match.span("label"))],
            value=text[slice(*match.span("name"))].strip(),
        )
        for match in found
    )


def _english(line: str) -> tuple[CreditLine, ...]:
    """Return the credits of ``Reporting by Jane Dover; Editing by Marta Quill``."""
    return tuple(
        CreditLine(
            kind=CreditKind.AUTHOR if match["work"].lower() in _WRITING else CreditKind.ROLE,
            label=f"{match['work']} by",
            value=match["name"].strip(),
        )
        for match in _WORK_BY.finditer(line.replace(INLINE_BREAK, " "))
    )


def _source_value(value: str) -> str:
    """Return a publisher's name: up to the next inline break or space, without brackets and times."""
    value = value.strip(_BRACKETS)
    for part in re.split(rf"{INLINE_BREAK}|[)）\]】]", value):
        if part.strip(_BRACKETS):
            value = part.strip(_BRACKETS)
            break
    moment = first_time(value)
    if moment:
        value = value[: moment.start].strip(_BRACKETS)
    if re.search(rf"[{_CJK}]", value):
        value = re.split(r"\s+", value)[0]
    value = value.strip(_BRACKETS)
    return f"{value}》" if value.count("《") > value.count("》") else value


def _closed(value: str) -> str:
    """Return a list of names up to its closing bracket."""
    return re.split(r"[)）\]】]", value.strip(" \x1f([（【"))[0].strip(_BRACKETS)


def _link(links: tuple[tuple[str, str], ...], value: str) -> str | None:
    """Return the address of the link whose text is the value."""
    return next((href for href, text in links if value and text.strip(_BRACKETS) == value), None)
