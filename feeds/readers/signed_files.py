"""Addresses of files that expire, or that give every reader access."""

from feeds.model import Record
from feeds.readers.faults import FaultCollector, FieldFault
from feeds.text.signed_urls import signing_parameter


def warn_of_signed_files(record: Record, in_html: str | None, faults: FaultCollector) -> None:
    """Warn of signed addresses of files: they expire, or give every reader access (R-MEDIA-12, R-PRIV-08)."""
    if not (record.image or record.attachments or in_html):
        return
    found = [
        ("image", signing_parameter(record.image or "")),
        *((f"attachments.{n}", signing_parameter(one.url)) for n, one in enumerate(record.attachments)),
        ("content_html", in_html),
    ]
    for element, parameter in found:
        if parameter is not None:
            what = f"the address of a file has the parameter {parameter!r}, so it ends or is one client's own"
            hint = "Publish the file at a public address that stays"
            faults.add(FieldFault.SIGNED_ADDRESS, element, what, hint)
