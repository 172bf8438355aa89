"""Logs are JSON lines that carry the event's trace."""

import json
import logging
from collections.abc import Iterator

import pytest

from kernel import logs
from kernel.dead_letters import dead_letter
from kernel.errors import Undecodable
from kernel.events import Origin

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    before = logging.root.handlers[:], logging.root.level
    logs.configure("fraud", "INFO")
    yield capsys
    logging.disable(logging.NOTSET)
    logging.root.handlers[:] = before[0]
    logging.root.setLevel(before[1])


def test_a_dead_letter_is_logged_with_its_trace_and_origin(logged: pytest.CaptureFixture[str]) -> None:
    headers = [("traceparent", f"00-{TRACE}-00f067aa0ba902b7-01".encode())]
    origin = Origin(topic="plays.recognized", partition=2, offset=17)
    dead_letter("fraud", origin, b"k", b"junk", headers, Undecodable("no header"), "an-id")
    line = json.loads(logged.readouterr().err.splitlines()[-1])
    assert line["process"] == "fraud"
    assert line["level"] == "WARNING"
    assert line["trace_id"] == TRACE
    assert (line["topic"], line["partition"], line["offset"]) == ("plays.recognized", "2", "17")
    assert (line["error"], line["event_id"]) == ("Undecodable", "an-id")
