"""Paragraphs as WordPress makes them from text with blank lines, when it shows a classic post."""

import re

_BLOCK = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote"
    "|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption"
    "|details|menu|summary|iframe|video|audio"
)
_OPENS = re.compile(rf"(<(?:{_BLOCK})[\s/>])")
_CLOSES = re.compile(rf"(</(?:{_BLOCK})>)")
_BLOCK_ONLY = re.compile(rf"\s*</?(?:{_BLOCK})[\s/>]")
_KEPT = re.compile(r"<(pre|script|style|textarea)\b.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_MARK = "\x00"


def with_paragraphs(text: str) -> str:
    """Put ``<p>`` around text between blank lines and ``<br>`` at other line ends.

    Block elements are not wrapped; ``<pre>`` stays as it is. Source: WordPress, ``wpautop``.
    """
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\n\n{_MARK}{len(kept) - 1}{_MARK}\n\n"

    plain = _KEPT.sub(keep, text.replace("\r\n", "\n").replace("\r", "\n").replace(_MARK, ""))
    separated = _CLOSES.sub(r"\1\n\n", _OPENS.sub(r"\n\n\1", plain))
    parts = [part.strip() for part in _BLANK_LINES.split(separated)]
    html = "\n".join(_paragraph(part) for part in parts if part)
    return re.sub(rf"{_MARK}(\d+){_MARK}", lambda match: kept[int(match[1])], html)


def _paragraph(part: str) -> str:
    if part.startswith(_MARK) or _BLOCK_ONLY.match(part):
        return part
    return "<p>" + part.replace("\n", "<br>\n") + "</p>"
