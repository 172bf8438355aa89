"""How much each feature counts: what is known of fraud before any data.

Whatever is unusual is unusual, but most of it is harmless: a traveller's places, a bad clock, a shop's long day. What
earns money by fraud has to show in some features rather than in others. The weights were chosen on the simulator's
tuning countries, in few and round steps, and they are stored in each model.
"""

from typing import Final

USUAL: Final = 0.3
"""Of a feature that is not named here."""

WEIGHTS: Final = {
    # What fraud is for: the payee's part.
    "this_artist_share": 0.7,
    "this_artist_plays": 0.5,
    "self_play_share": 1.0,
    "top_artist_share": 0.3,
    "artists": 0.4,
    "top_song_share": 0.5,
    "distinct_songs": 0.3,
    # What is made by a machine.
    "repeated_fingerprints": 1.0,
    "repeated_transitions": 0.2,
    "interval_spread": 0.4,
    "duration_spread": 0.4,
    "seamless_share": 0.1,
    "confidence_spread": 0.3,
    "just_counting_share": 0.8,
    # When nobody listens, and longer than anybody does.
    "night_share": 0.2,
    "active_hours": 0.4,
    "longest_run": 0.3,
    "plays_per_day": 0.4,
    "heard_per_day": 0.2,
    "surplus": 0.3,
    # What cannot be, though no rule was hit.
    "duplicate_share": 0.5,
    "overlap_share": 0.5,
    "mismatch_share": 0.8,
    "unheard_share": 0.2,
    "top_speed": 0.6,
    # What many honest sources do as well.
    "age": 0.6,
    "clock_skew": 0.3,
    "clock_spread": 0.3,
    "confidence": 0.3,
    "pause": 0.2,
    "places": 0.1,
    "report_delay": 0.1,
    "out_of_order_share": 0.05,
}


def weight_of(feature: str) -> float:
    """The weight of a feature, by its name."""
    return WEIGHTS.get(feature, USUAL)
