"""Resolve shortcodes of WordPress posts, and take the comments of its block editor out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

_BLOCK_COMMENT = re.compile(r"<!--\s*+/?wp:(?:[^-<]++|-(?!->)|<(?!!--))*+-->")
_TAG = re.compile(
    r"\[(?P<escaped>\[?)(?P<close>/?)(?P<name>[a-zA-Z][\w-]{0,60})(?P<rest>(?:\s[^\[\]]{0,2000})?)/?\]\]?"
)
_ATTRIBUTE = re.compile(
    r"""([\w-]{1,60})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))|(?:^|\s)([^\s="']+)(?=\s|$)"""
)
_CAPTION = re.compile(
    r"\[(?:wp_)?caption(?P<rest>[^\[\]]{0,2000}+)\](?P<body>(?:[^\[]++|\[(?!/?(?:wp_)?caption))*+)\[/(?:wp_)?caption\]"
)
_CAPTION_IMAGE = re.compile(
    r"\s*(?P<image>(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(?P<text>.*)", re.DOTALL
)
_EMBED = re.compile(r"\[embed[^\[\]]{0,500}+\]\s*(https?://[^\s\[<]{1,2000})\s*\[/embed\]")
_BARE_ADDRESS = re.compile(r"^[ \t]*(https?://[^\s<>\"']{1,2000})[ \t]*$", re.MULTILINE)
_PLAYERS = {"audio": ("src", "mp3", "m4a", "ogg", "wav"), "video": ("src", "mp4", "m4v", "webm", "ogv")}
_LINKS = frozenset({"youtube", "vimeo", "soundcloud", "tweet", "instagram", "dailymotion", "ted", "spotify"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFile:
    """A file of the media library: its address, alternative text and caption."""

    url: str
    alt: str = ""
    caption: str = ""


def is_block_content(content: str) -> bool:
    """Whether the block editor wrote the content, whose paragraphs are elements already."""
    return "<!-- wp:" in content


def without_block_comments(content: str) -> str:
    """Return the content without the comments that delimit blocks."""
    return _BLOCK_COMMENT.sub("", content)


def resolve_shortcodes(
    content: str, attachments: Mapping[str, LibraryFile], own: tuple[str, ...] = ()
) -> str:
    """Return the content with captions, galleries, players and embeds as HTML.

    ``own`` are the ids of the post's own attachments, which a gallery without ids shows. Other shortcodes go,
    what they enclose stays, and ``[[name]]`` is the text ``[name]``.
    """
    content = _EMBED.sub(lambda match: _link(match[1]), _CAPTION.sub(_figure, content))
    content = _BARE_ADDRESS.sub(lambda match: f"\n\n{_link(match[1])}\n\n", content)
    return _TAG.sub(lambda match: _resolved(match, attachments, own), content)


def _resolved(match: re.Match[str], attachments: Mapping[str, LibraryFile], own: tuple[str, ...]) -> str:
    name = match["name"].lower()
    if match["escaped"]:
        return match[0][1:-1] if match[0].endswith("]]") else match[0]
    if match["close"]:
        return ""
    named, positional = _attributes(match["rest"])
    if name == "gallery":
        ids = tuple(part.strip() for part in (named.get("ids") or named.get("include") or "").split(","))
        return _gallery([attachments[one] for one in (ids if any(ids) else own) if one in attachments])
    if name in _PLAYERS:
        source = next((named[key] for key in _PLAYERS[name] if named.get(key)), "")
        return f'<{name} src="{escape(source)}" controls></{name}>' if source else ""
    if name in _LINKS:
        address = named.get("url") or named.get("src") or next(iter(positional), "")
        return _link(address) if address.startswith(("http://", "https://")) else ""
    return "" if _is_shortcode(match) else match[0]


def _is_shortcode(match: re.Match[str]) -> bool:
    """Whether brackets enclose a shortcode rather than a remark such as ``[sic]`` or ``[Editor's note]``."""
    rest = match["rest"].strip()
    return "=" in rest or "_" in match["name"] or "-" in match["name"] or match["name"].lower() in _KNOWN


_KNOWN = frozenset(
    [
        "caption",
        "gallery",
        "playlist",
        "embed",
        "audio",
        "video",
        "contact-form",
        "contact-form-7",
        "more",
        "nextpage",
        "toc",
        "button",
        "buttons",
        "column",
        "columns",
        "row",
        "section",
        "tab",
        "tabs",
        "accordion",
        "toggle",
        "spacer",
        "divider",
        "quote",
        "pullquote",
        "dropcap",
        "highlight",
        "box",
        "alert",
        "sidebar",
        "shortcode",
        "adsense",
        "ad",
        "ads",
        "related",
        "newsletter",
        "subscribe",
        "share",
        "social",
        "map",
        "googlemap",
        "recent",
        "poll",
    ]
)


def _attributes(text: str) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    positional: list[str] = []
    for match in _ATTRIBUTE.finditer(text):
        if match[1]:
            named[match[1].lower()] = match[2] or match[3] or match[4] or ""
        elif match[5]:
            positional.append(match[5])
    return named, positional


def _figure(match: re.Match[str]) -> str:
    """Return ``[caption]<img> text[/caption]`` as a figure; older posts have the text in an attribute."""
    found = _CAPTION_IMAGE.match(match["body"])
    if found is None:
        return match["body"]
    text = found["text"].strip() or _attributes(match["rest"])[0].get("caption", "")
    caption = f"<figcaption>{text}</figcaption>" if text else ""
    return f"\n\n<figure>{found['image']}{caption}</figure>\n\n"


def _gallery(pictures: list[LibraryFile]) -> str:
    return "\n\n" + "".join(_picture(picture) for picture in pictures) + "\n\n" if pictures else ""


def _picture(picture: LibraryFile) -> str:
    image = f'<img src="{escape(picture.url)}" alt="{escape(picture.alt)}">'
    caption = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else ""
    return f"<figure>{image}{caption}</figure>"


def _link(address: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(address)}</a></p>'
