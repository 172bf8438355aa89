"""The demonstration in plain words: what was sent, and what became of it."""

from rich.table import Table

from injyana.demo.kinds import Kind, Play
from injyana.demo.outcome import Outcome
from injyana.demo.verdict import Check

ENDS = ("accepted", "held", "rejected", "unrecognised", "dead", "refused", "play", "pending")


def story(outcome: Outcome) -> Table:
    """One line for each kind."""
    table = Table(title="What was sent, and what became of it", title_justify="left")
    table.add_column("sent")
    table.add_column("plays", justify="right")
    table.add_column("became")
    table.add_column("which is right when they are")
    for kind in Kind:
        plays = [play for play in outcome.plays if play.kind is kind]
        table.add_row(kind.value.sent, str(len(plays)), _became(outcome, kind, plays), kind.value.expected)
    return table


def _became(outcome: Outcome, kind: Kind, plays: list[Play]) -> str:
    if kind is Kind.REPEATED:
        known = sum(play.answers[-1] == "duplicate" for play in plays)
        return f"{known} known again by the gateway, {len(plays) - known} by the stages behind it"
    if kind is Kind.BAD:
        return ", ".join(sorted({play.code or "?" for play in plays}))
    ends = outcome.ends(kind)
    return ", ".join(f"{ends[end]} {end}" for end in ENDS if ends[end])


def reasons(outcome: Outcome) -> str:
    """Why plays were held or rejected, in one line."""
    found = outcome.reasons().most_common()
    return ", ".join(f"{reason} {count}" for reason, count in found) or "none"


def shown(checks: list[Check]) -> Table:
    """The checks, each with its figures."""
    table = Table(title="What was checked", title_justify="left")
    table.add_column("")
    table.add_column("claim")
    table.add_column("figures")
    for check in checks:
        mark = "[green]holds[/]" if check.holds else "[bold red]FAILS[/]"
        table.add_row(mark, check.claim, check.figures)
    return table
