"""The composition root: builds the parts, and owns their lifetimes and the clock.

The names are imported on first use: commands that only look into the store need no service (PEP 562).
"""

from feeds.lazy import lazy_names

__getattr__ = lazy_names(
    __name__,
    {
        "IngestResult": "ingest_results",
        "Service": "service",
        "log_to_stderr": "logs",
        "processors": "publishing_processes",
        "running": "service",
        "with_rejected": "ingest_results",
    },
)
