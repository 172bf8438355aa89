"""Versions, figures and the schedule as tables for people."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from training.promotion import Change, Version
    from training.train import Outcome

TIME = "%Y-%m-%d %H:%M:%S"
RULES_ALONE = "the rules alone"


def outcome(trained: "Outcome") -> Table:
    """What a training read and made, by source type; shares held are of the days that were held out."""
    table = Table("source type", "plays", "learned from", "sources", "reviewed", "held out", box=None)
    for name in ("held new", "held running", "differ"):
        table.add_column(name, justify="right")
    types = trained.bundle.manifest.types
    for kind, plays in trained.gathered.plays.items():
        part, figures = types.get(kind), trained.evaluation.get(kind.value, {})
        table.add_row(
            kind.value,
            f"{plays:,}",
            f"{part.trained_rows:,} of {part.clean_rows:,}" if part else "no model",
            f"{part.sources:,}" if part and part.sources else "",
            f"{part.reviewed_rows:,}" if part else "",
            f"{int(figures.get('rows', 0)):,}",
            _share(figures, "held"),
            _share(figures, "held_before"),
            _share(figures, "moved"),
        )
    return table


def versions(found: Sequence["Version"], live: str | None, shadow: str | None, present: Collection[str]) -> Table:
    """Every version that was trained."""
    table = Table("version", "made (UTC)", "by", "source types", "learned from", "files", "in force", box=None)
    for each in found:
        table.add_row(
            each.version,
            f"{each.made_at:{TIME}}",
            each.made_by,
            ", ".join(each.source_types),
            "simulated plays" if each.simulated else "the ledger",
            "here" if each.version in present else "elsewhere",
            "live" if each.version == live else "shadow" if each.version == shadow else "",
        )
    return table


def schedule(changes: Sequence["Change"], now: datetime) -> Table:
    """Every change of the models in force, in the order in which they were decided."""
    table = Table("decided (UTC)", "by", "what", "for plays received from", "live", "shadow", "reason", box=None)
    for each in changes:
        table.add_row(
            f"{each.made_at:{TIME}}",
            each.made_by,
            each.action,
            f"{each.since:{TIME}}" + (" (to come)" if each.since > now else ""),
            each.live or RULES_ALONE,
            each.shadow or "",
            each.reason,
        )
    return table


def _share(figures: Mapping[str, float], name: str) -> str:
    return f"{figures[name]:.2%}" if name in figures else ""
