import pytest

from kernel.events.flags import Contribution
from stream_processors.fraud.features.names import FEATURES
from stream_processors.fraud.features.words import phrase, shown


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("top_artist_share", 0.917, "92 %"),
        ("plays_per_day", 212.4, "212 plays a day"),
        ("artists", 3.14, "3.1 artists"),
        ("longest_run", 9.0, "9 hours"),
        ("age", 3.0, "3 days"),
        ("pause", 45.0, "45 seconds"),
    ],
)
def test_values_as_a_person_says_them(name: str, value: float, text: str) -> None:
    assert shown(name, value) == text


def test_a_phrase_names_the_figure_and_what_is_normal() -> None:
    odd = Contribution(feature="top_artist_share", value=0.92, low=0.08, high=0.45, weight=0.7)
    assert phrase(odd) == "share of the most played artist: 92 % (normal: 8 % to 45 %)"


def test_every_feature_can_be_said() -> None:
    for feature in FEATURES:
        odd = Contribution(feature=feature.name, value=1.0, low=0.0, high=2.0, weight=0.1)
        assert phrase(odd).startswith(feature.words)
