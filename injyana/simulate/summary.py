"""What a simulation holds, and what became of it on its way, as tables."""

from collections import Counter

from rich.table import Table

from injyana.simulate.feed import Tally
from simulation.plays import Arrival
from simulation.truth import Label

STATUSES = ("accepted", "duplicate", "rejected")


def contents(arrivals: list[Arrival]) -> Table:
    """Sources and plays by cohort and attack."""
    plays: dict[tuple[str, str], Counter[str]] = {}
    sources: dict[tuple[str, str], set[str]] = {}
    for arrival in arrivals:
        device = arrival.device
        attack = "" if device.attack is None else f"{device.attack}:{device.strength:g}"
        group = device.cohort, attack
        what = "resends" if arrival.sent.resend else arrival.draft.label.value
        plays.setdefault(group, Counter())[what] += 1
        sources.setdefault(group, set()).add(device.source.source_id)
    table = Table(title="Simulated", title_justify="left")
    for name in ("cohort", "attack", "sources", *(label.value for label in Label), "resends"):
        table.add_column(name, justify="left" if name in ("cohort", "attack") else "right")
    for group in sorted(plays, key=lambda group: (group[1], group[0])):
        counts = [plays[group][name] for name in (*(label.value for label in Label), "resends")]
        table.add_row(*group, *(str(count or "") for count in (len(sources[group]), *counts)))
    return table


def answers(tally: Tally) -> Table:
    """The gateway's last answer to every play that was sent."""
    table = Table(title="Sent, as the gateway answered", title_justify="left")
    for name in ("cohort", "attack", *STATUSES):
        table.add_column(name, justify="left" if name in ("cohort", "attack") else "right")
    for group in sorted(tally.answers, key=lambda group: (group[1], group[0])):
        table.add_row(*group, *(str(tally.answers[group][status] or "") for status in STATUSES))
    return table


def line(tally: Tally) -> str:
    """All of it in one line."""
    rate = tally.plays / tally.seconds if tally.seconds else 0.0
    words = f"{tally.plays} plays in {tally.seconds:.1f} s ({rate:.0f} a second), {tally.requests} answered requests"
    if tally.again:
        words += f", {tally.again} made again"
    if tally.codes:
        words += "; rejected: " + ", ".join(f"{code} {count}" for code, count in tally.codes.most_common())
    return words
