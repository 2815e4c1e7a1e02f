"""Print the effective settings without secrets."""

import json
from dataclasses import asdict, replace
from urllib.parse import urlsplit, urlunsplit

from feeds.config.settings import Settings

HIDDEN = "…"
Option = tuple[str, str | int | float | bool | tuple[str, ...]]


def show(settings: Settings) -> str:
    """Return the settings as indented JSON, with an ellipsis in place of every password."""
    public = replace(
        settings,
        store_url=_hide(settings.store_url),
        sources=tuple(
            replace(
                source, urls=tuple(map(_hide, source.urls)), options=tuple(map(_hide_option, source.options))
            )
            for source in settings.sources
        ),
    )
    shown = asdict(public)
    del shown["warnings"]
    return json.dumps(shown, ensure_ascii=False, indent=2, default=str)


def _hide(url: str) -> str:
    parts = urlsplit(url)
    if not parts.password:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:{HIDDEN}@{host}"))


def _hide_option(option: Option) -> Option:
    name, value = option
    if any(word in name for word in ("password", "secret", "token", "key")):
        return name, HIDDEN
    return (name, _hide(value)) if isinstance(value, str) else option
