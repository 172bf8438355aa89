"""Whether the demonstration showed what it is to show: one check a line, each a fact that can fail."""

from dataclasses import dataclass

from injyana.accounts.totals import Difference
from injyana.demo.kinds import Kind
from injyana.demo.outcome import Outcome

CLEAN_SHARE = 0.99
"""Of clear clips of 15 s of registered songs, so many are recognised."""
DIRTY_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Check:
    """A claim, whether it holds, and the figures behind it."""

    claim: str
    holds: bool
    figures: str


def checks(outcome: Outcome, compared: dict[str, list[Difference]], figures: int) -> list[Check]:
    """All checks. `compared` holds the differences between the ledger's recount and each other set of totals."""
    accepted = len(outcome.places)
    clean = [play for play in outcome.plays if play.kind in (Kind.CLEAN, Kind.LIVE)]
    right = outcome.right(Kind.CLEAN) + outcome.right(Kind.LIVE)
    dirty = [play for play in outcome.plays if play.kind is Kind.DIRTY]
    strange = outcome.ends(Kind.UNREGISTERED)
    cheated = outcome.ends(Kind.CHEATING)
    damaged = outcome.ends(Kind.DAMAGED)
    bad = outcome.ends(Kind.BAD)
    return [
        Check(
            "every accepted id is in exactly one of ledger, unrecognised, dead letters",
            not outcome.pending and not outcome.twice,
            f"{accepted} accepted, {len(outcome.pending)} missing, {len(outcome.twice)} in two places",
        ),
        Check("nothing is stored that nobody sent", not outcome.strangers, f"{len(outcome.strangers)} strangers"),
        Check(
            "every play of the ledger carries the trace of its request",
            outcome.untraced() == 0,
            f"{outcome.untraced()} of {len(outcome.stored)} without",
        ),
        *(
            Check(f"the ledger's totals equal {name}", not differences, f"{figures} figures, {len(differences)} differ")
            for name, differences in compared.items()
        ),
        Check(
            "clear clips of registered songs are recognised",
            right >= CLEAN_SHARE * len(clean),
            f"{right} of {len(clean)}",
        ),
        Check(
            "so are most of the dirty ones",
            outcome.right(Kind.DIRTY) >= DIRTY_SHARE * len(dirty),
            f"{outcome.right(Kind.DIRTY)} of {len(dirty)}",
        ),
        Check("no play is taken for a song that it is not", outcome.wrong() == 0, f"{outcome.wrong()} wrong"),
        Check(
            "the unregistered song is never recognised",
            strange["unrecognised"] == strange.total() > 0,
            f"{strange['unrecognised']} of {strange.total()} unrecognised",
        ),
        Check(
            "the cheating phone earns nothing for what it made up",
            cheated["held"] + cheated["rejected"] >= 8,
            f"{cheated['accepted']} accepted, {cheated['held']} held, {cheated['rejected']} rejected",
        ),
        Check(
            "damaged records are set aside, not lost",
            damaged["dead"] == damaged.total() > 0,
            f"{damaged['dead']} of {damaged.total()} in the dead letters",
        ),
        Check("bad items are refused", bad["refused"] == bad.total() > 0, f"{bad['refused']} of {bad.total()}"),
    ]
