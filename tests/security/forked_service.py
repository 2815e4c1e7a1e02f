"""Services as forks of a process that has imported them: a start costs a tenth of a second.

``python -m tests.security.forked_service`` reads one JSON object a line from standard input (``words`` and
the file ``stderr``), and answers each with the number of the process that runs the command.
"""

import gc
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import uvloop

import feeds.cli.serve
import feeds.service.serving
from feeds.cli import main
from tests.security.push_service import service_environment

_IMPORTED = (feeds.cli.serve, feeds.service.serving, uvloop)


class Forked:
    """One service; it may be killed as any other process."""

    def __init__(self, pid: int) -> None:
        """Watch a process that runs."""
        self.pid = pid
        self._descriptor = os.pidfd_open(pid)

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        try:
            signal.pidfd_send_signal(self._descriptor, number)
        except ProcessLookupError:
            return

    def wait(self, timeout_s: float = 60.0) -> None:
        """Wait until it has ended. Raises ``TimeoutError``."""
        if not select.select([self._descriptor], [], [], timeout_s)[0]:
            raise TimeoutError(self.pid)

    def close(self) -> None:
        """Let go of it."""
        os.close(self._descriptor)


class ForkServer:
    """Starts services; use ``fork_server``."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        """Use a running ``python -m tests.security.forked_service``."""
        self._process = process
        self._log = folder / "service.log"

    @contextmanager
    def service(self, config: Path) -> Iterator[tuple[str, Forked]]:
        """Run a service; yield its address and its process."""
        self._log.unlink(missing_ok=True)
        os.mkfifo(self._log)
        words = ["serve", "--port", "0", "--config", str(config)]
        request = {"words": words, "stderr": str(self._log)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        server = Forked(int(self._process.stdout.readline()))
        with self._log.open(encoding="utf-8") as log:  # waits until the service has opened it
            rest = threading.Thread(target=log.read)  # a full pipe would stop the service
            try:
                address = _address(log)
                rest.start()
                yield address, server
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait()
                server.close()
                if rest.ident is not None:
                    rest.join()


@contextmanager
def fork_server(folder: Path) -> Iterator[ForkServer]:
    """Run the process that services are forks of."""
    command = [sys.executable, "-m", "tests.security.forked_service"]
    environment = service_environment(folder)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield ForkServer(process, folder)
        finally:
            process.terminate()


def _address(log: IO[str]) -> str:
    for line in log:
        if "Serving" in line:
            return line.split()[-1]
    raise AssertionError("the server did not start")


def serve() -> None:
    """Answer requests until standard input ends; in a fork, run its command."""
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the services
    for line in iter(sys.stdin.buffer.readline, b""):
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(request["stderr"], os.O_WRONLY), 2)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            sys.argv = ["feeds", *request["words"]]
            main()
            os._exit(0)
        os.write(1, f"{child}\n".encode())


if __name__ == "__main__":
    serve()
