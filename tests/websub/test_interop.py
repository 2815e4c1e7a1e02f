"""Subscribers that others wrote, against a real server: Flask-WebSub."""

import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import flask
import pytest
from flask_websub.subscriber import (  # type: ignore[import-untyped]  # it has no type hints
    SQLite3SubscriberStorage,
    SQLite3TempSubscriberStorage,
    Subscriber,
    discover,
)
from werkzeug.serving import make_server

from tests.cli.newsroom import article, newsroom
from tests.test_journey import serving

pytestmark = pytest.mark.slow
TIMEOUT_S = 60


@dataclass
class FlaskSubscriber:
    """A running Flask application with a subscriber, and what happened to it."""

    app: flask.Flask
    subscriber: Subscriber
    events: queue.Queue[tuple[str, str]] = field(default_factory=queue.Queue)
    bodies: queue.Queue[bytes] = field(default_factory=queue.Queue)


@contextmanager
def flask_subscriber(folder: Path) -> Iterator[FlaskSubscriber]:
    path = str(folder / "subscriber.db")
    subscriber = Subscriber(SQLite3SubscriberStorage(path), SQLite3TempSubscriberStorage(path))
    app = flask.Flask(__name__)
    app.register_blueprint(subscriber.build_blueprint("/callbacks"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["SERVER_NAME"] = f"127.0.0.1:{server.server_port}"
    found = FlaskSubscriber(app, subscriber)
    subscriber.add_success_handler(lambda topic, _id, mode: found.events.put((mode, topic)))
    subscriber.add_error_handler(lambda topic, _id, reason: found.events.put((reason, topic)))
    subscriber.add_listener(lambda _topic, _id, body: found.bodies.put(body))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with app.app_context():
            yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write(folder: Path, count: int, site: str) -> Path:
    settings = newsroom(folder, *(article(number) for number in range(1, count + 1)))
    text = settings.read_text(encoding="utf-8").replace("https://post.example", site)
    hub = f'[hub]\nenabled = true\nallow_hosts = ["127.0.0.1"]\nkey_file = "{folder}/hub.key"\n'
    settings.write_text(f"{text}\n{hub}", encoding="utf-8")
    return settings


def test_flask_websub_discovers_subscribes_receives_and_unsubscribes(tmp_path: Path) -> None:
    """R-WSP-01, R-HUB-01, R-HUB-06, R-HUB-07, R-HUB-08, R-HUB-13."""
    port = free_port()
    site = f"http://localhost:{port}"
    topic = f"{site}/news.atom"
    with (
        flask_subscriber(tmp_path) as client,
        serving(write(tmp_path, 1, site), "--port", str(port)) as server,
    ):
        server.wait_for("/news.atom", lambda answer: answer.status == 200)
        found = discover(topic)
        assert found == {"hub_url": f"{site}/hub", "topic_url": topic}
        callback = client.subscriber.subscribe(**found)
        assert client.events.get(timeout=TIMEOUT_S) == ("subscribe", topic)
        write(tmp_path, 2, site)
        assert b"Ferry 2" in client.bodies.get(timeout=TIMEOUT_S)
        client.subscriber.renew(callback)
        assert client.events.get(timeout=TIMEOUT_S) == ("subscribe", topic)
        client.subscriber.subscribe(hub_url=f"{site}/hub", topic_url=f"{site}/none.atom")
        reason, denied = client.events.get(timeout=TIMEOUT_S)
        assert (denied, "not a feed" in reason) == (f"{site}/none.atom", True)
        client.subscriber.unsubscribe(callback)
        assert client.events.get(timeout=TIMEOUT_S) == ("unsubscribe", topic)
        assert client.bodies.empty()
