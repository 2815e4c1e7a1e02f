"""Style attributes: declarations that could cover the reader's page or load something."""

import re
from functools import lru_cache

from feeds.text.word_set import word_set

_CHARACTERS = re.compile(r"(?:[:,;#%.\sa-zA-Z0-9!]|(?<=\w)-(?=\w)|'[\s\w-]+'|\"[\s\w-]+\"|\([\d,.%\s]+\))*")
_NAME = re.compile(r"[-\w]+")
_VALUE = re.compile(
    r"#[0-9a-f]+|rgba?\(\d+%?,\d*%?,?\d*%?(?:,[\d.]+)?\)?|\d{0,2}\.?\d?\d(?:cm|em|rem|ex|in|mm|pc|pt|px|%|,|\))?|inherit|initial"
)

_PROPERTIES = word_set(
    """
    azimuth background background-color border border-bottom border-bottom-color border-bottom-style
    border-bottom-width border-collapse border-color border-left border-left-color border-left-style
    border-left-width border-radius border-right border-right-color border-right-style
    border-right-width border-spacing border-style border-top border-top-color border-top-style
    border-top-width
    border-width box-sizing clear color cursor direction display elevation float font font-family
    font-size font-style font-variant font-weight height letter-spacing line-height list-style-type
    margin margin-bottom margin-left margin-right margin-top max-height max-width min-height
    min-width object-fit overflow overflow-wrap padding padding-bottom padding-left padding-right
    padding-top pause pause-after pause-before pitch pitch-range richness speak speak-header
    speak-numeral speak-punctuation speech-rate stress text-align text-decoration text-indent
    text-transform unicode-bidi vertical-align voice-family volume white-space width word-break word-wrap
    """
)

_MAX_CHARS = 2000

_BOXES = frozenset({"background", "border", "margin", "padding"})

_KEYWORDS = word_set(
    """
    aqua auto black block blue bold both bottom brown center collapse dashed dotted fuchsia gray
    green grey !important italic left lime maroon medium none navy normal nowrap olive orange pink
    pointer purple red right solid silver teal top transparent underline white yellow
    """
)


def unsafe_declarations(style: str) -> tuple[str, ...]:
    """Return the parts of a style attribute that are not known to be harmless, in order."""
    return (style[:80],) if len(style) > _MAX_CHARS else _unsafe_declarations(style)


@lru_cache(maxsize=1024)
def _unsafe_declarations(style: str) -> tuple[str, ...]:
    declarations = _declarations(style)
    if declarations is None:
        return (style,)
    found: dict[str, None] = {}
    for name, value in declarations:
        if name not in _PROPERTIES:
            found[name] = None
        elif name.split("-")[0] in _BOXES and name != "border-radius":
            for word in value.split():
                if word not in _KEYWORDS and not _VALUE.fullmatch(word):
                    found[word] = None
    return tuple(found)


def _declarations(style: str) -> list[tuple[str, str]] | None:
    """Return the properties with their values; ``None`` if the attribute is not a list of declarations."""
    if not _CHARACTERS.fullmatch(style):
        return None
    parts = style.lower().split(";")
    if not parts[-1].strip():
        parts.pop()
    declarations = []
    for part in parts:
        name, colon, value = part.partition(":")
        if not colon or ":" in value or not _NAME.fullmatch(name.strip()):
            return None
        declarations.append((name.strip(), value.strip()))
    return declarations
