"""nginx with a configuration of ``docs/nginx``, inside an outer one like Debian's."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from feeds.server.fastpath.listening import open_socket

CONFIGURATIONS = Path(__file__).parents[2] / "docs/nginx"
MODULES = Path("/usr/lib/nginx/modules")
BROTLI = MODULES / "ngx_http_brotli_static_module.so"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
TIMEOUT_S = 10.0

OUTER = """
{modules}
{user}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    types {{ text/html html; application/xml xml; application/atom+xml atom; application/json json; }}
    default_type application/octet-stream;
    access_log off;
    gzip on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/conf.d/*.conf;
}}
"""

LANGUAGES = {
    "en": "en",
    "zh": "zh",
    "en-GB,en;q=0.9": "en",
    "de-DE,de;q=0.9,en;q=0.8": "en",
    "zh-Hant-TW, en;q=0.5": "zh",
    "en;q=0.1, zh": "zh",
    "fr, zh;q=0.4": "zh",
    "fr": "zh",
    "EN-us": "en",
    "en;q=0, zh;q=0.5": "zh",
    "zh-CN,zh;q=0.9,en-US;q=0.8,en;q=0.7": "zh",
}
"""What browsers send, and the language of the page that they get from a Chinese site."""


@contextmanager
def nginx(folder: Path, configuration: str, replaced: Mapping[str, str]) -> Iterator[int]:
    """Run it and give its port; each text of ``replaced`` stands in the configuration and is exchanged."""
    assert NGINX is not None
    port = free_port()
    text = (CONFIGURATIONS / configuration).read_text(encoding="utf-8")
    for old, new in {"listen 80;": f"listen 127.0.0.1:{port};", **replaced}.items():
        assert old in text, f"{old!r} does not stand in {configuration}"
        text = text.replace(old, new)
    (folder / "conf.d").mkdir(parents=True)
    (folder / "conf.d/feeds.conf").write_text(text, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # the folders of tests are closed to others
    modules = f"load_module {BROTLI};" if BROTLI.exists() else ""
    outer = folder / "nginx.conf"
    outer.write_text(OUTER.format(folder=folder, user=user, modules=modules), encoding="utf-8")
    with subprocess.Popen([NGINX, "-c", str(outer), "-e", str(folder / "error.log")]) as process:
        try:
            _wait_for(port, process, folder / "error.log")
            yield port
        finally:
            process.terminate()


def free_port() -> int:
    with open_socket("127.0.0.1", 0) as listening:
        port: int = listening.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], errors: Path) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(errors.read_text(encoding="utf-8"))
