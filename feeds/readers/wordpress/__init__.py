"""WordPress exports (WXR): published posts, with what their shortcodes and attachments stand for."""

from feeds.readers.wordpress.reader import WordPressReader, is_wxr, read_wxr

__all__ = ["WordPressReader", "is_wxr", "read_wxr"]
