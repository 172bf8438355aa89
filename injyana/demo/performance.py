"""The demonstration from beginning to end, on a stack that runs."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import httpx
import psycopg
from redis import Redis
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from injyana.accounts.totals import Difference
from injyana.demo import cast as casting
from injyana.demo import outcome as outcomes
from injyana.demo import report, shelf, story, verdict
from injyana.demo.cast import Cast
from injyana.demo.chaos import kill_each_once
from injyana.demo.kinds import Play, Upload
from injyana.demo.outcome import Outcome
from injyana.demo.player import Player
from injyana.demo.script import Script, plays_of
from injyana.demo.settle import Books, until
from injyana.demo.songs import REGISTERED
from injyana.local.http import trusting
from injyana.local.settings import ROOT
from injyana.local.stack import Stack
from injyana.senders.administrator import local_administrator
from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.errors import Outage
from kernel.registry import Registry

SECONDS = 10.0
SECONDS_CHAOS = 40.0
"""Plays go on coming in while every process is killed once."""
KNOWN_SECONDS = 60.0
QUIET_SECONDS = 120.0
BOOKS_SECONDS = 90.0

FIRST = "SELECT min(recorded_at) FROM play_events WHERE source_id = ANY (%s)"
INDEXED = "injyana_index_songs "


@dataclass(slots=True)
class Performance:
    """One demonstration. `play` gives back whether everything held."""

    stack: Stack
    out: Console
    began: float
    chaos: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    def play(self) -> bool:
        codecs = Codecs(Registry(self.stack.local.registry))
        lanes, cast = self._prepare(codecs)
        self._perform(lanes, cast)
        plays = list(plays_of(lanes))
        return self._account(plays, cast, codecs)

    def _prepare(self, codecs: Codecs) -> tuple[list[list[Upload]], Cast]:
        local = self.stack.local
        with self._progress() as progress:
            task = progress.add_task("songs fingerprinted and registered", total=len(REGISTERED) + 1)
            records, stranger = shelf.load(local.database, codecs, lambda _title: progress.advance(task))
            with local_administrator(local) as administrator:
                cast = casting.register(administrator, local.catalogue, uuid4().hex[:8])
            script = Script(cast, records, stranger, system_clock(), seed=1)
            heard = progress.add_task("clips cut, dirtied and fingerprinted", total=script.clips())
            lanes = script.lanes(SECONDS_CHAOS if self.chaos else SECONDS, lambda: progress.advance(heard))
        return lanes, cast

    def _perform(self, lanes: list[list[Upload]], cast: Cast) -> None:
        self._wait("recognition knows the songs", lambda: self._indexed() >= len(REGISTERED))
        self._wait("the gateway knows the sources", lambda: self._known(cast))
        started = time.monotonic()
        with self._progress() as progress:
            task = progress.add_task("plays sent and answered", total=sum(len(u.plays) for lane in lanes for u in lane))
            local = self.stack.local
            player = Player(
                local.gateway, cast.senders, lambda upload: progress.advance(task, len(upload.plays)), local.ca
            )
            asyncio.run(self._side_by_side(player, lanes))
        self.seconds["from the first request to the last answer"] = time.monotonic() - started

    async def _side_by_side(self, player: Player, lanes: list[list[Upload]]) -> None:
        tasks: list[Awaitable[object]] = [player.play(lanes)]
        if self.chaos:
            tasks.append(kill_each_once(self.stack, lambda name: self.out.print(f"  killed {name} (SIGKILL)")))
        await asyncio.gather(*tasks)

    def _account(self, plays: list[Play], cast: Cast, codecs: Codecs) -> bool:
        local = self.stack.local
        answered = time.monotonic()
        with self.out.status("waiting until every play is stored"):
            outcome = until(lambda: self._outcome(plays, cast), lambda found: not found.pending, QUIET_SECONDS)
            self.seconds["from the last answer until every play was stored"] = time.monotonic() - answered
            with Redis.from_url(local.redis) as redis:
                books = Books(local.database, local.kafka, codecs, redis, system_clock)
                compared = until(books.compared, agree, BOOKS_SECONDS)
            self.seconds["from the last answer until all totals agreed"] = time.monotonic() - answered
        self.seconds["from the command to the first play in the ledger"] = self._first(cast)
        checks = verdict.checks(outcome, compared, books.figures)
        self.out.print(story.story(outcome))
        self.out.print(f"Why plays were held or rejected: {story.reasons(outcome)}\n")
        self.out.print(story.shown(checks))
        for name, value in self.seconds.items():
            self.out.print(f"  {value:6.1f} s {name}")
        report.write(ROOT / ".local/reports/demo.json", checks, self.seconds)
        return all(check.holds for check in checks)

    def _outcome(self, plays: list[Play], cast: Cast) -> Outcome:
        with psycopg.connect(self.stack.local.database) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ  # all of it of one moment
            return outcomes.read(connection, plays, cast.all)

    def _first(self, cast: Cast) -> float:
        with psycopg.connect(self.stack.local.database) as connection:
            row = connection.execute(FIRST, (list(cast.all),)).fetchone()
        if row is None or row[0] is None:
            return float("nan")
        ago: timedelta = system_clock() - row[0]
        return time.monotonic() - self.began - ago.total_seconds()

    def _indexed(self) -> int:
        local = self.stack.local
        metrics = f"{local.scheme}://{local.address('recognition_metrics')}/metrics"
        text = httpx.get(metrics, verify=trusting(local.ca)).text
        return next((int(float(line.split()[1])) for line in text.splitlines() if line.startswith(INDEXED)), 0)

    def _known(self, cast: Cast) -> bool:
        path = f"{self.stack.local.gateway}/api/v1/batches/{uuid4()}"
        with httpx.Client(verify=trusting(self.stack.local.ca)) as http:
            answers = [http.get(path, auth=sender) for sender in cast.senders.values()]
        return all(answer.status_code == httpx.codes.NOT_FOUND for answer in answers)

    def _wait(self, what: str, ask: Callable[[], bool]) -> None:
        with self.out.status(f"waiting until {what}"):
            if not until(ask, bool, KNOWN_SECONDS):
                raise Outage(f"after {KNOWN_SECONDS:.0f} s it is still not so that {what}; see `injyana logs`")

    def _progress(self) -> Progress:
        return Progress(
            TextColumn("{task.description:<40}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.out,
        )


def agree(compared: dict[str, list[Difference]]) -> bool:
    """Whether all sets of totals are equal."""
    return not any(compared.values())
