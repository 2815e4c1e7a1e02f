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
    automaton,
    for_automaton,
    image,
    link,
)
from feeds.text.signed_urls import SIGNING
from feeds.text.urls import TRACKERS

_EMPHASIS = ("em", "strong", "b", "i")
_AVOIDED = rf"[?;#](?:(?:{TRACKERS})|(?i:{SIGNING})=)"
"""Parameters that follow people or sign addresses. Searching all of the HTML takes less than its addresses alone."""


def is_ordinary(html: str) -> bool:
    """Whether HTML has an ordinary form and characters, and addresses neither with trackers nor signed."""
    try:
        encoded = html.encode()
    except UnicodeEncodeError:
        return False
    articles, avoided = _automata()
    if articles.fullmatch(encoded) is None:
        return False
    has_queries = b"?" in encoded or b"#" in encoded
    return not has_queries or avoided.search(encoded) is None


@cache
def _automata() -> tuple[Any, Any]:
    return automaton(for_automaton(_articles())), automaton(_AVOIDED)


def _articles() -> str:
    """The pattern of articles; what is repeated in it is kept small, as it is compiled whole."""
    start, picture = link(URL_OR_TRACKER), image(URL_OR_TRACKER)
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
