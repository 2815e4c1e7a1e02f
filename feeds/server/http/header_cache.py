"""What one publication answers with, each header block made when it is first wanted.

Nothing here keeps a publication alive: its bodies belong to the shelf, which bounds them.
"""

from weakref import ref

from feeds.model import Publication, Representation
from feeds.server.http import response_headers
from feeds.server.http.addresses import split_name
from feeds.server.http.dates import write_date
from feeds.server.http.raw_response import RawResponse, raw_response


class HeaderCache:
    """The answers of a publication; ``location`` is its address where it was chosen by language."""

    __slots__ = (
        "_full",
        "_location",
        "_publication",
        "_unchanged",
        "channel",
        "last_modified",
        "modified_s",
        "name",
    )

    def __init__(self, publication: Publication, location: str | None = None) -> None:
        """Make nothing yet."""
        self.name = publication.name
        self.channel = split_name(publication.name)[0]
        self.modified_s = int(publication.modified_at.timestamp())
        self.last_modified = write_date(self.modified_s)
        self._publication = ref(publication)
        self._location = location
        self._full: dict[str, bytes] = {}
        self._unchanged: dict[str, RawResponse] = {}

    def is_of(self, publication: Publication | None) -> bool:
        """Whether it was prepared for this very object."""
        return publication is not None and self._publication() is publication

    def full(
        self, publication: Publication, representation: Representation, due_in_s: int | None = None
    ) -> RawResponse:
        """The 200 with one of the representations; ``due_in_s``: until the clock changes it, if soon."""
        if due_in_s is not None:
            listed = response_headers.full(publication, representation, self._location, due_in_s)
            return raw_response(200, listed, representation.body)
        block = self._full.get(representation.etag)
        if block is None:
            listed = response_headers.full(publication, representation, self._location)
            block = self._full[representation.etag] = raw_response(200, listed).block
        return RawResponse(status=200, block=block, body=representation.body)

    def unchanged(
        self, publication: Publication, representation: Representation, due_in_s: int | None = None
    ) -> RawResponse:
        """The 304 for a client that has one of the representations, as fresh as the 200 (R-HTTP-14)."""
        if due_in_s is not None:
            return raw_response(
                304, response_headers.validators(publication, representation, self._location, due_in_s)
            )
        made = self._unchanged.get(representation.etag)
        if made is None:
            listed = response_headers.validators(publication, representation, self._location)
            made = self._unchanged[representation.etag] = raw_response(304, listed)
        return made
