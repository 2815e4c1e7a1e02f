"""Title, summary and content of a record."""

from msgspec import Struct

from feeds.readers.cleaning_context import CleaningContext, unwrapped
from feeds.readers.faults import FieldFault
from feeds.readers.fields import MAX_CONTENT_CHARS, MAX_SUMMARY_CHARS, Fields
from feeds.text.characters import clean_text
from feeds.text.markup import CleanedHtml, HtmlPolicy, clean_article
from feeds.text.plain import excerpt, plain_text, text_before_more

_OTHER_CONTENT = ("summary", "attachments", "image", "banner_image")


def clean_title(fields: Fields, content: str | None, context: CleaningContext) -> str | None:
    """The title as plain text (R-TEXT-07); optional where there is something else to read (R-TEXT-15)."""
    title = context.title(fields.text("title"), "title")
    if not (title or content or any(fields.has(name) for name in _OTHER_CONTENT)):
        hint = "Give it a title, content_html or content_text"
        what = "there is neither a title nor any content"
        context.faults.add(FieldFault.MISSING_CONTENT, "title", what, hint)
    return title


class CleanContent(Struct, frozen=True, kw_only=True, gc=False):
    """The content of a record; ``signing`` is a parameter that signs the address of a medium in its HTML.

    The HTML is ``whole`` if cleaning certainly left no comment and no element out.
    """

    html: str | None = None
    text: str | None = None
    signing: str | None = None
    whole: bool = False


def clean_content(fields: Fields, context: CleaningContext) -> CleanContent:
    """HTML and text by the source's policy; either may be missing."""
    policy = context.defaults.policy
    written = fields.content("content_text") if "content_text" in fields.data else None
    text = clean_text(written).strip() if written else ""
    html = unwrapped(fields.content("content_html") or "")
    if not html:
        return CleanContent(text=text or None)
    if policy is None:
        return CleanContent(text=text or plain_text(html) or None)
    cleaned = _clean_html(html, policy, context)
    html = cleaned.html
    return CleanContent(
        html=None if not html or html.isspace() else html,
        text=text or None,
        signing=cleaned.signing,
        whole=cleaned.whole,
    )


def _clean_html(html: str, policy: HtmlPolicy, context: CleaningContext) -> CleanedHtml:
    """Sanitised HTML; what was replaced in it is a warning."""
    cleaned = clean_article(
        html, base=context.article, site=context.base, policy=policy, without=context.defaults.without
    )
    if cleaned.replaced:
        what = f"{', '.join(cleaned.replaced)} cannot be shown by feed readers"
        hint = "It was replaced by a link or its text; change it in the source to choose another"
        context.faults.add(FieldFault.REPLACED_HTML, "content_html", what, hint)
    return cleaned


def clean_summary(fields: Fields, content: CleanContent, context: CleaningContext) -> str | None:
    """A summary as plain text of bounded length (R-TEXT-14); without one, the text before a "more" marker.

    There was no marker in content that is whole.
    """
    line = None
    if "summary" in fields.data:
        line = context.title(fields.text("summary", limit=MAX_SUMMARY_CHARS), "summary")
    written = fields.data.get("content_html") if line is None and not content.whole else None
    if isinstance(written, str) and len(written) <= MAX_CONTENT_CHARS:
        line = text_before_more(unwrapped(written))
    return (excerpt(line) or None) if line else None
