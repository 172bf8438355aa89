"""Which of our songs an answer means."""

from fingerprinting.chroma import to_bytes
from kernel.events.songs import Song
from stream_processors.recognition.fallback.answers import Candidate
from stream_processors.recognition.fallback.choice import LEAST_SCORE, Codes, Outcome, choose, sounds_like
from tests.unit.recognition.made import compressed, items, noisy, song

ONE, OTHER = song(1, isrc="RWABC2600001"), song(2, isrc="RWABC2600002")
CODES = Codes({"RWABC2600001": ONE, "RWABC2600002": OTHER}, {"m1": ONE, "m2": OTHER})


def unheard(_song: Song) -> None:
    return None


def test_by_isrc_and_by_musicbrainz() -> None:
    for candidate in (Candidate(0.9, "", "", ("RWABC2600001",)), Candidate(0.9, "", "", (), "m1")):
        choice = choose((candidate,), CODES, unheard)
        assert (choice.outcome, choice.song, choice.score) == (Outcome.COUNTED, ONE, 0.9)


def test_several_names_of_one_song() -> None:
    answer = (Candidate(0.95, "", "", ("RWABC2600001",), "m1"), Candidate(0.9, "", "", (), "unknown"))
    assert choose(answer, CODES, unheard).song == ONE


def test_nothing_hint_ambiguous() -> None:
    assert choose((), CODES, unheard).outcome is Outcome.NOTHING
    assert choose((Candidate(0.9, "T", "A", ("USABC2600001",), "m9"),), CODES, unheard).outcome is Outcome.HINT
    both = (Candidate(0.9, "", "", (), "m1"), Candidate(0.9, "", "", (), "m2"))
    assert choose(both, CODES, unheard).outcome is Outcome.AMBIGUOUS
    contradicting = (Candidate(0.9, "", "", ("RWABC2600002",), "m1"),)
    assert choose(contradicting, CODES, unheard).outcome is Outcome.AMBIGUOUS


def test_a_low_score_names_nothing() -> None:
    assert choose((Candidate(LEAST_SCORE - 0.01, "", "", (), "m1"),), CODES, unheard).outcome is Outcome.HINT
    mixed = (Candidate(LEAST_SCORE, "", "", (), "m1"), Candidate(0.3, "", "", (), "m2"))
    assert choose(mixed, CODES, unheard).song == ONE


def test_the_sound_must_not_contradict() -> None:
    answer = (Candidate(0.99, "", "", (), "m1"),)
    assert choose(answer, CODES, lambda song: song is not ONE).outcome is Outcome.UNLIKE
    assert choose(answer, CODES, lambda song: song is ONE).outcome is Outcome.COUNTED


def test_what_sounds_alike() -> None:
    assert sounds_like(compressed(noisy(items(1), 0.2)), ONE) is True
    assert sounds_like(compressed(items(9)), ONE) is False
    assert sounds_like(compressed(items(1)), ONE.evolve(line=b"")) is None
    assert sounds_like(compressed(items(1)), ONE.evolve(line=to_bytes(items(1))[:-1])) is None
