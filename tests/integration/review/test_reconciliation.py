"""What the last reconciliation found, for those who run the system, and for each source its own."""

from datetime import timedelta
from typing import Any

import psycopg

from identity.person import PersonRole
from injyana.reconcile import book
from injyana.reconcile.account import Account, Detection, End, Slot
from injyana.reconcile.gaps import of_detection
from kernel.clock import system_clock
from kernel.dimensions import window_start
from kernel.events.aggregates import Window
from tests.integration.review.desk import Desk

PATH = "/api/v1/reconciliation"
NOW = system_clock()
HOUR = window_start(Window.HOUR, NOW)
RUN = """
    INSERT INTO reconciliations (began_at, ended_at, detections, in_flight, figures, gaps, mended, waits_for)
    VALUES (%s, %s, 3, 0, 0, 1, 0, '{fraud}')
"""


def reconciled(database: str) -> None:
    """Two hours of two sources, of which one misses a play."""
    accounts = {
        Slot("phone-1", HOUR): Account(accepted=3, plays=2, missing=1),
        Slot("phone-1", HOUR - timedelta(hours=1)): Account(accepted=1, duplicates=1),
        Slot("phone-2", HOUR): Account(accepted=5, plays=4, in_flight=1),
    }
    gone = Detection(("detections.raw", 0), 7, "phone-1", None, NOW)
    with psycopg.connect(database) as connection:
        book.keep_accounts(connection, accounts, {("detections.raw", 0): 9}, None)
        book.note_gaps(connection, [of_detection(gone, End.MISSING)], NOW)
        connection.execute(RUN, (NOW, NOW))


def slots(answer: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(each["source_id"], each["accepted"], each["missing"]) for each in answer["hours"]]


def test_operators_see_all_of_it(desk: Desk) -> None:
    analyst = desk.person("Alice", PersonRole.REVIEWER)
    assert analyst.get(PATH) == {"last_run": None, "gaps": [], "hours": [], "next_cursor": None}
    reconciled(desk.database)
    found = analyst.get(PATH)
    assert found["last_run"]["waits_for"] == ["fraud"]
    assert [(gap["kind"], gap["subject"], gap["source_id"]) for gap in found["gaps"]] == [
        ("missing", "detections.raw/0/7", "phone-1")
    ]
    assert slots(found) == [("phone-2", 5, 0), ("phone-1", 3, 1), ("phone-1", 1, 0)]
    assert slots(analyst.get(PATH, missing=True)) == [("phone-1", 3, 1)]
    assert slots(analyst.get(PATH, source="phone-2")) == [("phone-2", 5, 0)]


def test_pages_follow_one_another(desk: Desk) -> None:
    reconciled(desk.database)
    analyst = desk.person("Alice", PersonRole.REVIEWER)
    seen, cursor = [], None
    for _ in range(3):
        page = analyst.get(PATH, limit=1, **({"cursor": cursor} if cursor else {}))
        seen += slots(page)
        cursor = page["next_cursor"]
    assert cursor is None
    assert seen == slots(analyst.get(PATH))
    analyst.get(PATH, cursor="nonsense", status=422)


def test_a_source_sees_its_own_alone(desk: Desk) -> None:
    reconciled(desk.database)
    one, other = desk.source("phone-1"), desk.source("phone-2")
    assert slots(one.get(PATH)) == [("phone-1", 3, 1), ("phone-1", 1, 0)]
    assert len(one.get(PATH)["gaps"]) == 1
    assert slots(other.get(PATH)) == [("phone-2", 5, 0)]
    assert other.get(PATH)["gaps"] == []
    assert other.get(PATH, source="phone-1")["hours"] == []
