"""How the folder of each static site generator is recognised, and what its configuration says."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from feeds.cli.found_records import FoundRecords

_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "none": "/:categories/:title.html",
}
_MAX_CHARS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """The ``configs`` that show a generator, the folders of its ``articles``, and how a config is read."""

    configs: tuple[str, ...]
    articles: tuple[str, ...]
    read: Callable[[Path], FoundRecords | None]


def _zola(config: Path) -> FoundRecords | None:
    values = _values(config)
    url = _text(values, "base_url")
    if url is None:
        return None
    slugs = values.get("slugify")
    as_written = isinstance(slugs, dict) and slugs.get("paths") in {"off", "safe"}
    return _found(
        "a Zola site",
        config,
        title=_text(values, "title"),
        url=url,
        language=_text(values, "default_language"),
        generator=None if as_written else "zola",
    )


def _hugo(config: Path) -> FoundRecords:
    values = _values(config)
    return _found(
        "a Hugo site",
        config,
        title=_text(values, "title"),
        url=_text(values, "baseurl"),
        language=_text(values, "languagecode") or _text(values, "defaultcontentlanguage"),
        timezone=_text(values, "timezone"),
        generator="hugo",
        permalinks=_hugo_permalinks(config, values),
        languages=_language_folders(config, values),
    )


def _language_folders(config: Path, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the languages of a site if each has a folder of its own in ``content``."""
    root = config.parent.parent.parent if config.parent.name == "_default" else config.parent
    own = config.with_name(f"languages{config.suffix}")
    languages = values.get("languages") or (_values(own) if own.is_file() else {})
    names = sorted(map(str, languages)) if isinstance(languages, dict) else []
    return tuple(name for name in names if (root / "content" / name).is_dir())


def _hugo_permalinks(config: Path, values: Mapping[str, Any]) -> Mapping[str, str] | None:
    """Return the patterns of pages by section; ``""`` stands for all sections, ``/`` is Hugo's name of it."""
    found = values.get("permalinks")
    own = config.with_name(f"permalinks{config.suffix}")
    if found is None and own.is_file():
        found = _values(own)
    if isinstance(found, dict) and isinstance(found.get("page"), dict):
        found = found["page"]
    if not isinstance(found, dict):
        return None
    patterns = {
        str(section).strip("/"): pattern for section, pattern in found.items() if isinstance(pattern, str)
    }
    return patterns or None


def _hexo(config: Path) -> FoundRecords | None:
    if not config.with_name("source").joinpath("_posts").is_dir():
        return None
    values = _values(config)
    return _found(
        "a Hexo site",
        config,
        title=_text(values, "title"),
        url=_text(values, "url"),
        language=_text(values, "language"),
        timezone=_text(values, "timezone"),
        generator="hexo",
        permalinks=_hexo_permalinks(values),
    )


def _hexo_permalinks(values: Mapping[str, Any]) -> str:
    """Return Hexo's pattern with our tokens: its ``:title`` is the path of the file."""
    pattern = _text(values, "permalink") or ":year/:month/:day/:title/"
    pretty = values.get("pretty_urls")
    if isinstance(pretty, dict) and pretty.get("trailing_html") is False:
        pattern = pattern.removesuffix(".html")
    dated = (_text(values, "new_post_name") or "").startswith(":year")
    title = ":title" if dated else ":stem"
    return re.sub(r"(^|/):title\b", rf"\1:path/{title}", pattern).replace(":name", title)


def _jekyll(config: Path) -> FoundRecords:
    values = _values(config) if config.is_file() else {}
    url, below = _text(values, "url"), _text(values, "baseurl") or ""
    style = _text(values, "permalink") or "date"
    collections = values.get("collections")
    posts = collections.get("posts") if isinstance(collections, dict) else None
    if isinstance(posts, dict) and isinstance(posts.get("permalink"), str):
        style = posts["permalink"]
    return _found(
        "a Jekyll site",
        config,
        title=_text(values, "title") or _text(values, "name"),
        url=f"{url.rstrip('/')}/{below.strip('/')}".rstrip("/") if url else None,
        language=_text(values, "lang"),
        timezone=_text(values, "timezone"),
        generator="jekyll",
        permalinks=_JEKYLL_STYLES.get(style, style if style.startswith("/") else _JEKYLL_STYLES["date"]),
    )


def _eleventy(config: Path) -> FoundRecords:
    return _found("an Eleventy site", config, generator="eleventy")


def _astro(config: Path) -> FoundRecords:
    text = _source_text(config)
    return _found("an Astro site", config, url=_joined(_property(text, "site"), _property(text, "base")))


def _docusaurus(config: Path) -> FoundRecords:
    text = _source_text(config)
    blog = re.search(r"""\bblog:\s*\{[^{}]{0,2000}?routeBasePath:\s*["']([^"'\n]{0,200})["']""", text)
    pattern = f"/{blog[1].strip('/')}/:year/:month/:day/:title".replace("//", "/") if blog else None
    return _found(
        "a Docusaurus site",
        config,
        title=_property(text, "title"),
        url=_joined(_property(text, "url"), _property(text, "baseUrl")),
        language=_property(text, "defaultLocale"),
        generator="docusaurus",
        permalinks=pattern,
    )


def _pelican(config: Path) -> FoundRecords:
    text = _source_text(config)
    published = config.with_name("publishconf.py")
    own = _source_text(published) if published.is_file() else ""
    return _found(
        "a Pelican site",
        config,
        title=_constant(text, "SITENAME"),
        url=_constant(own, "SITEURL") or _constant(text, "SITEURL"),
        language=_constant(text, "DEFAULT_LANG"),
        timezone=_constant(text, "TIMEZONE"),
        generator="pelican",
        permalinks=_pelican_permalinks(_constant(own, "ARTICLE_URL") or _constant(text, "ARTICLE_URL")),
    )


def _pelican_permalinks(pattern: str | None) -> str | None:
    """Return the pattern ``ARTICLE_URL`` with our tokens; ``None`` if it has others."""
    if pattern is None:
        return None
    for theirs, ours in _PELICAN_TOKENS.items():
        pattern = pattern.replace(theirs, ours)
    return None if "{" in pattern else pattern


_PELICAN_TOKENS = {
    "{slug}": ":slug",
    "{category}": ":category",
    "{lang}": ":language",
    "{date:%Y}": ":year",
    "{date:%m}": ":month",
    "{date:%d}": ":day",
}


def _obsidian(config: Path) -> FoundRecords:
    return FoundRecords(what="an Obsidian vault", kind="markdown", path=config.parent)


SITES = (
    SiteRules(configs=("zola.toml", "config.toml"), articles=("content",), read=_zola),
    SiteRules(
        configs=(
            *("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"),
            *("config.toml", "config.yaml", "config.yml"),
            *("config/_default/hugo.toml", "config/_default/hugo.yaml"),
            *("config/_default/config.toml", "config/_default/config.yaml"),
        ),
        articles=("content",),
        read=_hugo,
    ),
    SiteRules(configs=("_config.yml", "_config.yaml"), articles=("source/_posts",), read=_hexo),
    SiteRules(configs=("_config.yml", "_config.yaml", "_posts"), articles=("_posts",), read=_jekyll),
    SiteRules(
        configs=("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs"),
        articles=("blog",),
        read=_docusaurus,
    ),
    SiteRules(
        configs=(
            *(".eleventy.js", ".eleventy.cjs", "eleventy.config.js"),
            *("eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts"),
        ),
        articles=("content", "src/posts", "posts", "src", "blog"),
        read=_eleventy,
    ),
    SiteRules(
        configs=("astro.config.mjs", "astro.config.ts", "astro.config.js", "astro.config.mts"),
        articles=("src/content", "src/data", "src/pages"),
        read=_astro,
    ),
    SiteRules(configs=("pelicanconf.py",), articles=("content",), read=_pelican),
    SiteRules(configs=(".obsidian",), articles=(), read=_obsidian),
)
"""The generators, those first whose configuration is also a name of another's."""


def _found(what: str, config: Path, **facts: Any) -> FoundRecords:
    return FoundRecords(what=what, kind="markdown", path=config.parent, **facts)


def _values(config: Path) -> Mapping[str, Any]:
    """Read a configuration; keys of Hugo are in any case. One that cannot be read gives nothing."""
    try:
        text = config.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text) if config.suffix == ".toml" else yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return {str(key).lower(): value for key, value in raw.items()} if isinstance(raw, dict) else {}


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    first = value[0] if isinstance(value, list) and value else value
    return first.strip() or None if isinstance(first, str) else None


def _source_text(config: Path) -> str:
    """Return a configuration that is a program; it is searched, never run."""
    try:
        return config.read_text(encoding="utf-8-sig")[:_MAX_CHARS]
    except (OSError, ValueError):
        return ""


def _property(text: str, name: str) -> str | None:
    """Return the first literal text of a property in JavaScript."""
    found = re.search(
        rf"""(?:^|[{{,])\s*["']?{name}["']?:\s*(["'`])([^"'`\n$]{{1,500}})\1""", text, re.MULTILINE
    )
    return found[2] if found else None


def _constant(text: str, name: str) -> str | None:
    """Return the literal text of a constant in Python."""
    found = re.search(rf"""^{name}\s*=\s*(["'])([^"'\n]{{1,500}})\1""", text, re.MULTILINE)
    return found[2] if found else None


def _joined(url: str | None, base: str | None) -> str | None:
    return f"{url.rstrip('/')}/{(base or '').strip('/')}".rstrip("/") if url else None
