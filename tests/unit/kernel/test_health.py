"""Liveness means progress."""

import json
import socket
import urllib.error
import urllib.request

import pytest

from kernel.health import STALLED_SECONDS, Progress, serve


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_process_that_makes_no_progress_is_not_live_and_not_ready() -> None:
    time = Time()
    progress = Progress(time)
    progress.becomes_ready()
    assert progress.live
    assert progress.ready
    time.now = STALLED_SECONDS + 1
    assert not progress.live
    assert not progress.ready
    progress.made()
    assert progress.live
    assert progress.ready


def test_it_is_not_ready_before_it_says_so_nor_while_it_waits() -> None:
    progress = Progress(Time())
    assert not progress.ready
    progress.becomes_ready()
    progress.waits_for("Kafka")
    assert not progress.ready
    assert progress.report()["waits_for"] == "Kafka"


def test_each_turn_of_a_server_is_progress_and_says_what_it_waits_for() -> None:
    time = Time()
    progress = Progress(time)
    time.now = STALLED_SECONDS + 1
    progress.turned(None)
    assert progress.ready
    progress.turned("PostgreSQL")
    assert progress.live
    assert not progress.ready
    assert progress.report()["waits_for"] == "PostgreSQL"


def test_it_is_served_over_http() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    progress = Progress()
    serve(progress, "127.0.0.1", port)
    base = f"http://127.0.0.1:{port}"
    with urllib.request.urlopen(f"{base}/health/live") as answer:  # noqa: S310
        assert json.load(answer)["live"] is True
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{base}/health/ready")  # noqa: S310
    with refused.value as answer:
        assert answer.code == 503
        assert json.load(answer)["waits_for"] == "start"
    progress.becomes_ready()
    with urllib.request.urlopen(f"{base}/health/ready") as answer:  # noqa: S310
        assert answer.status == 200
    with urllib.request.urlopen(f"{base}/metrics") as answer:  # noqa: S310
        assert b"injyana_ready 1.0" in answer.read()
