"""All that one publication can answer, each answer made when it is first wanted."""

from feeds.model import Coding, Publication, Representation
from feeds.server import fields
from feeds.server.answer import Answer, answer
from feeds.server.httpdate import write_date


class Prepared:
    """The answers of a publication; ``location`` is its address where it was chosen by language."""

    __slots__ = (
        "_full",
        "_location",
        "_unchanged",
        "by_coding",
        "last_modified",
        "modified_s",
        "publication",
    )

    def __init__(self, publication: Publication, location: str | None = None) -> None:
        """Make nothing yet."""
        self.publication = publication
        self.modified_s = int(publication.modified_at.timestamp())
        self.last_modified = write_date(self.modified_s)
        self.by_coding: dict[Coding, Representation] = {
            representation.coding: representation for representation in publication.representations
        }
        self._location = location
        self._full: dict[str, Answer] = {}
        self._unchanged: dict[str, Answer] = {}

    def full(self, representation: Representation) -> Answer:
        """The 200 with one of the representations."""
        made = self._full.get(representation.etag)
        if made is None:
            listed = fields.full(self.publication, representation, self._location)
            made = self._full[representation.etag] = answer(200, listed, representation.body)
        return made

    def unchanged(self, representation: Representation) -> Answer:
        """The 304 for a client that has one of the representations."""
        made = self._unchanged.get(representation.etag)
        if made is None:
            listed = fields.validators(self.publication, representation, self._location)
            made = self._unchanged[representation.etag] = answer(304, listed)
        return made
