"""Frames, objects and scripts that show something: the link that takes their place (R-TEXT-11)."""

import re

from feeds.text.urls import absolute_url, host_of

_PLAYERS = tuple(
    (re.compile(rf"https?://{frame}", re.IGNORECASE), page)
    for frame, page in (
        (
            r"(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/(?!videoseries)([\w-]{6,20})",
            "https://www.youtube.com/watch?v={}",
        ),
        (r"player\.vimeo\.com/video/(\d+)", "https://vimeo.com/{}"),
        (r"(?:www\.|geo\.)?dailymotion\.com/embed/video/(\w+)", "https://www.dailymotion.com/video/{}"),
        (r"player\.bilibili\.com/player\.html\?(?:[^#]*&)?bvid=(\w+)", "https://www.bilibili.com/video/{}"),
        (r"player\.youku\.com/embed/([\w=]+)", "https://v.youku.com/v_show/id_{}.html"),
        (r"v\.qq\.com/(?:txp/)?iframe/player\.html\?(?:[^#]*&)?vid=(\w+)", "https://v.qq.com/x/page/{}.html"),
        (
            r"open\.spotify\.com/embed/((?:track|album|episode|show|playlist)/\w+)",
            "https://open.spotify.com/{}",
        ),
        (r"w\.soundcloud\.com/player/?\?(?:[^#]*&)?url=(https?[^&#]+)", "{}"),
        (r"(?:www\.)?instagram\.com/((?:p|reel|tv)/[\w-]+)/embed", "https://www.instagram.com/{}/"),
        (r"archive\.org/embed/([^/?#]+)", "https://archive.org/details/{}"),
        (r"embed\.ted\.com/talks/([\w-]+)", "https://www.ted.com/talks/{}"),
    )
)
_TRACKING_HOSTS = re.compile(
    r"(?:^|\.)(?:doubleclick\.net|googletagmanager\.com|google-analytics\.com|googlesyndication\.com|adnxs\.com"
    r"|amazon-adsystem\.com|scorecardresearch\.com|quantserve\.com|taboola\.com|outbrain\.com|criteo\.com"
    r"|hotjar\.com|chartbeat\.com|facebook\.net)$"
)
_INVISIBLE = re.compile(r"display\s*+:\s*+none|visibility\s*+:\s*+hidden", re.IGNORECASE)
_LOADER_WORDS = frozenset(
    (
        "ad", "ads", "adsbygoogle", "analytics", "async", "bundle", "embed", "embeds", "gpt", "gtag",
        "gtm", "jquery", "js", "lazyload", "loader", "main", "pixel", "player", "plugin", "plugins",
        "polyfill", "polyfills", "sdk", "share", "stats", "tag", "track", "tracker", "tracking", "vendor",
        "widget", "widgets",
    )
)  # fmt: skip
_WORD_BREAK = re.compile(r"[._-]++")
_ADDRESS_NAMES = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-original", "data-url")
_YOUTUBE_ID = re.compile(r"[\w-]{6,20}")
_MAX_ADDRESS_CHARS = 2048


def frame_address(attributes: dict[str, str], base: str | None) -> str | None:
    """Return the page that a frame or an embedded object shows; the page of the video for known players."""
    for name in _ADDRESS_NAMES:
        url = absolute_url(attributes.get(name, "")[:_MAX_ADDRESS_CHARS], base)
        if url:
            return _page_of(url)
    return None


def object_address(address: str, base: str | None) -> str | None:
    """Return the absolute address of what an object shows."""
    url = absolute_url(address[:_MAX_ADDRESS_CHARS], base) if address else None
    return url and _page_of(url)


def is_hidden(attributes: dict[str, str], address: str | None) -> bool:
    """Whether a frame shows nothing: it measures or loads advertisements."""
    sizes = {attributes.get("width", "").strip(), attributes.get("height", "").strip()}
    return (
        bool(sizes & {"0", "1", "0px", "1px"})
        or "hidden" in attributes
        or _INVISIBLE.search(attributes.get("style", "")[:500]) is not None
        or (address is not None and _is_tracking_host(address))
    )


def script_page(attributes: dict[str, str], base: str | None, article: str | None) -> str | None:
    """Return the page that shows what a script writes into an article, ``None`` for scripts that only help.

    The page is the article itself where it has an address.
    """
    source = attributes.get("src") or attributes.get("data-src") or ""
    url = absolute_url(source[:_MAX_ADDRESS_CHARS], base)
    kind = attributes.get("type", "").strip().lower()
    if not url or _is_tracking_host(url) or kind not in ("", "text/javascript", "application/javascript"):
        return None
    path = url.partition("?")[0].partition("#")[0]
    if path.startswith("https://gist.github.com/"):
        return path.removesuffix(".js")
    name = path.rpartition("/")[2].lower().removesuffix(".js").removesuffix(".min")
    return None if not name or _LOADER_WORDS.intersection(_WORD_BREAK.split(name)) else article or url


def youtube_page(video: str) -> str | None:
    """Return the page of a video by its id."""
    return f"https://www.youtube.com/watch?v={video}" if _YOUTUBE_ID.fullmatch(video) else None


def _page_of(url: str) -> str:
    for frame, page in _PLAYERS:
        if match := frame.match(url):
            found = absolute_url(page.format(match[1]).replace("%3A", ":").replace("%2F", "/"))
            return found or url
    return url


def _is_tracking_host(url: str) -> bool:
    return _TRACKING_HOSTS.search(host_of(url) or "") is not None
