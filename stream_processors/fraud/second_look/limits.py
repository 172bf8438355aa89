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


class SecondLook(Data, frozen=True):
    """All of them, by kind of finding."""

    shared_fingerprint: SharedFingerprint
    shared_sequence: SharedSequence
