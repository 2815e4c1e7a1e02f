"""The composition root: builds the parts, owns lifetimes and clocks."""

from feeds.service.logs import log_to_stderr
from feeds.service.service import IngestResult, RecordHistory, Service, running, with_rejected

__all__ = ["IngestResult", "RecordHistory", "Service", "log_to_stderr", "running", "with_rejected"]
