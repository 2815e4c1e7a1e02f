"""HTML of ordinary articles, recognised by an automaton at a tenth of the cost of patterns and a stack.

Paragraphs, headings, lists, quotes and pictures with captions, with links and two levels of formatting in
them. It takes one pass over whatever it reads, and other threads run meanwhile.
"""

from functools import cache
from typing import Any

from feeds.text.html_patterns import (
    BLOCKS,
    FORMATTING,
    TEXT,
    URL_OR_TRACKER,
    URL_WITHOUT_TRACKER,
    automaton,
    for_automaton,
    image,
    link,
)
from feeds.text.signed_urls import SIGNING
from feeds.text.urls import TRACKERS

_EMPHASIS = ("em", "strong", "b", "i")
_AVOIDED = rf"[?;#](?:(?:{TRACKERS})|(?i:{SIGNING})=)"
"""Parameters that follow people or sign addresses."""


def is_ordinary(html: str) -> bool:
    """Whether HTML has an ordinary form and characters, and addresses neither with trackers nor signed."""
    try:
        encoded = html.encode()
    except UnicodeEncodeError:
        return False
    if _certain().fullmatch(encoded) is not None:
        return True
    if b"?" not in encoded and b"#" not in encoded:
        return False
    articles, avoided = _uncertain()
    return articles.fullmatch(encoded) is not None and avoided.search(encoded) is None


@cache
def _certain() -> Any:
    """Compile the pattern of articles with addresses that have few parameters; most have none."""
    return automaton(for_automaton(_articles(URL_WITHOUT_TRACKER)))


@cache
def _uncertain() -> tuple[Any, Any]:
    """Compile the pattern of articles with any addresses, and that of the parameters to look for then."""
    return automaton(for_automaton(_articles(URL_OR_TRACKER))), automaton(_AVOIDED)


def _articles(url: str) -> str:
    """The pattern of articles; what is repeated in it is kept small, as it is compiled whole."""
    start, picture = link(url), image(url)
    words = f"{TEXT}|<br>"
    formatted = _elements(FORMATTING, f"(?:{words})*")
    linked = f"{start}(?:{words}|{picture}|{formatted})*</a>"
    emphasised = _elements(_EMPHASIS, f"(?:{words}|{formatted}|{start}(?:{words})*</a>)*")
    phrase = f"(?:{words}|{picture}|{linked}|{formatted}|{emphasised})*"
    headed = _elements(BLOCKS[1:], f"(?:{words}|{formatted}|{start}(?:{words})*</a>)*")
    listed = _elements(("ul", "ol"), rf"(?:[ \n]|<li>{phrase}</li>)*")
    figure = f"<figure>(?:{words}|{picture}|{linked}|<figcaption>{phrase}</figcaption>)*</figure>"
    paragraph = f"<p>{phrase}</p>"
    quote = f"<blockquote>(?:{words}|{paragraph})*</blockquote>"
    flow = f"{words}|{paragraph}|{headed}|{listed}|{figure}|{quote}|<hr>|{picture}|{linked}|{formatted}"
    return f"(?:{flow}|<div>(?:{words}|{paragraph}|{picture}|{linked}|{figure})*</div>)*"


def _elements(names: tuple[str, ...], content: str) -> str:
    return f"(?:{'|'.join(f'<{name}>{content}</{name}>' for name in names)})"
