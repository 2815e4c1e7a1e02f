"""Several processes answer as one: after SIGHUP, after channels left, after one of them died."""

import json
import re
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.cli.newsroom import article, feeds, newsroom
from tests.test_journey import TIMEOUT_S, Answer, Server, serving

pytestmark = pytest.mark.slow
AGREEING = 24
"""So many connections in a row, dealt out by the kernel, meet all of three processes for certain enough."""

_PROCESS = re.compile(rb'feeds_store_writable\{process="(\d)"')
LEFT = """
[[channels]]
path = "old"
moved_to = "news"
[[channels]]
path = "ended"
gone = true
"""
PUSH = """
[[sources]]
name = "cms"
kind = "push"
channel = "news"
"""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def ask(server: Server, path: str, body: bytes | None = None, **headers: str) -> Answer:
    """Ask on a connection of its own and follow no redirect."""
    request = urllib.request.Request(server.base + path, data=body, headers=headers)
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=TIMEOUT_S) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def all_answer(server: Server, path: str, wanted: Callable[[Answer], bool]) -> None:
    """Wait until every process answers as wanted."""
    deadline = time.monotonic() + TIMEOUT_S
    agreeing = 0
    while agreeing < AGREEING:
        answer = ask(server, path)
        agreeing = agreeing + 1 if wanted(answer) else 0
        assert time.monotonic() < deadline, f"{path}: still {answer.status} {answer.headers.items()}"


def led_to(location: str) -> Callable[[Answer], bool]:
    return lambda answer: (answer.status, answer.headers["Location"]) == (301, location)


def with_status(status: int) -> Callable[[Answer], bool]:
    return lambda answer: answer.status == status


def workers_of(server: Server) -> list[psutil.Process]:
    return psutil.Process(server.process.pid).children()


def wait_for_workers(server: Server, count: int, without: int = 0) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while len([one for one in workers_of(server) if one.pid != without]) < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def reload(server: Server, settings: Path, text: str) -> None:
    settings.write_text(text, encoding="utf-8")
    server.process.send_signal(signal.SIGHUP)


def test_settings_reach_every_process_and_what_left_stays_gone(tmp_path: Path) -> None:
    """R-HTTP-42, R-HTTP-46."""
    settings = newsroom(tmp_path, article(1))
    plain = settings.read_text(encoding="utf-8")
    with serving(settings, "--workers", "3") as server:
        wait_for_workers(server, 2)
        all_answer(server, "/news.atom", with_status(200))
        all_answer(server, "/old.atom", with_status(404))
        chinese = plain.replace('language = "en"', 'language = "zh-CN"').replace(
            "post.example", "post.example.org"
        )
        reload(server, settings, chinese + LEFT + PUSH)
        all_answer(server, "/old.atom", led_to("https://post.example.org/news.atom"))
        all_answer(
            server, "/old/archive/2024-10.rss", led_to("https://post.example.org/news/archive/2024-10.rss")
        )
        all_answer(server, "/old", led_to("https://post.example.org/news"))
        all_answer(server, "/ended", with_status(410))
        all_answer(server, "/news", lambda answer: answer.headers["Content-Language"] == "zh")
        pushed_to_all(server, settings)
        # The lines may go: what left stays so, here and after a start.
        reload(server, settings, plain + '[[channels]]\npath = "boats"\ntitle = "Boats"\n')
        all_answer(server, "/boats.atom", with_status(200))
        all_answer(server, "/old.atom", led_to("https://post.example/news.atom"))
    settings.write_text(plain, encoding="utf-8")
    with serving(settings, "--workers", "2") as server:
        all_answer(server, "/old.atom", led_to("https://post.example/news.atom"))
        all_answer(server, "/ended.atom", with_status(410))
        # Left out, but neither moved nor gone.
        all_answer(server, "/boats.atom", with_status(404))
        reload(server, settings, plain + '[[channels]]\npath = "old"\ntitle = "Old again"\n')
        all_answer(server, "/old.atom", with_status(200))


def pushed_to_all(server: Server, settings: Path) -> None:
    """A source of the new settings takes records in every process."""
    made = feeds(settings, "token", "make", "desk", "--source", "cms")
    assert made.returncode == 0, made.stderr
    for number in range(AGREEING):
        body = json.dumps(article(100 + number, date_published="2024-10-22T09:00:00Z")).encode()
        headers = {"Authorization": f"Bearer {made.stdout.strip()}", "Content-Type": "application/x-ndjson"}
        answer = ask(server, "/api/records?source=cms", body + b"\n", **headers)
        assert answer.status == 200, answer.body
        assert json.loads(answer.body.splitlines()[-1])["summary"]["new"] == 1


def test_wrong_settings_change_nothing_anywhere(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    plain = settings.read_text(encoding="utf-8")
    with serving(settings, "--workers", "2") as server:
        wait_for_workers(server, 1)
        all_answer(server, "/news.atom", with_status(200))
        reload(server, settings, plain + '[[channels]]\npath = "old"\nmoved_to = "nowhere"\n')
        assert any("the settings were not changed" in line for line in server.process.stderr or ())
        records = (json.dumps(article(number)) for number in (1, 2))
        (tmp_path / "records/desk.jsonl").write_text("\n".join(records), encoding="utf-8")
        all_answer(server, "/news.atom", lambda answer: b"Ferry 2" in answer.body)
        all_answer(server, "/old.atom", with_status(404))


def test_a_worker_that_dies_is_replaced_by_one_that_knows_all(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    settings.write_text(settings.read_text(encoding="utf-8") + LEFT, encoding="utf-8")
    with serving(settings, "--workers", "2") as server:
        wait_for_workers(server, 1)
        all_answer(server, "/news.atom", with_status(200))
        (worker,) = workers_of(server)
        worker.kill()
        wait_for_workers(server, 1, without=worker.pid)
        newsroom(tmp_path, article(1), article(2))
        all_answer(server, "/news.atom", lambda answer: b"Ferry 2" in answer.body)
        all_answer(server, "/old.atom", led_to("https://post.example/news.atom"))
        all_answer(server, "/ended.atom", with_status(410))


def test_connections_are_dealt_to_every_process_from_the_start(tmp_path: Path) -> None:
    """Or all clients that come back after a restart stay with the process that publishes."""
    settings = newsroom(tmp_path, article(1))
    with serving(settings, "--workers", "2") as server:
        answers = [ask(server, "/metrics") for _ in range(AGREEING)]
        assert {answer.status for answer in answers} == {200}
        processes = {number for answer in answers for number in _PROCESS.findall(answer.body)}
        assert processes == {b"0", b"1"}


def test_workers_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    with serving(settings, "--workers", "3") as server:
        wait_for_workers(server, 2)
        all_answer(server, "/news.atom", with_status(200))
        workers = workers_of(server)
        server.process.kill()
        _, alive = psutil.wait_procs(workers, timeout=TIMEOUT_S)
        assert alive == []
