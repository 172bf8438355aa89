"""`injyana dlq`, as a person at a shell uses it: on a ledger with letters, without the pipeline."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors
from typer.testing import CliRunner

from injyana.accounts import ledger
from injyana.cli import app
from injyana.local.settings import LocalSettings
from kernel.codec import Codec
from kernel.errors import Refused
from kernel.registry import Registry
from kernel.topics import DETECTIONS_RAW
from tests.unit.ledger.letters import DETECTION
from tests.waiting import wait_until

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
HEADERS = json.dumps([["traceparent", TRACE], ["dlq.attempts", "1"], ["dlq.stage", "recognition"]])
MANY = 1500


class Shell:
    """Runs the command on a database of its own."""

    def __init__(self, stack: LocalSettings, database: str) -> None:
        self.database = database
        self._environment = stack.environment() | {"INJYANA_DATABASE": database}
        with closing(Registry(stack.registry)) as registry:
            self._codec = Codec(DETECTIONS_RAW, registry)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [str(Path(sys.executable).parent / "injyana"), "dlq", *arguments]
        return subprocess.Popen(
            command, env=os.environ | self._environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def good(self, *arguments: str, said: str | None = None) -> str:
        done = CliRunner(env=self._environment).invoke(app, ["dlq", *arguments], input=said)
        assert done.exit_code == 0, (done.output, done.exception)
        return done.stdout

    def refused(self, *arguments: str) -> str:
        done = CliRunner(env=self._environment).invoke(app, ["dlq", *arguments])
        assert isinstance(done.exception, Refused), (done.output, done.exception)
        return str(done.exception)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def letter(self, event_id: str, value: bytes | None = None, known: bool = True, **columns: Any) -> str:
        """A letter of a detection with that id; returns its name."""
        if value is None:
            value = self._codec.encode(DETECTION.evolve(event_id=event_id))
        with psycopg.connect(self.database) as connection:
            (offset,) = connection.execute("SELECT count(*) FROM dead_letters").fetchone() or (0,)
            row = {
                "origin_topic": DETECTIONS_RAW.name, "origin_partition": 1, "origin_offset": offset,
                "event_id": event_id if known else None, "stage": "recognition", "error": "Unprocessable",
                "message": "ValueError: [red]damaged[/red]\x1b[2J", "key": b"phone-1", "value": value,
                "headers": HEADERS,
            } | columns  # fmt: skip
            connection.execute(
                f"INSERT INTO dead_letters ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})".encode(),
                list(row.values()),
            )
        return f"{row['origin_topic']}/1/{offset}/{row['stage']}"

    def decoded(self, value: bytes) -> Any:
        return self._codec.decode(value)


@pytest.fixture
def shell(stack: LocalSettings, database: str) -> Shell:
    return Shell(stack, database)


def names(listed: str) -> list[str]:
    return [each["letter"] for each in json.loads(listed)]


def test_letters_are_listed_by_stage_error_and_time(shell: Shell) -> None:
    one = shell.letter(str(uuid4()))
    two = shell.letter(str(uuid4()), stage="timescale-sink", error="Undecodable", recorded_at="2026-01-02T10:00Z")
    assert set(names(shell.good("list", "--json"))) == {one, two}
    assert names(shell.good("list", "--json", "--stage", "recognition")) == [one]
    assert names(shell.good("list", "--json", "--error", "Undecodable")) == [two]
    assert names(shell.good("list", "--json", "--until", "2026-01-03")) == [two]
    assert names(shell.good("list", "--json", "--since", "2026-01-03", "--topic", DETECTIONS_RAW.name)) == [one]
    assert names(shell.good("list", "--json", "--state", "dropped")) == []
    shown = shell.good("list")
    assert one in shown
    assert "[red]damaged[/red]" in shown
    assert "\x1b" not in shown
    assert "there is none" in shell.good("list", "--stage", "fraud")
    assert "no time" in shell.refused("list", "--since", "yesterday")


def test_a_letter_is_shown_decoded_or_in_hex(shell: Shell) -> None:
    event_id = str(uuid4())
    readable, other = shell.letter(event_id), shell.letter(str(uuid4()), b"\x00\xffnonsense", known=False)
    shown = shell.good("show", readable)
    assert f'"event_id": "{event_id}"' in shown
    assert TRACE in shown
    assert b"\x00\xffnonsense".hex() in shell.good("show", other)
    found = json.loads(shell.good("show", readable, "--json"))
    assert found["content"]["event"]["metadata"] == {"title": "Umuco", "artist": "Inyange", "album": None, "isrc": None}
    assert json.loads(shell.good("show", other, "--json"))["content"] == {"hex": b"\x00\xffnonsense".hex()}
    assert "there is no letter" in shell.refused("show", "detections.raw/1/99/recognition")
    assert "is no letter" in shell.refused("show", "detections.raw")


def test_an_edit_is_dry_first_keeps_what_came_and_is_replayed(shell: Shell) -> None:
    letter = shell.letter(str(uuid4()))
    (before,) = shell.rows("SELECT value FROM dead_letters")
    assert "--apply" in shell.good("edit", letter, "--set", "metadata.title=Inka")
    assert shell.rows("SELECT mended_value FROM dead_letters") == [(None,)]
    said = shell.good("edit", letter, "--set", "metadata.title=Inka", "--apply", "--by", "Aline", "--reason", "typo")
    assert '-    "title": "Umuco",' in said
    assert '+    "title": "Inka",' in said
    shell.good("edit", letter, "--set", "duration_ms=30000", "--apply")
    assert shell.rows("SELECT value FROM dead_letters") == [before]
    assert "no field length" in shell.refused("edit", letter, "--set", "length=3", "--apply")
    assert "say what to change" in shell.refused("edit", letter, "--apply")
    shell.good("replay", letter, "--apply")
    ((topic, key, value, headers),) = shell.rows("SELECT topic, key, value, headers FROM outbox")
    event = shell.decoded(value)
    assert (topic, key) == (DETECTIONS_RAW.name, "phone-1")
    assert (event.metadata.title, event.duration_ms) == ("Inka", 30_000)
    assert headers == {
        "traceparent": TRACE, "replay.of": letter, "replay.for": "recognition", "dlq.attempts": "1",
    }  # fmt: skip
    audit = shell.rows("SELECT action, made_by, reason, before, after FROM dead_letter_actions ORDER BY action_id")
    assert [row[0] for row in audit] == ["edit", "edit", "replay"]
    assert audit[0][1:3] == ("Aline", "typo")
    assert audit[0][3]["event"]["metadata"]["title"] == "Umuco"
    assert audit[0][4]["event"]["metadata"]["title"] == "Inka"
    assert audit[2][3:] == ({"state": "waiting"}, {"state": "replayed", "outbox_id": 1})
    assert "replayed already" in shell.refused("edit", letter, "--set", "duration_ms=1", "--apply")
    assert "typo" in shell.good("show", letter)
    assert names(shell.good("list", "--json")) == []
    assert names(shell.good("list", "--json", "--event", event.event_id)) == [letter]


def test_what_no_schema_fits_is_edited_as_a_whole_or_replayed_as_it_is(shell: Shell) -> None:
    event_id = str(uuid4())
    letter = shell.letter(event_id, b"\x00\xff", known=False, key=None)
    assert "--payload" in shell.refused("edit", letter, "--set", "duration_ms=1")
    assert "key is no text" in shell.good("replay", letter)
    whole = json.dumps(json.loads(shell.good("show", shell.letter(event_id), "--json"))["content"]["event"])
    shell.good("edit", letter, "--payload", "-", "--apply", said=whole)
    assert shell.rows("SELECT count(*) FROM dead_letters WHERE event_id = %s", event_id) == [(2,)]
    as_it_is = shell.letter(str(uuid4()), b"\x00\xff\x01", known=False)
    shell.good("replay", letter, as_it_is, "--apply")
    values = [row[0] for row in shell.rows("SELECT value FROM outbox ORDER BY id")]
    assert shell.decoded(values[0]).event_id == event_id
    assert values[1] == b"\x00\xff\x01"


def test_letters_are_given_up_for_a_reason_and_taken_up_again(shell: Shell) -> None:
    letter = shell.letter(str(uuid4()))
    assert "--reason" in shell.refused("drop", letter, "--apply")
    assert "would be dropped" in shell.good("drop", letter, "--reason", "noise")
    assert names(shell.good("list", "--json")) == [letter]
    shell.good("drop", "--stage", "recognition", "--reason", "noise", "--apply")
    assert "dropped already" in shell.good("drop", letter, "--reason", "noise", "--apply")
    assert "--dropped" in shell.good("replay", letter, "--apply")
    assert shell.rows("SELECT count(*) FROM outbox") == [(0,)]
    shell.good("replay", letter, "--dropped", "--apply")
    audit = shell.rows("SELECT action, reason, before, after FROM dead_letter_actions ORDER BY action_id")
    assert audit[0] == ("drop", "noise", {"state": "waiting"}, {"state": "dropped"})
    assert audit[1][2:] == ({"state": "dropped"}, {"state": "replayed", "outbox_id": 1})


def test_it_must_be_said_which(shell: Shell) -> None:
    letter = shell.letter(str(uuid4()))
    for arguments in ((), (letter, "--all"), (letter, "--stage", "fraud"), ("--all", "--stage", "fraud")):
        assert "say which" in shell.refused("replay", *arguments)


def test_many_are_replayed_once_each_by_commands_at_once_and_killed(shell: Shell) -> None:
    with psycopg.connect(shell.database) as connection:
        connection.execute(
            "INSERT INTO dead_letters"
            " (origin_topic, origin_partition, origin_offset, stage, error, message, key, value)"
            " SELECT 'detections.raw', 0, n, 'recognition', 'e', 'm', 'key', '\\x00ff' FROM generate_series(1, %s) n",
            (MANY,),
        )
    assert f"{MANY} would be replayed" in shell.good("replay", "--all")
    killed = shell.start("replay", "--all", "--apply")
    wait_until(lambda: shell.rows("SELECT count(*) FROM outbox") > [(0,)], 60, "the first part")
    killed.kill()
    killed.communicate(timeout=10)
    assert replayed(shell) < MANY
    with ThreadPoolExecutor(3) as pool:
        running = [shell.start("replay", "--all", "--apply", "--json") for _ in range(3)]
        done = list(pool.map(lambda each: json.loads(each.communicate(timeout=100)[0]), running))
    assert replayed(shell) == MANY
    by_command = Counter(letter for each in done for letter in each["replayed"])
    assert set(by_command.values()) <= {1}
    assert shell.rows("SELECT count(*), count(DISTINCT headers ->> 'replay.of') FROM outbox") == [(MANY, MANY)]
    assert shell.rows("SELECT count(*) FROM dead_letter_actions WHERE action = 'replay'") == [(MANY,)]


def replayed(shell: Shell) -> int:
    ((count,),) = shell.rows("SELECT count(*) FROM dead_letters WHERE state = 'replayed'")
    ((put,),) = shell.rows("SELECT count(*) FROM outbox")
    assert count == put
    return int(count)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dead_letters SET value = NULL",
        "UPDATE dead_letters SET headers = '[]'",
        "DELETE FROM dead_letters",
        "TRUNCATE dead_letters",
        "UPDATE dead_letter_actions SET made_by = 'nobody'",
        "DELETE FROM dead_letter_actions",
    ],
)
def test_what_came_and_what_was_done_stays(shell: Shell, statement: str) -> None:
    with psycopg.connect(shell.database) as connection, pytest.raises(errors.RestrictViolation, match="append-only"):
        connection.execute(statement.encode())


def play(connection: psycopg.Connection[Any], event_id: UUID, trace: str) -> None:
    connection.execute(
        "INSERT INTO event_ledger (event_id, outcome, played_at, content_hash) VALUES (%s, 'unrecognised', now(), 1)",
        (event_id,),
    )
    connection.execute(
        "INSERT INTO unrecognised_plays (event_id, source_id, source_type, kind, played_at, received_at, duration_ms,"
        " content_hash, reason, index_version, batch_id, origin_topic, origin_partition, origin_offset, trace_id)"
        " VALUES (%s, 's', 'phone', 'metadata', now(), now(), 1000, 1, 'r', 'v', 'b', 't', 0, 0, %s)",
        (event_id, trace),
    )


@pytest.mark.parametrize(
    ("states", "in_ledger", "same_trace", "places"),
    [
        (("waiting", "waiting"), False, True, ["dead"]),
        (("replayed", "dropped"), False, True, ["dead"]),
        (("replayed", "replayed"), False, True, []),
        (("replayed", "replayed"), True, True, ["unrecognised"]),
        (("waiting", "replayed"), True, False, ["unrecognised"]),
        (("dropped", "dropped"), True, True, ["unrecognised"]),
        (("waiting", "waiting"), True, True, ["dead", "unrecognised"]),
    ],
)
def test_an_id_is_in_one_place(
    shell: Shell, states: Sequence[str], in_ledger: bool, same_trace: bool, places: Sequence[str]
) -> None:
    event_id = uuid4()
    for state in states:
        shell.letter(str(event_id), state=state)
    with psycopg.connect(shell.database) as connection:
        if in_ledger:
            play(connection, event_id, TRACE.split("-")[1] if same_trace else "f" * 32)
        assert sorted(ledger.fates(connection, [str(event_id)])[str(event_id)]) == places
