from feeds.service.ingest_results import IngestResult as IngestResult
from feeds.service.ingest_results import with_rejected as with_rejected
from feeds.service.logs import log_to_stderr as log_to_stderr
from feeds.service.publishing_processes import processors as processors
from feeds.service.service import Service as Service
from feeds.service.service import running as running
