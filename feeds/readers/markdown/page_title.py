"""Title and time of a Markdown file, which also appear in the address of its page."""

import re

from feeds.readers.json_values import Json
from feeds.readers.markdown.body import first_heading
from feeds.readers.markdown.front_matter import MarkdownFile
from feeds.readers.markdown.page_address import own_path
from feeds.readers.markdown.page_name import PageName

_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{4}")
_DATE_IN_PATH = re.compile(r"/((?:19|20)\d\d)/([01]\d)/([0-3]\d)/")
_PUBLISHED = (
    *("date", "pubDate", "pubdate", "published_at", "publishedAt", "publishDate", "created"),
    "datePublished",
)


def title_and_body(file: MarkdownFile, name: PageName) -> tuple[str, str]:
    """Return the title, and the body without a heading that repeats it."""
    heading, body = first_heading(file.body)
    title = str(file.fields.get("title") or "")
    if not title.strip():
        return heading or name.title, body
    repeated = not heading or heading.casefold() == title.strip().casefold()
    return title, body if repeated else file.body


def publication_date(fields: dict[str, Json], name: PageName) -> Json:
    """Return when the article was published: by its front matter, else by its path or that of its page."""
    published = fields.get("published")
    if isinstance(published, str) and _DATE.match(published):
        return first_value(fields, _PUBLISHED) or published
    in_path = _DATE_IN_PATH.search(own_path(fields) or "")
    of_path = name.date or ("-".join(in_path.groups()) if in_path else None)
    return first_value(fields, _PUBLISHED) or of_path


def first_value(fields: dict[str, Json], names: tuple[str, ...]) -> Json:
    """Return the first field that has a value other than yes or no."""
    return next((fields[name] for name in names if fields.get(name) not in (None, "", [], True, False)), None)
