from feeds.service.logs import log_to_stderr as log_to_stderr
from feeds.service.service import IngestResult as IngestResult
from feeds.service.service import Service as Service
from feeds.service.service import running as running
from feeds.service.service import with_rejected as with_rejected
