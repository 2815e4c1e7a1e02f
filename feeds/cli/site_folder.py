"""What a folder or file of records is: the settings that ``feeds init`` writes for it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_CONFIGS = (
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
    "_config.yml",
    "_config.yaml",
)
_MARKS = (".obsidian", ".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "astro.config.mjs")
_JEKYLL = "_config"
_POSTS = ("content", "_posts", "source/_posts", "src/content", "src/posts", "posts", "blog")
_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "none": "/:categories/:title.html",
}
_KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".md": "markdown",
    ".opml": "opml",
}
_AGENCIES = {
    "ninjs": (b'"pubstatus"', b'"versioncreated"', b'"body_xhtml"'),
    "nitf": (b"<nitf",),
    "newsml": (b"<newsItem", b"<newsMessage", b"<packageItem"),
}
"""What only documents of a kind contain."""

_MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRecords:
    """A source and its site: ``what`` names it for people, ``path`` is where the records are."""

    what: str
    kind: str
    path: Path
    title: str | None = None
    url: str | None = None
    language: str | None = None
    timezone: str | None = None
    generator: str | None = None
    permalinks: str | Mapping[str, str] | None = None

    @property
    def is_site(self) -> bool:
        """Whether a generator publishes pages from the same files."""
        return self.kind == "markdown"


def find_site(folder: Path) -> FoundRecords | None:
    """Return what is known of the folder of a static site or vault; ``None`` for any other folder."""
    config = next((folder / name for name in _CONFIGS if (folder / name).is_file()), None)
    mark = next((name for name in _MARKS if (folder / name).exists()), None)
    if (config is None and mark is None) or not _has_markdown(folder):
        return None
    path = next((folder / name for name in _POSTS if _has_markdown(folder / name)), folder)
    if config is None:
        if mark == ".obsidian":
            return FoundRecords(what="an Obsidian vault", kind="markdown", path=folder)
        eleventy = "eleventy" in (mark or "")
        what, generator = ("an Eleventy site", "eleventy") if eleventy else ("a site", None)
        return FoundRecords(what=what, kind="markdown", path=path, generator=generator)
    values = _values(config)
    if config.stem == _JEKYLL:
        return _jekyll(values, path)
    return FoundRecords(
        what="a Hugo site",
        kind="markdown",
        path=path,
        title=_text(values, "title"),
        url=_text(values, "baseurl"),
        language=_text(values, "languagecode") or _text(values, "defaultcontentlanguage"),
        timezone=_text(values, "timezone"),
        generator="hugo",
        permalinks=_hugo_permalinks(config, values),
    )


def find_records(path: Path) -> FoundRecords | None:
    """Return the source that reads a file or folder; ``None`` if its kind cannot be seen."""
    if path.is_dir():
        site = find_site(path)
        if site is None and _has_markdown(path):
            return FoundRecords(what="a folder of Markdown", kind="markdown", path=path)
        kind = _kind_of_folder(path) if site is None else None
        return FoundRecords(what=f"a folder of {kind} files", kind=kind, path=path) if kind else site
    kind = _kind_of_file(path)
    return FoundRecords(what=f"a source of kind {kind!r}", kind=kind, path=path) if kind else None


def _kind_of_folder(path: Path) -> str | None:
    """Return the kind of the first file in a folder that is recognised."""
    files = sorted(file for file in path.iterdir() if file.is_file() and file.name[0] != ".")
    return next(filter(None, map(_kind_of_file, files)), None)


def _kind_of_file(path: Path) -> str | None:
    return _KINDS.get(path.suffix.lower()) or _kind_of_agency(path) or _kind_of_json(path)


def _kind_of_agency(path: Path) -> str | None:
    """Return ``ninjs``, ``nitf`` or ``newsml`` for a file in a format of news agencies."""
    with path.open("rb") as file:
        start = file.read(_MAX_BYTES)
    found = (kind for kind, marks in _AGENCIES.items() if any(mark in start for mark in marks))
    return next(found, None)


def _kind_of_json(path: Path) -> str | None:
    """Return ``ghost``, ``jsonl`` or ``json`` for a file that begins as JSON."""
    with path.open("rb") as file:
        start = file.read(_MAX_BYTES).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] not in {b"{", b"["}:
        return None
    if b'"posts"' in start and (
        b'"mobiledoc"' in start or b'"posts_meta"' in start or b'"db"' in start[:200]
    ):
        return "ghost"
    lines = [line for line in start.splitlines()[:2] if line.strip()]
    return (
        "jsonl"
        if len(lines) > 1 and all(line.startswith(b"{") and line.endswith(b"}") for line in lines)
        else "json"
    )


def _has_markdown(folder: Path) -> bool:
    from feeds.readers.markdown.reader import MarkdownReader  # loaded here: it brings all readers with it

    if not folder.is_dir():
        return False
    return any(found.suffix in MarkdownReader.endings for found in folder.rglob("*"))


def _values(config: Path) -> Mapping[str, Any]:
    """Read a configuration; keys of Hugo are in any case. One that cannot be read gives nothing."""
    try:
        text = config.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text) if config.suffix == ".toml" else yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return {str(key).lower(): value for key, value in raw.items()} if isinstance(raw, dict) else {}


def _jekyll(values: Mapping[str, Any], path: Path) -> FoundRecords:
    url, below = _text(values, "url"), _text(values, "baseurl") or ""
    style = _text(values, "permalink") or "date"
    collections = values.get("collections")
    posts = collections.get("posts") if isinstance(collections, dict) else None
    if isinstance(posts, dict) and isinstance(posts.get("permalink"), str):
        style = posts["permalink"]
    return FoundRecords(
        what="a Jekyll site",
        kind="markdown",
        path=path,
        title=_text(values, "title") or _text(values, "name"),
        url=f"{url.rstrip('/')}/{below.strip('/')}".rstrip("/") if url else None,
        language=_text(values, "lang"),
        timezone=_text(values, "timezone"),
        generator="jekyll",
        permalinks=_JEKYLL_STYLES.get(style, style if style.startswith("/") else _JEKYLL_STYLES["date"]),
    )


def _hugo_permalinks(config: Path, values: Mapping[str, Any]) -> Mapping[str, str] | None:
    """Return the patterns of pages by section; ``""`` stands for all sections, ``/`` is Hugo's name of it."""
    found = values.get("permalinks")
    own = config.with_name(f"permalinks{config.suffix}")
    if found is None and own.is_file():
        found = _values(own)
    found = (
        found.get("page", found) if isinstance(found, dict) and isinstance(found.get("page"), dict) else found
    )
    if not isinstance(found, dict):
        return None
    return {
        str(section).strip("/"): pattern for section, pattern in found.items() if isinstance(pattern, str)
    } or None


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    return value.strip() or None if isinstance(value, str) else None
