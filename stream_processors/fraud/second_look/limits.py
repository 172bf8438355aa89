"""The thresholds of the second look: the section `second_look` of thresholds.yaml."""

from stream_processors.fraud.limit import Data, Limit


class SharedFingerprint(Data, frozen=True):
    sources: Limit[int]
    prints: Limit[int]
    score: Limit[float]


class SharedSequence(Data, frozen=True):
    sources: Limit[int]
    copies: Limit[int]
    part: Limit[float]
    apart_ms: Limit[int]
    score: Limit[float]


class SharedRhythm(Data, frozen=True):
    sources: Limit[int]
    waits: Limit[int]
    part: Limit[float]
    bin_ms: Limit[int]
    idle_ms: Limit[int]
    longest_ms: Limit[int]
    apart_ms: Limit[int]
    score: Limit[float]


class DevotedCluster(Data, frozen=True):
    sources: Limit[int]
    share: Limit[float]
    plays: Limit[int]
    trait: Limit[float]
    traits: Limit[int]
    besides: Limit[float]
    decades: Limit[float]
    doubt: Limit[float]
    registered: Limit[dict[int, float]]
    window_days: Limit[int]
    same_days_chance: Limit[float]
    same_days_decades: Limit[float]
    near_chance: Limit[float]
    night_hours: Limit[int]
    night_chance: Limit[float]
    night_decades: Limit[float]
    share_spread: Limit[float]
    rate_spread: Limit[float]
    recent_spread: Limit[float]
    artists_spread: Limit[float]
    alike_part: Limit[float]
    part: Limit[float]
    part_decades: Limit[float]
    belongs: Limit[float]
    score: Limit[float]


class FewSources(Data, frozen=True):
    plays: Limit[int]
    share: Limit[float]
    part: Limit[float]
    both: Limit[float]
    score: Limit[float]


class SecondLook(Data, frozen=True):
    """All of them, by kind of finding."""

    shared_fingerprint: SharedFingerprint
    shared_sequence: SharedSequence
    shared_rhythm: SharedRhythm
    devoted_cluster: DevotedCluster
    few_sources: FewSources
