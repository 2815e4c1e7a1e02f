"""Players of known sites inside frames, as the plain link that every reader can follow (R-TEXT-11)."""

import re
from html import escape

from feeds.text.urls import absolute_url

_PLAYERS = tuple(
    (re.compile(rf"https?://{frame}", re.IGNORECASE), page)
    for frame, page in (
        (r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,20})", "https://www.youtube.com/watch?v={}"),
        (r"player\.vimeo\.com/video/(\d+)", "https://vimeo.com/{}"),
        (r"(?:www\.)?dailymotion\.com/embed/video/(\w+)", "https://www.dailymotion.com/video/{}"),
        (r"player\.bilibili\.com/player\.html\?(?:[^#]*&)?bvid=(\w+)", "https://www.bilibili.com/video/{}"),
        (r"player\.youku\.com/embed/([\w=]+)", "https://v.youku.com/v_show/id_{}.html"),
        (r"v\.qq\.com/(?:txp/)?iframe/player\.html\?(?:[^#]*&)?vid=(\w+)", "https://v.qq.com/x/page/{}.html"),
        (
            r"open\.spotify\.com/embed/((?:track|album|episode|show|playlist)/\w+)",
            "https://open.spotify.com/{}",
        ),
        (r"w\.soundcloud\.com/player/?\?(?:[^#]*&)?url=(https?[^&#]+)", "{}"),
    )
)


def embed_link(attributes: dict[str, str]) -> str:
    """The link in place of a frame; empty for a frame of an unknown site."""
    source = absolute_url(attributes.get("src") or attributes.get("data-src") or "") or ""
    for frame, page in _PLAYERS:
        if match := frame.match(source):
            url = absolute_url(page.format(match[1]).replace("%3A", ":").replace("%2F", "/"))
            if url:
                label = attributes.get("title") or url
                return f'<a href="{escape(url)}">{escape(label, quote=False)}</a>'
    return ""
