"""Logs are JSON lines that carry the event's trace."""

import json
import subprocess
import sys

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PROGRAM = f"""
from kernel import logs
from kernel.dead_letters import dead_letter
from kernel.errors import Undecodable
from kernel.events.event import Origin

logs.configure("fraud", "INFO")
headers = [("traceparent", b"00-{TRACE}-00f067aa0ba902b7-01")]
origin = Origin(topic="plays.recognized", partition=2, offset=17)
dead_letter("fraud", origin, b"k", b"junk", headers, Undecodable("no header"), "an-id")
"""


def test_a_dead_letter_is_logged_with_its_trace_and_origin() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    (line,) = map(json.loads, done.stderr.splitlines())
    assert line["process"] == "fraud"
    assert line["level"] == "WARNING"
    assert line["trace_id"] == TRACE
    assert (line["topic"], line["partition"], line["offset"]) == ("plays.recognized", "2", "17")
    assert (line["error"], line["event_id"]) == ("Undecodable", "an-id")
