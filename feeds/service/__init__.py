"""The composition root: builds the parts, owns lifetimes and clocks."""

from feeds.service.logs import log_to_stderr
from feeds.service.service import Biography, Ingested, Service, running

__all__ = ["Biography", "Ingested", "Service", "log_to_stderr", "running"]
