"""Style attributes: which declarations could lay one entry over another or load something."""

import re
from functools import lru_cache

from feeds.validate.values.words import words

_CHARACTERS = re.compile(r"(?:[:,;#%.\sa-zA-Z0-9!]|(?<=\w)-(?=\w)|'[\s\w-]+'|\"[\s\w-]+\"|\([\d,.%\s]+\))*")
_SHAPE = re.compile(r"(?:\s*[-\w]+\s*:\s*[^:;]*(?:;|$))*\s*")
_DECLARATION = re.compile(r"([-\w]+)\s*:\s*([^:;]*)")
_VALUE = re.compile(
    r"#[0-9a-f]+|rgba?\(\d+%?,\d*%?,?\d*%?(?:,[\d.]+)?\)?|\d{0,2}\.?\d?\d(?:cm|em|rem|ex|in|mm|pc|pt|px|%|,|\))?|inherit|initial"
)

_PROPERTIES = words(
    """
    azimuth background background-color border border-bottom border-bottom-color border-bottom-style
    border-bottom-width border-collapse border-color border-left border-left-color border-left-style
    border-left-width border-radius border-right border-right-color border-right-style border-right-
    width border-spacing border-style border-top border-top-color border-top-style border-top-width
    border-width box-sizing clear color cursor direction display elevation float font font-family
    font-size font-style font-variant font-weight height letter-spacing line-height list-style-type
    margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-
    width object-fit overflow overflow-wrap padding padding-bottom padding-left padding-right
    padding-top pause pause-after pause-before pitch pitch-range richness speak speak-header speak-
    numeral speak-punctuation speech-rate stress text-align text-decoration text-indent text-
    transform unicode-bidi vertical-align voice-family volume white-space width word-break word-wrap
    """
)

_LONGEST = 2000

_BOXES = frozenset({"background", "border", "margin", "padding"})

_KEYWORDS = words(
    """
    aqua auto black block blue bold both bottom brown center collapse dashed dotted fuchsia gray
    green grey !important italic left lime maroon medium none navy normal nowrap olive orange pink
    pointer purple red right solid silver teal top transparent underline white yellow
    """
)


@lru_cache(maxsize=1024)
def dangers(style: str) -> tuple[str, ...]:
    """The parts of a style attribute that are not known to be harmless, in order; empty where all are."""
    if len(style) > _LONGEST or not _CHARACTERS.fullmatch(style) or not _SHAPE.fullmatch(style):
        return (style,)
    found: dict[str, None] = {}
    for name, value in _DECLARATION.findall(style.lower()):
        if name not in _PROPERTIES:
            found[name] = None
        elif name.split("-")[0] in _BOXES and name != "border-radius":
            for word in value.split():
                if word not in _KEYWORDS and not _VALUE.fullmatch(word):
                    found[word] = None
    return tuple(found)
