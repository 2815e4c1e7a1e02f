"""The responses of one publication, each header block built when it is first needed.

Nothing here keeps a publication alive: its bodies belong to the publication source, which bounds them.
"""

from weakref import ref

from feeds.model import Publication, Representation
from feeds.server.http import response_headers
from feeds.server.http.addresses import due_channel
from feeds.server.http.freshness import cache_control
from feeds.server.http.raw_response import RawResponse, raw_response
from feeds.text.http_dates import format_http_date


class HeaderCache:
    """The responses of a publication; ``location`` is its address if it was chosen by language.

    ``within_s`` bounds how long caches may keep them (R-TOMB-08).
    """

    __slots__ = (
        "_full",
        "_left_s",
        "_location",
        "_unchanged",
        "_within_s",
        "channel",
        "last_modified",
        "modified_s",
        "name",
        "publication",
    )

    def __init__(
        self, publication: Publication, location: str | None = None, within_s: int | None = None
    ) -> None:
        """Build nothing yet."""
        self.name = publication.name
        self.channel = due_channel(publication.name)
        self.modified_s = int(publication.modified_at.timestamp())
        self.last_modified = format_http_date(self.modified_s)
        self.publication = ref(publication)
        """The very object these responses belong to; ``None`` once it is gone."""
        self._location = location
        self._within_s = within_s
        self._left_s: int | None = None
        self._full: dict[str, bytes] = {}
        self._unchanged: dict[str, RawResponse] = {}

    def full(
        self, publication: Publication, representation: Representation, left_s: int | None = None
    ) -> RawResponse:
        """The 200 with a representation; ``left_s`` bounds its freshness."""
        if left_s != self._left_s:
            self._start_over(left_s)
        block = self._full.get(representation.etag)
        if block is None:
            fields = response_headers.full(
                publication, representation, self._location, self._freshness(publication, left_s)
            )
            block = self._full[representation.etag] = raw_response(200, fields).block
        return RawResponse(status=200, block=block, body=representation.body)

    def unchanged(
        self, publication: Publication, representation: Representation, left_s: int | None = None
    ) -> RawResponse:
        """The 304 for a client that has a representation, as fresh as the 200 (R-HTTP-14)."""
        if left_s != self._left_s:
            self._start_over(left_s)
        response = self._unchanged.get(representation.etag)
        if response is None:
            fields = response_headers.validators(
                publication, representation, self._location, self._freshness(publication, left_s)
            )
            response = self._unchanged[representation.etag] = raw_response(304, fields)
        return response

    def _freshness(self, publication: Publication, left_s: int | None) -> str:
        private = publication.private
        return cache_control(publication.max_age_s, left_s, private=private, within_s=self._within_s)

    def _start_over(self, left_s: int | None) -> None:
        """Forget the blocks of another freshness; it changes once a minute at most."""
        self._left_s = left_s
        self._full.clear()
        self._unchanged.clear()
