"""Run ``feeds`` commands in forks of a process that has imported everything: a start costs milliseconds.

``python -m tests.cli.command_server`` reads one JSON object a line from standard input (``words``,
``environment``, ``folder``, and the files ``stdout`` and ``stderr``), and answers each with the exit status
of the command. A signal that ends a command is reported as a negative status.
"""

import atexit
import gc
import json
import os
import pkgutil
import signal
import sys
import time
import traceback
from importlib import import_module
from typing import Any

import feeds
from feeds.cli import main

TIMEOUT_S = 60


def import_everything() -> None:
    """Import each module of the package, so that a fork imports nothing."""
    for module in pkgutil.walk_packages(feeds.__path__, "feeds."):
        if not module.name.endswith(("__main__", ".env")) and ".migrations." not in module.name:
            import_module(module.name)
    gc.freeze()


def become(request: dict[str, Any]) -> None:
    """Turn the fork into a process with the arguments, environment and output files of the request."""
    signal.alarm(TIMEOUT_S)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    time.tzset()
    for descriptor, name in ((1, request["stdout"]), (2, request["stderr"])):
        opened = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, descriptor)
        os.close(opened)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    sys.argv = ["feeds", *request["words"]]


def run_and_exit() -> None:
    """Run the command, then the functions registered for the exit; skip the slow clearing of modules."""
    status = 0
    try:
        main()
    except SystemExit as ended:
        status = int(ended.code or 0)
    except Exception:  # noqa: BLE001 - as the interpreter ends a program
        traceback.print_exc()
        status = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def serve() -> None:
    """Answer requests until standard input ends; in a fork, run its command."""
    import_everything()
    for line in iter(sys.stdin.buffer.readline, b""):
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            become(request)
            run_and_exit()
        _, status = os.waitpid(child, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    serve()
