"""The command line: one module per command, all listed in ``app.py``."""

from feeds.cli.app import main

__all__ = ["main"]
