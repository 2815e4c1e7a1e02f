"""Enough file descriptors for the connections the settings allow, or an error before anything starts."""

import sys

from feeds.errors import FeedsError

RESERVED = 256
"""Descriptors for everything but clients: the store, sources, requests to other hosts, workers, the log."""


def reserve_descriptors(connections: int) -> None:
    """Raise the soft limit to what is needed. Raises ``FeedsError`` where the hard limit is lower."""
    if sys.platform == "win32":
        return
    import resource

    needed = connections + RESERVED
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise FeedsError(
            f"this process may open {hard} files, and {connections} connections need {needed}",
            where="server.limits.connections",
            hint=f"Allow more (ulimit -n {needed}; systemd: LimitNOFILE={needed}) or lower the setting",
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
