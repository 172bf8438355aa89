"""Made-up radio: real music with what stations do to it, the same at every run.

Songs play up to 2 % faster or slower, are faded into each other, begin and end under somebody's voice, and alternate
with talk, jingles, silence and music that the catalogue does not know. All of it goes through MP3 as on a stream.
"""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from fingerprinting.audio import SAMPLE_RATE, Pcm
from injyana.demo.audio import cut, mp3
from kernel.errors import Misconfigured
from kernel.ids import SongId

SPEED = 0.02
PLAY_S = (60.0, 240.0)
FADE_S = (1.0, 6.0)
TALK_OVER_S = (5.0, 12.0)
DUCKED_DB = (4.0, 10.0)
"""How far the music lies below the voice on top of it."""

VOICES = ("en", "en-us", "fr-fr", "sw", "en+f3", "fr-fr+m3")
WORDS = (
    *("muraho", "mwaramutse", "amakuru", "radio", "kigali", "today", "news", "weather", "sports", "music", "traffic"),
    *("minister", "market", "rain", "morning", "caller", "welcome", "listeners", "thank", "you", "tomorrow", "bonjour"),
    *("habari", "umuziki", "ubu", "tugiye", "kumva", "indirimbo", "nshya", "program", "hour", "studio"),
)

Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Played:
    """What was played, and when in the programme.

    A song begins with its first sample; it ends with its last, or in the middle of the fade into what comes after it.
    """

    song: SongId
    from_s: float
    to_s: float
    speed: float
    voice_at_beginning: bool
    voice_at_end: bool


class Desk:
    """Puts sounds after one another, or fades them into each other."""

    def __init__(self) -> None:
        self._sound: Samples = np.empty(0)

    @property
    def seconds(self) -> float:
        return len(self._sound) / SAMPLE_RATE

    @property
    def pcm(self) -> Pcm:
        return np.clip(np.rint(self._sound), -32_768, 32_767).astype(np.int16)

    def play(self, sound: Samples, fade_s: float) -> tuple[float, float]:
        """Adds a sound; the seconds at which it begins, and at which the middle of its fade lies."""
        fade = min(round(fade_s * SAMPLE_RATE), len(self._sound), len(sound))
        turn = np.linspace(0, np.pi / 2, fade)
        begin = len(self._sound) - fade
        both = self._sound[begin:] * np.cos(turn) + sound[:fade] * np.sin(turn)
        self._sound = np.concatenate((self._sound[:begin], both, sound[fade:]))
        return begin / SAMPLE_RATE, (begin + fade / 2) / SAMPLE_RATE


def programme(
    songs: Mapping[SongId, Pcm], strangers: Sequence[Pcm], seconds: float, chance: np.random.Generator
) -> tuple[Pcm, list[Played]]:
    """At least so many seconds of radio, and which songs were played in it."""
    desk = Desk()
    played: list[Played] = []
    names: list[SongId] = []
    while desk.seconds < seconds:
        if not names:
            names = [list(songs)[number] for number in chance.permutation(len(songs))]
        _ends(played, _between(desk, strangers, chance))
        song = names.pop()
        speed = 1 + float(chance.uniform(-SPEED, SPEED))
        pcm = _excerpt(songs[song], chance, PLAY_S)
        sound = _at_speed(pcm, speed)
        voice = bool(chance.random() < 0.5), bool(chance.random() < 0.4)
        for at_end in (False, True):
            if voice[at_end]:
                sound = _talked_over(sound, at_end, chance)
        begins, middle = desk.play(sound, float(chance.uniform(*FADE_S)) if chance.random() < 0.6 else 0.0)
        _ends(played, middle)
        played.append(Played(song, begins, desk.seconds, speed, *voice))
    return mp3(desk.pcm, 128), played


def _ends(played: list[Played], at_s: float) -> None:
    """The latest song is over by then."""
    if played and played[-1].to_s > at_s:
        played[-1] = replace(played[-1], to_s=at_s)


def talk(seconds: float, chance: np.random.Generator) -> Samples:
    """Somebody speaks, by espeak-ng. Misconfigured without it."""
    voice = str(chance.choice(VOICES))
    sound: Samples = np.empty(0)
    while len(sound) < seconds * SAMPLE_RATE:
        sound = np.concatenate(
            (sound, _said(" ".join(chance.choice(WORDS, 60)), voice, int(chance.integers(130, 190))))
        )
    return sound[: round(seconds * SAMPLE_RATE)]


def _said(text: str, voice: str, words_a_minute: int) -> Samples:
    """espeak-ng speaks at SAMPLE_RATE; its header is 44 bytes."""
    command = ["espeak-ng", "-v", voice, "-s", str(words_a_minute), "--stdout", text]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except FileNotFoundError as error:
        raise Misconfigured("speech is missing: apt-get install espeak-ng") from error
    return np.frombuffer(done.stdout[44:], "<i2").astype(np.float64)


def _between(desk: Desk, strangers: Sequence[Pcm], chance: np.random.Generator) -> float:
    """What comes before the next song, if anything does; the middle of its fade."""
    what = chance.choice(["nothing", "jingle", "talk", "silence", "stranger"], p=[0.35, 0.25, 0.2, 0.05, 0.15])
    stranger = strangers[int(chance.integers(len(strangers)))]
    if what == "jingle":
        sound = _excerpt(stranger, chance, (3.0, 7.0)).astype(np.float64)
        return desk.play(_with_voice(sound, 0.0, len(sound) / SAMPLE_RATE, chance), 0.0)[1]
    if what == "talk":
        return desk.play(talk(float(chance.uniform(10, 60)), chance), 0.0)[1]
    if what == "silence":
        return desk.play(np.zeros(round(float(chance.uniform(1, 8)) * SAMPLE_RATE)), 0.0)[1]
    if what == "stranger":
        return desk.play(_excerpt(stranger, chance, (30.0, 150.0)).astype(np.float64), float(chance.uniform(*FADE_S)))[
            1
        ]
    return desk.seconds


def _excerpt(pcm: Pcm, chance: np.random.Generator, lengths: tuple[float, float]) -> Pcm:
    """Mostly from the beginning, as stations play."""
    length = min(float(chance.uniform(*lengths)), len(pcm) / SAMPLE_RATE)
    start = 0.0 if chance.random() < 0.6 else float(chance.uniform(0, len(pcm) / SAMPLE_RATE - length))
    return cut(pcm, start, length)


def _at_speed(pcm: Pcm, speed: float) -> Samples:
    ratio = Fraction(speed).limit_denominator(1000)
    sound: Samples = resample_poly(pcm.astype(np.float64), ratio.denominator, ratio.numerator)
    return sound


def _talked_over(sound: Samples, at_end: bool, chance: np.random.Generator) -> Samples:
    length = len(sound) / SAMPLE_RATE
    seconds = min(float(chance.uniform(*TALK_OVER_S)), length / 3)
    return _with_voice(sound, length - seconds if at_end else 0.0, seconds, chance)


def _with_voice(sound: Samples, at_s: float, seconds: float, chance: np.random.Generator) -> Samples:
    """The sound, lowered while somebody speaks on top of it."""
    voice = talk(seconds, chance)
    begin = round(at_s * SAMPLE_RATE)
    under = sound[begin : begin + len(voice)]
    voice = voice[: len(under)]
    loudness = np.sqrt(np.mean(voice**2) / max(float(np.mean(under**2)), 1.0))
    mixed = sound.copy()
    mixed[begin : begin + len(under)] = voice + under * loudness / 10 ** (float(chance.uniform(*DUCKED_DB)) / 20)
    return mixed
