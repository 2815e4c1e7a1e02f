"""Fetch an address that a person gave on the command line."""

import sys

import typer

from feeds.errors import OutgoingError
from feeds.outgoing import Outgoing, Response

_PRIVATE = "has no public address"


async def fetch(url: str, *, allow_private: bool) -> Response:
    """Fetch a URL. A host in a private network needs ``allow_private`` or, on a terminal, a confirmation.

    Raises ``OutgoingError``.
    """
    async with Outgoing(allow_private=allow_private) as outgoing:
        try:
            return await outgoing.fetch(url)
        except OutgoingError as error:
            if _PRIVATE not in error.message:
                raise
            if not (sys.stdin.isatty() and typer.confirm(f"{error.message}. Fetch it anyway?", err=True)):
                message, hint = error.message, "Add --allow-private to fetch it anyway"
                raise OutgoingError(message, where=error.where, hint=hint) from error
    async with Outgoing(allow_private=True) as outgoing:
        return await outgoing.fetch(url)
