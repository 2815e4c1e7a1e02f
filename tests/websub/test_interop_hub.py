"""A hub and a publisher that others wrote, and this service as their subscriber: Flask-WebSub."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask
import pytest
from flask_websub.hub import Hub, SQLite3HubStorage  # type: ignore[import-untyped]  # it has no type hints
from flask_websub.publisher import init_publisher, publisher  # type: ignore[import-untyped]  # as above
from werkzeug.serving import make_server

from tests.test_journey import serving, titles
from tests.websub.origins import atom
from tests.websub.test_interop import free_port
from tests.websub.test_upstream_journey import subscriber_settings, upstream

pytestmark = pytest.mark.slow


class TaskThreads:
    """What the hub needs of Celery: tasks that run later, here in threads. A retry fails."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(2)

    def task(self, *, bind: bool = False, **_options: object) -> Callable[[Callable[..., Any]], Any]:
        """Return a decorator that gives a function a ``delay``."""
        own = (SimpleNamespace(request=SimpleNamespace(retries=0), retry=pytest.fail),) if bind else ()

        def decorate(function: Callable[..., Any]) -> Any:
            def delay(*given: Any) -> None:
                self.pool.submit(function, *own, *given)

            return SimpleNamespace(delay=delay)

        return decorate


@dataclass
class FlaskHub:
    """A running application with a hub and a feed; ``titles`` are its articles."""

    base: str
    hub: Hub
    titles: list[str]

    @property
    def topic(self) -> str:
        return f"{self.base}/feed"

    def publish(self, title: str) -> None:
        self.titles.append(title)
        self.hub.send_change_notification.delay(self.topic)


@contextmanager
def flask_hub(folder: Path) -> Iterator[FlaskHub]:
    tasks, shown = TaskThreads(), ["Ferry"]
    hub = Hub(SQLite3HubStorage(str(folder / "hub.db")), tasks)
    app = flask.Flask(__name__)
    app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))
    init_publisher(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    base = f"http://localhost:{server.server_port}"

    @app.route("/feed")
    @publisher(f"{base}/feed", f"{base}/hub")  # type: ignore[untyped-decorator]  # it has no type hints
    def feed() -> flask.Response:
        return flask.Response(atom(*shown), mimetype="application/atom+xml")

    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield FlaskHub(base, hub, shown)
    finally:
        tasks.pool.shutdown()
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_foreign_hub_verifies_pushes_and_ends_our_subscription(tmp_path: Path) -> None:
    """R-WSP-01, R-HUB-05, R-HUB-06, R-HUB-15: it signs with sha512, and the feed has a Link header only."""
    port = free_port()
    with flask_hub(tmp_path) as theirs:
        settings = subscriber_settings(tmp_path / "planet", port, theirs.topic)
        with serving(settings, "--port", str(port)) as ours:
            ours.wait_for("/news.atom", lambda answer: titles(answer) == ["Ferry"])
            ours.wait_for("/metrics", lambda answer: b'state="active"} 1' in answer.body)
            theirs.publish("Pilot")
            ours.wait_for("/news.atom", lambda answer: set(titles(answer)) == {"Ferry", "Pilot"})
            (found,) = upstream(settings)
            assert (found["hub"], found["topic"], found["pushes"]) == (f"{theirs.base}/hub", theirs.topic, 1)
            text = settings.read_text(encoding="utf-8").replace("websub = true", "websub = false")
            settings.write_text(text, encoding="utf-8")
            ours.process.send_signal(1)
            ours.wait_for("/metrics", lambda answer: b"feeds_upstream_subscriptions{" not in answer.body)
            assert list(theirs.hub.storage.get_callbacks(theirs.topic)) == []
