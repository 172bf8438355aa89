"""The figures of a run of faults, in the form of the project's other reports."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.report import Row
from tests.faults.harness.account import Account
from tests.faults.harness.strike import Struck
from tests.faults.injectors.members import OF_GROUPS

KILLED_SECONDS, BROKER_SECONDS, REBALANCE_SECONDS = 5.0, 30.0, 10.0
BROKER = ("sigkill-broker", "broker-away")


@dataclass(slots=True)
class Tally:
    """What was struck and what was found, of a whole run."""

    struck: list[Struck] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)

    def rows(self) -> list[Row]:
        """All figures; those of the counts hold only where every play is where it belongs."""
        return [*self._exact(), *self._back()]

    def by_fault(self) -> dict[str, list[Struck]]:
        """The strikes of each fault, by name."""
        found: defaultdict[str, list[Struck]] = defaultdict(list)
        for each in self.struck:
            found[each.fault].append(each)
        return dict(sorted(found.items()))

    def _exact(self) -> Iterable[Row]:
        yield Row("faults injected", len(self.struck), "faults")
        yield Row("plays acknowledged", sum(each.fates.acknowledged for each in self.accounts), "plays")
        yield Row(
            "totals compared", sum(each.figures for each in self.accounts), "totals", f"{len(self.accounts)} times"
        )
        wrong = Counter[str]()
        for each in self.accounts:
            wrong += each.wrong()
        for name in ("missing", "twice", "elsewhere", "altered", "strangers", "refused", "totals that differ"):
            yield Row(name, wrong[name], "", target="0", holds=wrong[name] == 0)

    def _back(self) -> Iterable[Row]:
        killed = [s for s in self.struck if s.fault.startswith("sigkill-") and s.fault not in BROKER]
        broker = [s for s in self.struck if s.fault in BROKER]
        shared = [s for s in self.struck if s.fault.startswith("second-") and set(s.back) <= set(OF_GROUPS)]
        yield from _pair("a killed process works again", [back(s) for s in killed], most=KILLED_SECONDS)
        yield from _pair("all work, once the broker is up", [back(s) for s in broker], usual=BROKER_SECONDS)
        joins = [max(s.meanwhile.values()) for s in shared]
        yield from _pair("a partition stands while a worker joins", joins, most=REBALANCE_SECONDS)
        leaves = [max(s.standstill.values()) for s in shared]
        yield from _pair("a partition stands when a worker leaves or dies", leaves)
        for name, strikes in self.by_fault().items():
            yield from _pair(f"back after {name}", [back(s) for s in strikes if s.back])


def back(struck: Struck) -> float:
    """Seconds until the last of the processes that a fault disturbed worked again."""
    return max(struck.back.values(), default=0.0)


def _pair(name: str, seconds: Sequence[float], usual: float | None = None, most: float | None = None) -> Iterable[Row]:
    if not seconds:
        return
    for what, value, limit in (("p50", median(seconds), usual), ("max", max(seconds), most)):
        target = None if limit is None else f"<= {limit:g} s"
        holds = None if limit is None else value <= limit
        yield Row(f"{name}, {what}", value, "s", f"{len(seconds)} times", target=target, holds=holds)
