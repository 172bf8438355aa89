"""The features, in the order of the vector: what each counts, in which unit, and which side of it is suspicious."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, expm1
from typing import Final, Literal

Risk = Literal["high", "low", "both"]
Scale = Literal["linear", "log", "log1p"]

_NATURAL: Final[Mapping[Scale, Callable[[float], float]]] = {"linear": float, "log": exp, "log1p": expm1}


@dataclass(frozen=True, slots=True)
class Feature:
    """One figure of the vector.

    `unit` is the unit of `natural(value)`; `words` names the figure to people; `risk` says which side is suspicious.
    The vector holds the figure itself (linear), its logarithm (log), or the logarithm of 1 + figure (log1p).
    """

    name: str
    unit: str
    words: str
    risk: Risk
    scale: Scale = "linear"

    def natural(self, value: float) -> float:
        """A value of the vector in the feature's unit."""
        return _NATURAL[self.scale](value)


FEATURES: Final[tuple[Feature, ...]] = (
    Feature("plays_per_day", "plays a day", "plays", "high", "log1p"),
    Feature("heard_per_day", "hours a day", "music heard", "high"),
    Feature("distinct_songs", "share", "different songs among the plays", "low"),
    Feature("top_song_share", "share", "share of the most played song", "high"),
    Feature("top_artist_share", "share", "share of the most played artist", "high"),
    Feature("this_artist_share", "share", "share of this play's artist", "high"),
    Feature("this_artist_plays", "plays a day", "plays of this play's artist", "high"),
    Feature("artists", "artists", "artists that the plays are spread over", "low", "log"),
    Feature("pause", "seconds", "typical pause between two plays", "both", "log1p"),
    Feature("seamless_share", "share", "plays that follow without a pause", "high"),
    Feature("interval_spread", "of the logarithm", "variation of the time from play to play", "low"),
    Feature("night_share", "share", "plays between midnight and 5 in the morning", "high"),
    Feature("active_hours", "hours of the day", "hours of the day that the plays are spread over", "high", "log"),
    Feature("longest_run", "hours", "longest time without a break", "high", "log1p"),
    Feature("top_speed", "km/h", "fastest travel between two plays", "high", "log1p"),
    Feature("places", "places", "places that the plays are spread over", "both", "log"),
    Feature("duplicate_share", "share", "plays reported twice for the same time", "high"),
    Feature("overlap_share", "share", "plays heard at the same time as another", "high"),
    Feature("clock_skew", "seconds", "error of the clock", "high", "log1p"),
    Feature("clock_spread", "seconds", "unsteadiness of the clock", "high", "log1p"),
    Feature("confidence", "share", "agreement of the sound with the recording", "both"),
    Feature("confidence_spread", "share", "variation of that agreement from play to play", "low"),
    Feature("unheard_share", "share", "plays that were named and not heard", "high"),
    Feature("mismatch_share", "share", "plays that were named as another song", "high"),
    Feature("repeated_transitions", "share", "songs that followed the same song as before", "high"),
    Feature("repeated_fingerprints", "share", "plays whose sound is a copy of an earlier one", "high"),
    Feature("duration_spread", "of the logarithm", "variation of the time heard", "low"),
    Feature("just_counting_share", "share", "plays barely long enough to count", "high"),
    Feature("self_play_share", "share", "plays of the source's own artist", "high"),
    Feature("surplus", "standard deviations", "plays on the latest day above the usual day", "high"),
    Feature("age", "days", "time since registration", "low", "log1p"),
    Feature("report_delay", "seconds", "typical time from the end of a play to its report", "high", "log1p"),
    Feature("out_of_order_share", "share", "plays reported after later ones", "high"),
)

WIDTH: Final = len(FEATURES)

INDEX: Final[Mapping[str, int]] = {feature.name: number for number, feature in enumerate(FEATURES)}
"""Where each feature is in the vector."""
