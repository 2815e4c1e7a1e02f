"""Programs that subscribe to a feed: each polls when told, and tells what it shows then."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Protocol

import feedparser
from reader import make_reader

Shown = dict[str, str]
"""Titles by entry id."""


class Subscriber(Protocol):
    """A subscription to one address."""

    def poll(self) -> Shown:
        """Fetch once and tell what is shown."""
        ...

    def close(self) -> None:
        """Let go of what was opened."""
        ...


class FeedparserScript:
    """A script on feedparser as its documentation has it: ``etag`` and ``modified`` handed back, by id.

    It knows 226 and tombstones: what is deleted goes, what a delta does not name stays.
    """

    def __init__(self, url: str, _: Path) -> None:
        """Subscribe; nothing is kept in a folder."""
        self._url = url
        self._etag: str | None = None
        self._modified: str | None = None
        self._shown: Shown = {}

    def poll(self) -> Shown:
        """Fetch and merge."""
        parsed = feedparser.parse(self._url, etag=self._etag, modified=self._modified)
        self._etag = parsed.get("etag", self._etag)
        self._modified = parsed.get("modified", self._modified)
        entries = {entry.id: entry.title for entry in parsed.entries}
        if parsed.status == 200:
            self._shown = entries
        self._shown |= entries
        self._shown.pop(parsed.feed.get("at_deleted-entry", {}).get("ref"), None)
        return dict(self._shown)

    def close(self) -> None:
        """Nothing is open."""


class Lemon24Reader:
    """The ``reader`` library."""

    def __init__(self, url: str, folder: Path) -> None:
        """Subscribe, with a database in ``folder``."""
        self._url = url
        self._reader = make_reader(str(folder / "reader.db"))
        self._reader.add_feed(url)

    def poll(self) -> Shown:
        """Update the one feed."""
        self._reader.update_feed(self._url)
        return {entry.id: entry.title or "" for entry in self._reader.get_entries()}

    def close(self) -> None:
        """Close the database."""
        self._reader.close()


class Newsboat:
    """Newsboat without its screen."""

    def __init__(self, url: str, folder: Path) -> None:
        """Subscribe, with everything in ``folder``."""
        self._folder = folder
        (folder / "urls").write_text(f"{url}\n", encoding="utf-8")
        (folder / "config").write_text("download-retries 1\n", encoding="utf-8")

    def poll(self) -> Shown:
        """Reload, and look into its cache."""
        files = ("-u", "urls", "-C", "config", "-c", "cache.db")
        known = {"HOME": str(self._folder), "PATH": os.environ["PATH"], "TERM": "dumb", "LANG": "C.UTF-8"}
        subprocess.run(
            ["newsboat", *files, "-x", "reload"], cwd=self._folder, env=known, check=True, timeout=60
        )
        with closing(sqlite3.connect(self._folder / "cache.db")) as cache:
            return dict(cache.execute("SELECT guid, title FROM rss_item WHERE deleted = 0"))

    def close(self) -> None:
        """It ended after each reload."""
