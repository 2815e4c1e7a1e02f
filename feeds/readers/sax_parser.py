"""The SAX parser that feedparser uses: expat, which hands over the text of an element in one piece.

The standard library's driver gets a call for each line and each entity, 40 for a paragraph of HTML.
``xml.sax.make_parser`` finds ``create_parser`` by the name of this module.
"""

from xml.sax.expatreader import ExpatParser

_BUFFER_BYTES = 65_536


class TextBufferingParser(ExpatParser):
    """Collects text until the next element begins or ends."""

    def reset(self) -> None:
        """Prepare for a document."""
        super().reset()
        parser = self._parser  # type: ignore[attr-defined]  # typeshed knows no private attributes
        parser.buffer_size = _BUFFER_BYTES
        parser.buffer_text = True


def create_parser() -> TextBufferingParser:
    """Return a parser. Source: ``xml.sax.make_parser``."""
    return TextBufferingParser()
