"""Find the breadcrumb: 首页 > 新闻频道 > 省内 > 正文 gives the channel path 新闻频道/省内."""

import re
from functools import lru_cache

from feeds.readers.page.page_layout import INLINE_BREAK, Block, PageLayout

_HOME = re.compile(r"^(?:\S{0,12}首\s*页|主页|home|\S{0,8}网站?首页|front page)$", re.IGNORECASE)
_HERE = re.compile(
    r"^(?:您?现?(?:在|的|当前)*(?:所在)?的?(?:位置|页面)|当前(?:位置|路径|页面|栏目)|所在位置|[你您]?的?位置"
    r"|导航|you are here|location)\s*(?:是|为)?\s*[:：]?",
    re.IGNORECASE,
)
_END = re.compile(
    r"^(?:\S{0,4}正文|\S{0,6}(?:内容|详情)页?|浏览(?:文章|内容|信息)|查看\S{0,4}|article|story)$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:>+|›|»|→|/|\||－>|->|—>|≫|＞+|\\|::|·(?=\s)|\s-\s|\s—\s)\s*")
_SEPARATOR = re.compile(r"[>›»→/|－—≫＞\\·:-]")
"""What every separator of steps contains."""

_ARROW = re.compile(r"[>›»＞≫→]")
_ARROW_AT_END = re.compile(r"^[>›»＞/]|.*[>›»＞]$")
_DASH = re.compile(r"\s[-—/]\s")
_NAMES = re.compile(
    r"crumb|bread|position|location|weizhi|where|path|dqwz|local|nav_?path|here|place", re.IGNORECASE
)
_PAIR = 2
_MOST_STEPS = 5
_MAX_STEP = 20
_MAX_LINE = 160


def channel_path(page: PageLayout, *, headline: str, site_names: str, limit: int) -> tuple[str, ...]:
    """Return the steps between home page and article, searched before ``limit``; empty if none is shown.

    ``site_names`` is text with the site's own names: a first step of that name is the home page too.
    """
    for at in range(min(limit, len(page.blocks)) - 1, -1, -1):
        steps = _steps(page, at)
        if steps is not None:
            return cleaned_path(steps, headline, site_names)
    return ()


def is_breadcrumb(block: Block) -> bool:
    """Whether one line alone is a breadcrumb."""
    return _line_steps(block) is not None


def _steps(page: PageLayout, at: int) -> list[str] | None:
    """Return the breadcrumb that ends at a block: one line, or the lines of one box."""
    steps = _line_steps(page.blocks[at])
    return steps if steps is not None else _box_steps(page, at)


def _line_steps(block: Block) -> list[str] | None:
    """Return the steps of ``位置：首页 > 新闻 > 正文``: starts with home or a label, or ends with 正文."""
    if not block.text or len(block.text) > _MAX_LINE:
        return None
    steps = _steps_of(block.cells, block.text, block.chars, block.link_chars)
    return None if steps is None else list(steps)


@lru_cache(maxsize=4096)
def _steps_of(line: str, text: str, chars: int, link_chars: int) -> tuple[str, ...] | None:
    """Return the steps in the cells of a line; lines of navigation are the same on all pages of a site."""
    here = _HERE.match(line.lstrip(f"【[ {INLINE_BREAK}"))
    if not here and not _SEPARATOR.search(line):
        return None
    steps = [
        part.strip(f" {INLINE_BREAK}【】[]:：")
        for part in _SPLIT.split(line.replace(INLINE_BREAK, f" {INLINE_BREAK} "))
    ]
    steps = [step.replace(f" {INLINE_BREAK} ", INLINE_BREAK).strip(INLINE_BREAK) for step in steps]
    if here:
        steps[0] = _HERE.sub("", steps[0].lstrip("【[ ")).strip(f" {INLINE_BREAK}:：")
    steps = [step for step in steps if step]
    if len(steps) == 1 and INLINE_BREAK in steps[0] and here:
        steps = [part for part in steps[0].split(INLINE_BREAK) if part]
    if not steps or (len(steps) < _PAIR and not here):
        return None
    arrows = bool(_ARROW.search(line))
    first = steps[0].split(INLINE_BREAK)[-1].strip()
    home = bool(_HOME.match(first))
    end = bool(_END.match(steps[-1]))
    linked = arrows and 0.6 * chars <= link_chars and all(len(step) <= _MAX_STEP for step in steps)
    dashed = home and len(steps) <= _MOST_STEPS and link_chars < chars and _DASH.search(text)
    if here or (home and (arrows or end or dashed)) or (end and arrows) or linked:
        return tuple(steps)
    return None


@lru_cache(maxsize=4096)
def _begins(line: str) -> bool:
    """Whether a line may be the first of a breadcrumb of several lines."""
    text = line.strip(f" >›»/|＞{INLINE_BREAK}")
    return bool(text) and bool(_HERE.match(text) or _HOME.match(text))


def _box_steps(page: PageLayout, at: int) -> list[str] | None:
    """Return the lines of a list or table that starts with home and is marked as a breadcrumb."""
    block = page.blocks[at]
    near = [other for other in page.blocks[max(0, at - 8) : at + 1] if other.text]
    if not any(_begins(other.cells) for other in near):
        return None
    for level in range(len(block.boxes) - 1, max(len(block.boxes) - 5, 0), -1):
        box = block.boxes[level]
        lines = [other for other in near if box in other.boxes]
        texts = [line.cells.strip(f" >›»/|＞{INLINE_BREAK}") for line in lines]
        texts = [text for text in texts if text]
        if len(texts) < _PAIR or any(len(text) > _MAX_STEP + 30 for text in texts):
            continue
        placed = bool(_HERE.match(texts[0])) and not _HERE.sub("", texts[0]).strip()
        arrows = any(_ARROW_AT_END.match(line.cells.strip()) for line in lines)
        if placed and (arrows or _HOME.match(texts[1])):
            return texts[1:]
        if _HOME.match(texts[0]) and (arrows or _NAMES.search(page.boxes[box].names)):
            return texts
    return None


def cleaned_path(steps: list[str], headline: str, site_names: str) -> tuple[str, ...]:
    """Return the steps without home, 正文 and the headline itself."""
    kept = []
    wanted = re.sub(r"\s", "", headline)
    if len(steps) > 1 and steps[0].strip() in site_names and not any(_HOME.match(step) for step in steps):
        steps = steps[1:]
    for number, step in enumerate(steps):
        text = (
            step.split(INLINE_BREAK)[-1].strip() if number == 0 else step.replace(INLINE_BREAK, " ").strip()
        )
        text = text.strip("【】[]:： ")
        bare = re.sub(r"\s", "", text)
        if not text or _HOME.match(text) or _END.match(text) or len(text) > _MAX_STEP:
            continue
        if bare and (bare in wanted or wanted in bare) and len(bare) > 0.5 * len(wanted):
            continue
        kept.append(text)
    return tuple(kept)
