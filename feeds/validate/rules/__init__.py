"""The rules, a file a format or module."""
