"""What a Markdown body may ask about the rest of its site."""

from typing import Protocol


class PageLinks(Protocol):
    """Finds the addresses of pages, as seen from one page."""

    def page(self, reference: str) -> str | None:
        """Return the address of the page made of another file, with its fragment, or ``None``."""

    def below(self, path: str) -> str | None:
        """Return the address of a path of the site; ``None`` without a base address."""


class _NoLinks:
    def page(self, reference: str) -> str | None:
        del reference
        return None

    def below(self, path: str) -> str | None:
        del path
        return None


NO_LINKS: PageLinks = _NoLinks()
"""Of a body that stands alone."""
