"""The beginning of the sitemap index: the rows of the parts of the archive."""

from collections.abc import Mapping

from feeds.pipeline.site_files import SiteFiles
from feeds.publish import Beginning
from feeds.store import Transaction, part_maps


class MapRows:
    """Rows by the name of the sitemap, and all of them together, kept where their parts did not change.

    The archive of a million articles has thousands of parts; a new article changes one of them at most.
    """

    def __init__(self, site_files: SiteFiles) -> None:
        """Read nothing yet."""
        self._site_files = site_files
        self._rows: Mapping[str, bytes] = {}
        self._index: int | None = None
        self._turn = 0
        self._beginning = site_files.map_beginning(())

    async def read(self, tx: Transaction, index: int) -> Beginning:
        """Return the rows of all parts of the index channel, given by key, in the order of their names."""
        if index != self._index:
            self._rows, self._index, self._turn = {}, index, 0
            self._beginning = self._site_files.map_beginning(())
        changes = await part_maps.changes_since(tx, self._turn)
        if changes.modified_at or changes.removed:
            kept = {name: row for name, row in self._rows.items() if name not in changes.removed}
            written = {name: self._site_files.map_row(name, at) for name, at in changes.modified_at.items()}
            self._rows = dict(sorted({**kept, **written}.items()))
            self._beginning = self._site_files.map_beginning(self._rows.values())
        self._turn = changes.turn
        return self._beginning
