"""Logs never contain the local variables of a failure (R-AUTH-02, R-PRIV-06)."""

import subprocess
import sys

PROGRAM = """
import structlog
from feeds.service.logs import log_to_stderr

log_to_stderr()
secret = "hush-" + "hush"
try:
    raise ValueError("spoilt")
except ValueError:
    structlog.get_logger().exception("failed")
"""


def test_a_trace_has_places_but_no_values() -> None:
    output = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert "spoilt" in output.stderr
    assert "hush-hush" not in output.stderr
