"""The live figures, read: what dashboards, the command line and the demonstration's check show."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from redis import Redis
from redis.client import Pipeline

from kernel.events.aggregates import Dimension, Measures, Window
from sinks.redis import keys
from sinks.redis.figures import LastPlay, at_milliseconds, measures_of
from sinks.redis.keys import FigureKeys, Keys
from sinks.redis.live import redis_or_away, text


class Reader:
    """Reads one version's figures at a time. All methods raise RedisAway.

    Without a version (new or wiped, not yet rebuilt) everything is empty; `version` tells the two apart.
    """

    def __init__(self, client: Redis, names: Keys | None = None) -> None:
        self._client = client
        self._keys = names or Keys()

    def version(self) -> str | None:
        """The version that readers see; None until the first rebuild is done."""
        with redis_or_away():
            value = self._client.get(self._keys.version)
        return None if value is None else text(value)

    def totals(self, window: Window, start: datetime, dimension: Dimension) -> dict[str, Measures]:
        """The totals of one window by id."""
        found = self._read(lambda pipe, names: pipe.hgetall(names.totals(window, start, dimension)))
        return {id_.decode(): measures_of(text) for id_, text in (found or {}).items()}

    def total(self, window: Window, start: datetime, dimension: Dimension, id_: str) -> Measures:
        """The total of one id in one window; zeros where nothing was played."""
        found = self._read(lambda pipe, names: pipe.hget(names.totals(window, start, dimension), id_))
        return measures_of(found) if found else Measures()

    def top(self, window: Window, start: datetime, dimension: Dimension, count: int = 10) -> list[tuple[str, int]]:
        """The ids with most accepted plays in the window, and how many; ids of equal plays in falling order."""
        found = self._read(
            lambda pipe, names: pipe.zrevrange(names.top(window, start, dimension), 0, count - 1, withscores=True)
        )
        return [(id_.decode(), int(score)) for id_, score in found or []]

    def last_plays(
        self, *, song_id: str | None = None, source_id: str | None = None, count: int = keys.LAST_EACH
    ) -> list[LastPlay]:
        """The newest plays by the time they were played: of the country, one song or one source."""
        which = keys.last_of_country()
        if song_id is not None:
            which = keys.last_of_song(song_id)
        elif source_id is not None:
            which = keys.last_of_source(source_id)
        newest: dict[str, LastPlay] = {}
        for member in self._read(lambda pipe, names: pipe.zrevrange(names.last(which), 0, -1)) or []:
            play = msgspec.json.decode(member, type=LastPlay)
            if play.event_id not in newest or newest[play.event_id].revision < play.revision:
                newest[play.event_id] = play
        return list(newest.values())[:count]

    def active_sources(self, since: datetime) -> dict[str, datetime]:
        """The sources that heard something since then, and when last."""
        at = int(since.timestamp() * 1000)
        found = self._read(lambda pipe, names: pipe.zrevrangebyscore(names.active, "+inf", at, withscores=True))
        return {id_.decode(): at_milliseconds(score) for id_, score in found or []}

    def _read(self, ask: Callable[[Pipeline, FigureKeys], Any]) -> Any:
        """One answer from the version that was current both before and after."""
        version = self.version()
        while version is not None:
            with redis_or_away(), self._client.pipeline(transaction=True) as pipe:
                ask(pipe, self._keys.of(version))
                pipe.get(self._keys.version)
                answer, after = pipe.execute()
            if after is not None and after.decode() == version:
                return answer
            version = None if after is None else after.decode()
        return None
