"""From the figures of profiles to features, a batch at once.

Shares, means and spreads of few plays are drawn to the usual.
Every figure is taken as if KNOWN_PLAYS usual plays had come before: a source of one play is not one that plays a single
artist, it is one of which little is known. What is usual matters for the first dozens of plays only; it is typical of
phones, which most sources are. Of what is rare, the usual is none: so these shares are 0 where it never happened.
"""

from collections.abc import Sequence
from math import log
from struct import Struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stream_processors.fraud.features.days import DAY_MS, KIGALI_MS
from stream_processors.fraud.features.decay import HALF_LIFE_MS, LN2_A_DAY
from stream_processors.fraud.features.names import WIDTH

Floats = NDArray[np.float64]

KNOWN_PLAYS: Final = 8.0
"""Usual plays that are taken to have come before the first one."""

USUAL_ARTIST_SHARE: Final = 0.15
USUAL_SONG_SHARE: Final = 0.06
USUAL_DIFFERENT: Final = 0.7
USUAL_ENTROPY: Final = log(9.0)
USUAL_PAUSE: Final = log(61.0)
USUAL_SEAMLESS: Final = 0.3
USUAL_INTERVAL_SPREAD: Final = 0.5
USUAL_NIGHT: Final = 0.03
USUAL_HOURS: Final = log(7.0)
USUAL_PLACES: Final = log(1.5)
USUAL_SKEW: Final = log(4.0)
USUAL_CLOCK_SPREAD_S: Final = 3.0
USUAL_CONFIDENCE: Final = 0.6
USUAL_CONFIDENCE_SPREAD: Final = 0.12
USUAL_TRANSITIONS: Final = 0.1
USUAL_DURATION_SPREAD: Final = 0.5
USUAL_JUST_COUNTING: Final = 0.05
USUAL_DELAY: Final = log(121.0)
"""Seconds are taken as log(1 + seconds), effective numbers as their logarithm."""

FIGURES: Final = Struct("48d")
"""What features are calculated from, packed: the sums of a profile and 17 figures more, as `features` names them."""

MOST_DAYS: Final = 7
"""Days before the latest that its plays are compared with."""

_TINY: Final = 1e-300


def features(figures: Sequence[bytes]) -> Floats:
    """The features of plays, [plays, WIDTH], each finite, from what `Profile.observe` gave for each.

    Each step is by element, so a play's features are the same bits in any company.
    """
    columns = np.ascontiguousarray(np.frombuffer(b"".join(figures)).reshape(len(figures), -1).T)
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
        now,
        of_artist,
        top_song,
        artists_top,
        artists_total,
        artists_logs,
        places_total,
        places_logs,
        different,
        counted,
        longest_run,
        latest,
        before,
        newest_day,
        newest_ms,
        first_ms,
        since_ms,
    ) = columns
    known = KNOWN_PLAYS * now
    judged = plays + known
    followed = following + known
    heard_plays = sounds + known
    log_now = np.log(now)
    a_day = LN2_A_DAY / (now * (1.0 - np.exp2(np.maximum(DAY_MS, newest_ms - first_ms) / -HALF_LIFE_MS)))
    hours = plays * np.log(np.maximum(plays * plays, _TINY) / np.maximum(hours_squared, _TINY))
    found = np.empty((WIDTH, columns.shape[1]))
    for number, values in enumerate(
        (
            np.log1p(plays * a_day),
            heard * a_day,
            (different + KNOWN_PLAYS * USUAL_DIFFERENT) / (counted + KNOWN_PLAYS),
            (top_song + known * USUAL_SONG_SHARE) / judged,
            (artists_top + known * USUAL_ARTIST_SHARE) / judged,
            (of_artist + known * USUAL_ARTIST_SHARE) / judged,
            of_artist * a_day,
            (_entropies(plays, artists_total, artists_logs, log_now) + known * USUAL_ENTROPY) / judged,
            (pause + known * USUAL_PAUSE) / followed,
            (seamless + known * USUAL_SEAMLESS) / followed,
            _spread(intervals, interval, interval_squared, USUAL_INTERVAL_SPREAD, known),
            (night + known * USUAL_NIGHT) / judged,
            (hours + known * USUAL_HOURS) / judged,
            np.log1p(longest_run / 60.0),
            np.log1p(top_speed / now),
            (_entropies(located, places_total, places_logs, log_now) + known * USUAL_PLACES) / (located + known),
            duplicates / judged,
            overlaps / judged,
            (skew + known * USUAL_SKEW) / (clocks + known),
            np.log1p(_spread(clocks, clock_seconds, clock_seconds_squared, USUAL_CLOCK_SPREAD_S, known)),
            (confidence + known * USUAL_CONFIDENCE) / heard_plays,
            _spread(sounds, confidence, confidence_squared, USUAL_CONFIDENCE_SPREAD, known),
            np.maximum(plays - sounds, 0.0) / judged,
            mismatches / (declared + known),
            (repeated_transitions + known * USUAL_TRANSITIONS) / followed,
            repeated_sounds / heard_plays,
            _spread(plays, duration, duration_squared, USUAL_DURATION_SPREAD, known),
            (just_counting + known * USUAL_JUST_COUNTING) / judged,
            own / judged,
            _surplus(latest, before, newest_day - np.floor((first_ms + KIGALI_MS) / DAY_MS)),
            np.log1p(np.maximum(newest_ms - since_ms, 0.0) / DAY_MS),
            (delay + known * USUAL_DELAY) / judged,
            out_of_order / judged,
        )
    ):
        found[number] = values
    return np.ascontiguousarray(found.T)


def share(part: float, whole: float, usual: float, now: float) -> float:
    """A share of plays, drawn to the usual; `now` is what one play of this moment weighs."""
    known = KNOWN_PLAYS * now
    return (part + known * usual) / (whole + known)


def _entropies(whole: Floats, total: Floats, logs: Floats, log_now: Floats) -> Floats:
    """`whole` times the entropy in nats of a table's shares in it; what is not in it is of this moment, each alone."""
    rest = np.maximum(whole - total, 0.0)
    return np.maximum(whole * np.log(np.maximum(whole, _TINY)) - logs - rest * log_now, 0.0)


def _spread(total: Floats, first: Floats, second: Floats, usual: float, known: Floats) -> Floats:
    """The standard deviation from the sums of weight, weight * x and weight * x * x."""
    squares = np.maximum(second - first * first / np.maximum(total, _TINY), 0.0)
    return np.sqrt((squares + known * (usual * usual)) / (total + known))


def _surplus(latest: Floats, before: Floats, days: Floats) -> Floats:
    """Plays of the latest day against the mean of the days before, in standard deviations.

    By Anscombe's transform of counts (Biometrika 1948), whose deviation is 1 for any mean; drawn to 0 while few days
    are known.
    """
    known = np.minimum(days, MOST_DAYS)
    deviation = 2.0 * (np.sqrt(latest + 0.375) - np.sqrt(before / np.maximum(known, 1.0) + 0.375))
    return deviation * known / (known + 1.0)
