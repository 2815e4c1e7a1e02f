"""Settings of the C library's allocator that keep the memory of a process that publishes small and flat.

By default glibc gives each thread that allocates an arena of its own. What one thread allocates and another
frees leaves gaps: after ten minutes of publishing a third of the memory of a process was free and could not
be given back. Only blocks that are longer than a usual document live outside of arenas: for each of these
the system maps and clears pages, which took a tenth of the time of a busy service with shorter ones.
"""

import ctypes
import os

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
_OPTIONS = {
    ("MALLOC_ARENA_MAX", _ARENA_MAX): 2,
    ("MALLOC_MMAP_THRESHOLD_", _MMAP_THRESHOLD): 8 * 2**20,
    ("MALLOC_TRIM_THRESHOLD_", _TRIM_THRESHOLD): 64 * 2**20,
}
"""The options of ``mallopt`` with the environment variables that set them, which come first."""


def limit_gaps() -> bool:
    """Set the options, before threads start; return whether this C library has them."""
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, or Windows
        return False
    return all(
        set_option(option, value) for (name, option), value in _OPTIONS.items() if name not in os.environ
    )
