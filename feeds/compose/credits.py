"""Credits: address and feed of source names from the settings (PROTOCOL §3.1)."""

from msgspec.structs import replace

from feeds.model import Credit, Source


class Credits:
    """The configured credits by name and alias."""

    def __init__(self, known: tuple[Credit, ...]) -> None:
        """Index the credits; a name takes precedence over an alias."""
        self._known = {alias: credit for credit in known for alias in credit.aliases}
        self._known |= {credit.name: credit for credit in known}

    def complete(self, source: Source | None) -> Source | None:
        """Add what the settings know of a named source; values of the record are kept (R-SRC-08)."""
        credit = self._known.get(source.name) if source and source.name else None
        if source is None or credit is None:
            return source
        return replace(
            source,
            name=credit.name,
            url=source.url or credit.url,
            feed_url=source.feed_url or credit.feed_url,
            feed_title=source.feed_title
            or (credit.name if credit.feed_url and not source.feed_url else None),
        )
