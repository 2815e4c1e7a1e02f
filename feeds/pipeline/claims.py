"""The id of what could not be made a record: what is held under it is let go when the record is mended."""

import msgspec

from feeds.model import Reading


class _Named(msgspec.Struct):
    id: str | int | None = None


_named = msgspec.json.Decoder(_Named)


def claimed_id(reading: Reading) -> str | None:
    """The id of a reading, or the one it claims where no record could be made of it."""
    if reading.record is not None:
        return reading.record.id
    try:
        claimed = _named.decode(reading.raw).id
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    return None if claimed in (None, "") else str(claimed)
