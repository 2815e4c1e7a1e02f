"""The composition root: builds the parts, and owns their lifetimes and the clock."""

from feeds.service.logs import log_to_stderr
from feeds.service.service import IngestResult, RecordHistory, Service, running, with_rejected

__all__ = ["IngestResult", "RecordHistory", "Service", "log_to_stderr", "running", "with_rejected"]
