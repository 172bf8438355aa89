"""The thresholds of the third look: the section `third_look` of thresholds.yaml."""

from stream_processors.fraud.limit import Data, Limit


class Devotions(Data, frozen=True):
    plays: Limit[int]
    share: Limit[float]
    silence_ms: Limit[int]
    night: Limit[tuple[int, int]]


class AirplayLimits(Data, frozen=True):
    late_ms: Limit[int]
    early_ms: Limit[int]
    tuned_ms: Limit[int]
    drowned: Limit[float]


class Crowd(Data, frozen=True):
    shares: Limit[dict[float, float]]
    days: Limit[int]
    sources: Limit[int]
    part: Limit[float]
    lift: Limit[float]
    star: Limit[float]
    more: Limit[float]
    doubtful: Limit[float]
    decades: Limit[float]
    fans: Limit[float]
    score: Limit[float]


class Ring(Data, frozen=True):
    share: Limit[float]
    payees: Limit[int]
    sources: Limit[int]
    places: Limit[int]
    whole: Limit[float]
    part: Limit[float]
    decades: Limit[float]
    score: Limit[float]


class Asleep(Data, frozen=True):
    plays: Limit[int]
    nights: Limit[int]
    part: Limit[float]
    awake: Limit[float]
    sources: Limit[int]
    usual: Limit[float]
    more: Limit[float]
    doubtful: Limit[float]
    decades: Limit[float]
    score: Limit[float]


class UnheardLog(Data, frozen=True):
    contradictions: Limit[int]
    phones: Limit[int]
    share: Limit[float]
    times: Limit[float]
    score: Limit[float]


class LoneRotation(Data, frozen=True):
    plays: Limit[int]
    share: Limit[float]
    part: Limit[float]
    expected: Limit[float]
    heard: Limit[float]
    score: Limit[float]


class ThirdLook(Data, frozen=True):
    """What is kept of phones and logs, and the limits by kind of finding."""

    devotion: Devotions
    airplay: AirplayLimits
    hired_crowd: Crowd
    lending_ring: Ring
    played_asleep: Asleep
    unheard_log: UnheardLog
    lone_rotation: LoneRotation
