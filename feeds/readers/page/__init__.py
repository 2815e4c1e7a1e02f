"""Article pages: finds the headline, the credits and the body in HTML or in the plain text of a page."""

from feeds.readers.page.article import Article
from feeds.readers.page.extract import extract

__all__ = ["Article", "extract"]
