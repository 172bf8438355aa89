"""The live table: what the country plays now, from Redis as dashboards read it, and the state of the machinery."""

import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

import psycopg
from redis import Redis
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table

from injyana.commands.stack import addresses
from injyana.local.stack import Stack
from injyana.local.status import table as status_table
from kernel.clock import KIGALI, Clock, system_clock
from kernel.dimensions import COUNTRY, window_start
from kernel.errors import Outage
from kernel.events.aggregates import Dimension, Window
from sinks.redis.reader import Reader

REFRESH_SECONDS = 2.0
NAMES = "SELECT song_id::text, title FROM songs"


class Figures:
    """Renders the live table; `render` may be called every second."""

    def __init__(self, stack: Stack, connection: psycopg.Connection[Any], client: Redis, clock: Clock) -> None:
        self._stack = stack
        self._connection = connection
        self._reader = Reader(client)
        self._clock = clock

    def render(self) -> Group:
        """Totals of the country, the day's top songs, the last plays, and the processes."""
        return Group(self._totals(), self._top(), self._last(), status_table(self._stack)[0])

    def _totals(self) -> Table:
        table = Table(title="Plays in Rwanda", title_justify="left")
        for name in ("window", "accepted", "held", "rejected", "hours heard"):
            table.add_column(name, justify="left" if name == "window" else "right")
        now = self._clock()
        for window in (Window.HOUR, Window.DAY):
            total = self._reader.total(window, window_start(window, now), Dimension.COUNTRY, COUNTRY)
            table.add_row(
                f"this {window.value}",
                str(total.accepted_plays),
                str(total.held_plays),
                str(total.rejected_plays),
                f"{total.accepted_ms / 3_600_000:.1f}",
            )
        return table

    def _top(self) -> Table:
        table = Table(title="Most played today", title_justify="left")
        table.add_column("song")
        table.add_column("plays", justify="right")
        names = self._names()
        day = window_start(Window.DAY, self._clock())
        for song_id, plays in self._reader.top(Window.DAY, day, Dimension.SONG, 5):
            table.add_row(names.get(song_id, song_id), str(plays))
        return table

    def _last(self) -> Table:
        sources = len(self._reader.active_sources(self._clock() - timedelta(hours=24)))
        table = Table(title=f"Last plays; {sources} sources active in 24 h", title_justify="left")
        for name in ("heard at (Kigali)", "song", "by", "verdict"):
            table.add_column(name)
        names = self._names()
        for play in self._reader.last_plays(count=5):
            at = play.played_at.astimezone(KIGALI)
            table.add_row(f"{at:%d %b %H:%M:%S}", names.get(play.song_id, play.song_id), play.source_type, play.verdict)
        return table

    def _names(self) -> dict[str, str]:
        rows: list[tuple[str, str]] = self._connection.execute(NAMES).fetchall()
        return dict(rows)


def show_until_interrupted(stack: Stack, out: Console) -> None:
    """Refreshes the live table until Ctrl-C; figures that cannot be had for a moment stay as they were."""
    local = stack.local
    with psycopg.connect(local.database, autocommit=True) as connection, Redis.from_url(local.redis) as client:
        figures = Figures(stack, connection, client, system_clock)
        addresses(local, out)
        out.print("Ctrl-C stops everything; `make run` goes on with the same data.")
        with Live(figures.render(), console=out, auto_refresh=False) as live, suppress(KeyboardInterrupt):
            while True:
                time.sleep(REFRESH_SECONDS)
                with suppress(Outage, psycopg.OperationalError):
                    live.update(figures.render(), refresh=True)
