"""Values that an element keeps for the checks of its parent."""

from typing import Literal

from feeds.validate.element import Check, DocumentState, Frame

ParentValue = Literal["docs", "id", "link", "published", "title", "updated"]


def store_in_parent(field: ParentValue) -> Check:
    """Return a check that never fails and stores the value in the data of the parent."""

    def store(_: DocumentState, frame: Frame, value: str, __: str) -> None:
        setattr(frame.parent.own_data(), field, value)

    return store
