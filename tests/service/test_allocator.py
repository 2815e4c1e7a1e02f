"""The options of the allocator are those of the running C library, and the environment comes first."""

import platform
import subprocess
import sys

import pytest

SCRIPT = """
import ctypes, threading
from feeds.service.allocator import limit_gaps

print(limit_gaps(), flush=True)
at_once = threading.Barrier(20)

def allocate():
    at_once.wait()
    block = bytes(5_000)
    at_once.wait()

threads = [threading.Thread(target=allocate) for _ in range(at_once.parties)]
for step in (threading.Thread.start, threading.Thread.join):
    for thread in threads:
        step(thread)
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
libc.malloc_info(0, ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w")))
libc.fflush(None)
"""

glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the options are those of glibc")


@glibc
@pytest.mark.parametrize(("environment", "most"), [({}, 2), ({"MALLOC_ARENA_MAX": "1"}, 1)])
def test_threads_share_arenas(environment: dict[str, str], most: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("True\n")
    assert 1 <= done.stdout.count("<heap nr=") <= most
