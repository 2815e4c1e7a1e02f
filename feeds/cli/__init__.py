"""The command line: one file a command, all named in ``app.py``."""

from feeds.cli.app import main

__all__ = ["main"]
