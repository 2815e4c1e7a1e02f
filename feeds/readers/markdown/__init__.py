"""Markdown files with front matter, as static site generators and note-taking programs write them."""

from feeds.readers.markdown.reader import MarkdownReader

__all__ = ["MarkdownReader"]
