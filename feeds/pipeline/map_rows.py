"""The rows of the sitemap index for the parts of the archive."""

from collections.abc import Mapping

from feeds.pipeline.site_files import SiteFiles
from feeds.store import Transaction, part_maps


class MapRows:
    """Rows by the name of the sitemap; those of parts that have not changed are kept.

    The archive of a million articles has thousands of parts; a new article changes one of them at most.
    """

    def __init__(self, site_files: SiteFiles) -> None:
        """Read nothing yet."""
        self._site_files = site_files
        self._rows: Mapping[str, bytes] = {}
        self._index: int | None = None
        self._turn = 0

    async def read(self, tx: Transaction, index: int) -> Mapping[str, bytes]:
        """Return the rows of all parts of the index channel, given by key, by name in order."""
        if index != self._index:
            self._rows, self._index, self._turn = {}, index, 0
        changes = await part_maps.changes_since(tx, self._turn)
        if changes.modified_at or changes.removed:
            kept = {name: row for name, row in self._rows.items() if name not in changes.removed}
            written = {name: self._site_files.map_row(name, at) for name, at in changes.modified_at.items()}
            self._rows = dict(sorted({**kept, **written}.items()))
        self._turn = changes.turn
        return self._rows
