"""Comments and replies of a record: how many comments, their feed, and the articles it replies to."""

from feeds.model import Discussion, ReplyTarget
from feeds.readers.cleaning_context import CleaningContext
from feeds.readers.fields import Fields
from feeds.readers.identity import id_from_url, published_id
from feeds.text.urls import permalink


def clean_discussion(fields: Fields, context: CleaningContext) -> Discussion | None:
    """The conversation that a record is part of; ``None`` where it says nothing about one."""
    count = fields.number("comments_count")
    clean = Discussion(
        in_reply_to=_targets(fields, context),
        comments_feed_url=context.address(fields, "comments_feed_url"),
        comments_count=None if count is None else int(count),
    )
    return None if clean == Discussion() else clean


def _targets(fields: Fields, context: CleaningContext) -> tuple[ReplyTarget, ...]:
    """The articles replied to, each once; a text is an id, or an address that is the id too."""
    clean: dict[str, ReplyTarget] = {}
    for one in fields.entries("in_reply_to"):
        if isinstance(one, str):
            target = _target(one, permalink(one), None, None, context)
        else:
            written = one.link("url", "href")
            url = context.address(one, "url", "href")
            feed_url = context.address(one, "feed_url", "source", base=False)
            target = _target(one.token("id", "ref"), url, written, feed_url, context)
        if target is not None:
            clean.setdefault(target.id, target)
    return tuple(clean.values())


def _target(
    given: str | None, url: str | None, written: str | None, feed_url: str | None, context: CleaningContext
) -> ReplyTarget | None:
    """An article under the id that it is published with, by the rules for ids of records (R-EXT-01)."""
    id_ = published_id(given, context.defaults) if given else ""
    if not id_ and url is not None and written is not None:
        id_ = id_from_url(written, url, context.defaults)
    return ReplyTarget(id=id_, url=url, feed_url=feed_url) if id_ else None
