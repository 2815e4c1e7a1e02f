"""WordPress exports (WXR): published posts, with their shortcodes and attachments resolved."""

from feeds.readers.wordpress.reader import WordPressReader, is_wxr, read_wxr

__all__ = ["WordPressReader", "is_wxr", "read_wxr"]
