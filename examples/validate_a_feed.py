"""Validate a feed: ``python examples/validate_a_feed.py FILE``, or an example without FILE.

The exit status is 1 if the feed has an error.
"""

import sys
from pathlib import Path

import feeds

EXAMPLE = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
<channel>
<title>Pine Harbour Gazette</title>
<link>https://gazette.example.org/</link>
<item><title>Ferry runs again</title><pubDate>22.10.2024</pubDate></item>
</channel>
</rss>
"""


def main(arguments: list[str]) -> int:
    """Print every finding on a line."""
    document = Path(arguments[0]).read_bytes() if arguments else EXAMPLE
    report = feeds.validate_feed(document)
    for finding in report.findings:
        print(f"{finding.line}: {finding.severity} {finding.code} {finding.message}")
    print(f"{report.kind}: {'valid' if report.valid else 'not valid'}")
    return 0 if report.valid else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
