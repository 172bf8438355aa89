"""From a profile to its features. Shares, means and spreads of few plays are drawn to what is usual.

Every figure is taken as if KNOWN_PLAYS usual plays had come before: a source of one play is not one that plays a single
artist, it is one of which little is known. What is usual matters for the first dozens of plays only; the figures are
typical of phones, which most sources are.
"""

from datetime import datetime
from math import exp2, log, log1p, sqrt
from typing import Final

from stream_processors.fraud.features.days import DAY_MS, day_of
from stream_processors.fraud.features.decay import HALF_LIFE_MS, LN2_A_DAY, weight_of
from stream_processors.fraud.features.heavy_hitters import HeavyHitters
from stream_processors.fraud.features.state import State

KNOWN_PLAYS: Final = 8.0
"""Usual plays that are taken to have come before the first one."""

USUAL_ARTIST_SHARE: Final = 0.15
USUAL_SONG_SHARE: Final = 0.06
USUAL_DIFFERENT: Final = 0.7
USUAL_ENTROPY: Final = log(9.0)
USUAL_PAUSE: Final = log1p(60.0)
USUAL_SEAMLESS: Final = 0.3
USUAL_INTERVAL_SPREAD: Final = 0.5
USUAL_NIGHT: Final = 0.03
USUAL_HOURS: Final = log(7.0)
USUAL_PLACES: Final = log(1.5)
USUAL_DUPLICATES: Final = 0.003
USUAL_OVERLAPS: Final = 0.01
USUAL_SKEW: Final = log1p(3.0)
USUAL_CLOCK_SPREAD_S: Final = 3.0
USUAL_CONFIDENCE: Final = 0.6
USUAL_CONFIDENCE_SPREAD: Final = 0.12
USUAL_MISMATCHES: Final = 0.01
USUAL_TRANSITIONS: Final = 0.1
USUAL_REPEATED_SOUND: Final = 0.003
USUAL_DURATION: Final = log1p(150.0)
USUAL_DURATION_SPREAD: Final = 0.5
USUAL_JUST_COUNTING: Final = 0.05
USUAL_OWN: Final = 0.005
USUAL_DELAY: Final = log1p(120.0)
USUAL_OUT_OF_ORDER: Final = 0.01
"""Seconds are taken as log(1 + seconds), effective numbers as their logarithm."""


def share(part: float, whole: float, usual: float, now: float) -> float:
    """A share of plays, drawn to the usual; `now` is what one play of this moment weighs."""
    known = KNOWN_PLAYS * now
    return (part + known * usual) / (whole + known)


def entropy(whole: float, table: HeavyHitters, log_now: float) -> float:
    """Shannon's entropy in nats of a table's shares in the whole; what is not in it is of this moment, each alone.

    `log_now` is the logarithm of what one play of this moment weighs.
    """
    if whole <= 0.0:
        return 0.0
    logs = table.logs
    rest = whole - table.total
    if rest > 0.0:
        logs += rest * log_now
    return max(0.0, log(whole) - logs / whole)


def vector(state: State, of_artist: float, registered_at: datetime | None) -> list[float]:
    """The features in the order of FEATURES, each finite. `of_artist` is the decayed count of this play's artist."""
    (
        plays,
        heard,
        night,
        following,
        pause,
        seamless,
        intervals,
        interval,
        interval_squared,
        top_speed,
        located,
        duplicates,
        overlaps,
        clocks,
        skew,
        clock_seconds,
        clock_seconds_squared,
        sounds,
        confidence,
        confidence_squared,
        declared,
        mismatches,
        repeated_transitions,
        repeated_sounds,
        duration,
        duration_squared,
        just_counting,
        own,
        delay,
        out_of_order,
        hours_squared,
    ) = state.sums
    now = weight_of(state.newest_ms, state.landmark)
    known = KNOWN_PLAYS * now
    judged = plays + known
    following += known
    age_ms = max(DAY_MS, state.newest_ms - state.first_ms)
    a_day = LN2_A_DAY / (now * (1.0 - exp2(-age_ms / HALF_LIFE_MS)))
    different, counted = state.days.songs()
    artists, places = state.artists, state.places
    log_now = log(now)
    return [
        log1p(plays * a_day),
        heard * a_day,
        (different + KNOWN_PLAYS * USUAL_DIFFERENT) / (counted + KNOWN_PLAYS),
        (state.songs.top() + known * USUAL_SONG_SHARE) / judged,
        (artists.top() + known * USUAL_ARTIST_SHARE) / judged,
        (of_artist + known * USUAL_ARTIST_SHARE) / judged,
        (entropy(plays, artists, log_now) * plays + known * USUAL_ENTROPY) / judged,
        (pause + known * USUAL_PAUSE) / following,
        (seamless + known * USUAL_SEAMLESS) / following,
        _spread(intervals, interval, interval_squared, USUAL_INTERVAL_SPREAD, known),
        (night + known * USUAL_NIGHT) / judged,
        (log(plays * plays / hours_squared) * plays + known * USUAL_HOURS) / judged,
        log1p(state.days.longest_run() / 60),
        log1p(top_speed / now),
        (entropy(located, places, log_now) * located + known * USUAL_PLACES) / (located + known),
        (duplicates + known * USUAL_DUPLICATES) / judged,
        (overlaps + known * USUAL_OVERLAPS) / judged,
        (skew + known * USUAL_SKEW) / (clocks + known),
        log1p(_spread(clocks, clock_seconds, clock_seconds_squared, USUAL_CLOCK_SPREAD_S, known)),
        (confidence + known * USUAL_CONFIDENCE) / (sounds + known),
        _spread(sounds, confidence, confidence_squared, USUAL_CONFIDENCE_SPREAD, known),
        (mismatches + known * USUAL_MISMATCHES) / (declared + known),
        (repeated_transitions + known * USUAL_TRANSITIONS) / following,
        (repeated_sounds + known * USUAL_REPEATED_SOUND) / (sounds + known),
        (duration + known * USUAL_DURATION) / judged,
        _spread(plays, duration, duration_squared, USUAL_DURATION_SPREAD, known),
        (just_counting + known * USUAL_JUST_COUNTING) / judged,
        (own + known * USUAL_OWN) / judged,
        _surplus(state),
        _age(state, registered_at),
        (delay + known * USUAL_DELAY) / judged,
        (out_of_order + known * USUAL_OUT_OF_ORDER) / judged,
    ]


def _spread(total: float, first: float, second: float, usual: float, known: float) -> float:
    """The standard deviation from the sums of weight, weight * x and weight * x * x."""
    if total <= 0.0:
        return usual
    squares = second - first * first / total
    if squares < 0.0:
        squares = 0.0
    return sqrt((squares + known * usual * usual) / (total + known))


def _surplus(state: State) -> float:
    """Plays of the latest day against the mean of the days before, at most seven, in standard deviations.

    By Anscombe's transform of counts (Biometrika 1948), whose deviation is 1 for any mean; drawn to 0 while few days
    are known.
    """
    days = min(7, state.days.newest - day_of(state.first_ms))
    if days <= 0:
        return 0.0
    latest, before = state.days.latest_and_before()
    deviation = 2.0 * (sqrt(latest + 0.375) - sqrt(before / days + 0.375))
    return deviation * days / (days + 1)


def _age(state: State, registered_at: datetime | None) -> float:
    """Days since registration, or since the first play where that is not known."""
    since_ms = state.first_ms if registered_at is None else registered_at.timestamp() * 1000
    return log1p(max(0.0, (state.newest_ms - since_ms) / DAY_MS))
