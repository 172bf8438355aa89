"""The decayed sums of a profile, by their place in one list. Each is the sum of weight * figure over the plays."""

from typing import Final

(
    PLAYS,
    HEARD,
    NIGHT,
    FOLLOWING,
    PAUSE,
    SEAMLESS,
    INTERVALS,
    INTERVAL,
    INTERVAL_SQUARED,
    TOP_SPEED,
    LOCATED,
    DUPLICATES,
    OVERLAPS,
    CLOCKS,
    SKEW,
    CLOCK_SECONDS,
    CLOCK_SECONDS_SQUARED,
    SOUNDS,
    CONFIDENCE,
    CONFIDENCE_SQUARED,
    DECLARED,
    MISMATCHES,
    REPEATED_TRANSITIONS,
    REPEATED_SOUNDS,
    DURATION,
    DURATION_SQUARED,
    JUST_COUNTING,
    OWN,
    DELAY,
    OUT_OF_ORDER,
    HOURS_SQUARED,
) = range(31)
"""HEARD in hours; PAUSE, INTERVAL, SKEW, DURATION and DELAY as log(1 + seconds); CLOCK_SECONDS in seconds. TOP_SPEED is
a maximum of weight * km/h, not a sum; HOURS_SQUARED is the sum of the squared counts of the hours of the day."""

WIDTH: Final = 31
