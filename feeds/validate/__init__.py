"""Validate feeds: RSS, Atom, JSON Feed and OPML, by the rules of the W3C validator and more.

``check`` validates any document, ``check_assembled`` one that consists of checked entries; ``is_ordinary``
and ``is_ordinary_head`` recognise entries and heads that need no check. All are pure: no
clock, no network, no shared state.
"""

from feeds.validate.assembled import check_assembled
from feeds.validate.check import check
from feeds.validate.ordinary_entry import is_ordinary
from feeds.validate.ordinary_head import is_ordinary_head

__all__ = ["check", "check_assembled", "is_ordinary", "is_ordinary_head"]
