"""Which model is in force: every change a row that stays, and published in the transaction that makes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row

from kernel import outbox
from kernel.codec import Codecs
from kernel.errors import BadModel, Refused
from kernel.events.models import FraudModel, ScheduledModel
from kernel.topics import FRAUD_MODELS, FRAUD_SCHEDULE
from stream_processors.fraud.models.bundle import Bundle
from stream_processors.fraud.models.schedule import KEY, in_order, model_key

NOTICE: Final = timedelta(seconds=60)
"""Between a change and its effect: long enough that every worker has read of it before the first play it is for."""

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the models in force, as it was decided."""

    action: str
    since: datetime
    live: str | None
    shadow: str | None
    reason: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was trained."""

    version: str
    manifest: str
    source_types: tuple[str, ...]
    simulated: bool
    made_by: str
    made_at: datetime


def keep(connection: Connection, bundle: Bundle, by: str) -> None:
    """Notes that a version was trained; noting it again changes nothing."""
    manifest = bundle.manifest
    connection.execute(
        "INSERT INTO fraud_models (version, manifest, source_types, simulated, made_by, made_at)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (version) DO NOTHING",
        (manifest.version, manifest.text(), sorted(manifest.types), manifest.simulated, by, manifest.made_at),
    )


def versions(connection: Connection) -> list[Version]:
    """Every version that was trained, the oldest first."""
    query = "SELECT version, manifest, source_types, simulated, made_by, made_at FROM fraud_models ORDER BY made_at, 1"
    with connection.cursor(row_factory=dict_row) as cursor:
        return [
            Version(**row | {"source_types": tuple(row["source_types"]), "made_at": row["made_at"].astimezone(UTC)})
            for row in cursor.execute(query)
        ]


def changes(connection: Connection) -> list[Change]:
    """Every change, in the order in which they were decided."""
    query = "SELECT action, since, live, shadow, reason, made_by, made_at FROM fraud_schedule ORDER BY change_id"
    with connection.cursor(row_factory=dict_row) as cursor:
        return [
            Change(**row | {name: row[name].astimezone(UTC) for name in ("since", "made_at")})
            for row in cursor.execute(query)
        ]


def promote(
    connection: Connection,
    models: Sequence[FraudModel],
    codecs: Codecs,
    *,
    by: str,
    now: datetime,
    at: datetime | None = None,
    shadow: bool = False,
    reason: str = "",
) -> Change:
    """Puts a version in force, or beside the live one as a shadow, for plays received from `at` on.

    Publishes its models, then the schedule. BadModel where it is damaged, for other features, or not what was trained;
    Refused where nobody trained it, where it is in force already, or where `at` is nearer than NOTICE.
    """
    bundle = Bundle.read(models)
    since = _since(now, at)
    before = _locked(connection)
    _check_known(connection, bundle)
    live, beside = _in_force(before, since)
    if shadow:
        if bundle.version in (live, beside):
            raise Refused(f"{bundle.version} is {'live' if bundle.version == live else 'the shadow'} then already")
        change = Change("shadow", since, live, bundle.version, reason, by, now)
    else:
        if bundle.version == live:
            raise Refused(f"{bundle.version} is live then already: `injyana fraud status` shows the schedule")
        change = Change("promote", since, bundle.version, None if beside == bundle.version else beside, reason, by, now)
    codec = codecs.get(FRAUD_MODELS)
    for model in models:
        outbox.put(connection, FRAUD_MODELS, model_key(model.version, model.source_type), model, codec)
    return _decided(connection, before, change, codecs)


def rollback(connection: Connection, codecs: Codecs, *, by: str, now: datetime, reason: str = "") -> Change:
    """Goes back to the version that was live before the present one; to the rules alone before the first.

    What was promoted and not rolled back since counts, also what has yet to begin. Refused where nothing is live.
    """
    before = _locked(connection)
    stack = _promoted(before)
    if not stack:
        raise Refused("no model is live: the rules judge alone")
    since = _since(now, None)
    live = stack[-2] if len(stack) > 1 else None
    _, beside = _in_force(before, since)
    return _decided(
        connection, before, Change("rollback", since, live, None if beside == live else beside, reason, by, now), codecs
    )


def no_shadow(connection: Connection, codecs: Codecs, *, by: str, now: datetime, reason: str = "") -> Change:
    """Lets no model score beside the live one any more. Refused where none does."""
    before = _locked(connection)
    since = _since(now, None)
    live, beside = _in_force(before, since)
    if beside is None:
        raise Refused("no model scores as a shadow")
    return _decided(connection, before, Change("no shadow", since, live, None, reason, by, now), codecs)


def in_force(decided: Sequence[Change], at: datetime) -> ScheduledModel | None:
    """What judges plays received at a moment; None before the first promotion."""
    found = [entry for entry in in_order(_entries(decided)).models if entry.since <= at]
    return found[-1] if found else None


def _decided(connection: Connection, before: Sequence[Change], change: Change, codecs: Codecs) -> Change:
    connection.execute(
        "INSERT INTO fraud_schedule (action, since, live, shadow, reason, made_by, made_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (change.action, change.since, change.live, change.shadow, change.reason, change.made_by, change.made_at),
    )
    schedule = in_order(_entries([*before, change]))
    outbox.put(connection, FRAUD_SCHEDULE, KEY, schedule, codecs.get(FRAUD_SCHEDULE))
    return change


def _locked(connection: Connection) -> list[Change]:
    """The changes so far; another change waits until this transaction has ended."""
    connection.execute("LOCK TABLE fraud_schedule IN EXCLUSIVE MODE")
    return changes(connection)


def _check_known(connection: Connection, bundle: Bundle) -> None:
    row = connection.execute("SELECT manifest FROM fraud_models WHERE version = %s", (bundle.version,)).fetchone()
    if row is None:
        raise Refused(f"nobody trained {bundle.version} here: `injyana fraud models` lists all versions")
    if row[0] != bundle.manifest.text():
        raise BadModel(f"the manifest of {bundle.version} is not the one that was trained: train again")


def _since(now: datetime, at: datetime | None) -> datetime:
    soonest = now + NOTICE
    if at is None:
        return soonest
    if at < soonest:
        raise Refused(
            f"{at:%Y-%m-%d %H:%M:%S} is too soon: workers are told {NOTICE.seconds} s before, so not before"
            f" {soonest:%Y-%m-%d %H:%M:%S} UTC"
        )
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _in_force(decided: Sequence[Change], since: datetime) -> tuple[str | None, str | None]:
    entry = in_force(decided, since)
    return (entry.live, entry.shadow) if entry else (None, None)


def _promoted(decided: Sequence[Change]) -> list[str]:
    """The live versions, each on top of the one that it took over from."""
    stack: list[str] = []
    for change in decided:
        if change.action == "promote" and change.live is not None:
            stack.append(change.live)
        elif change.action == "rollback" and stack:
            stack.pop()
    return stack


def _entries(decided: Sequence[Change]) -> list[ScheduledModel]:
    return [ScheduledModel(since=each.since, live=each.live, shadow=each.shadow) for each in decided]
