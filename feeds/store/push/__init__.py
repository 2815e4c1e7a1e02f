"""Pushing: records within the scope of a token, the tokens, and stored responses for repeated requests."""

from feeds.store.push.scoped import Permit, Pushed, find, save, withdraw

__all__ = ["Permit", "Pushed", "find", "save", "withdraw"]
