"""Check feeds: RSS, Atom, JSON Feed and OPML, as the W3C validator does and further.

``check`` is pure: no clock, no network, no state that calls share.
"""

from feeds.validate.check import check

__all__ = ["check"]
