"""The words of content management systems for whether an article may be published."""

from feeds.model import Status

_WORDS = {
    Status.USABLE: "usable publish published public live active online approved posted enabled 1 true",
    Status.WITHHELD: (
        "withheld withhold hold draft auto-draft autodraft private pending future scheduled schedule"
        " unpublished hidden inactive offline disabled review in_review in-review needs_review needs-review"
        " in_progress in-progress embargoed submitted new sent inherit 0 false"
    ),
    Status.WITHDRAWN: (
        "withdrawn trash trashed deleted removed canceled cancelled retracted killed spiked recalled"
    ),
}
_MAX_CHARS = 60
_STATUSES = {word: status for status, words in _WORDS.items() for word in words.split()}


def known_status(word: str) -> Status | None:
    """The status that a word means, in any case and with spaces for dashes; ``None`` if unknown.

    Source: WordPress post statuses, Ghost, Drupal (1 and 0), Superdesk and ninjs ``pubstatus``.
    """
    if len(word) > _MAX_CHARS:
        return None
    return _STATUSES.get("-".join(word.lower().split())) or _STATUSES.get("_".join(word.lower().split()))
