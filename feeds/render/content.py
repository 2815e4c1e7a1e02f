"""What an entry says, as every format needs it."""

from feeds.model import Entry
from feeds.render.xmltext import html_of


def html_content(entry: Entry) -> str | None:
    """The content as HTML; plain text becomes paragraphs that look the same (R-TEXT-01)."""
    if entry.content_html:
        return entry.content_html
    return html_of(entry.content_text) if entry.content_text else None


def own_summary(entry: Entry) -> str | None:
    """The summary, unless it only repeats the title or the content (R-ATOM-17)."""
    summary = entry.summary
    if not summary or summary in (entry.title, entry.content_text, entry.content_html):
        return None
    return None if entry.content_html == html_of(summary) else summary
