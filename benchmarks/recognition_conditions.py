"""How clips are made worse, and what must still be recognised of them."""

from collections.abc import Callable
from dataclasses import dataclass

from fingerprinting.audio import Pcm
from injyana.demo import audio
from kernel.events.detections import Profile


@dataclass(frozen=True, slots=True)
class Condition:
    """Clips of `seconds`, dirtied by `dirty(samples, seed)`, fingerprinted in `profile`.

    `target` is the share in percent that must be recognised, None where the figure is only shown.
    """

    name: str
    profile: Profile
    seconds: int
    dirty: Callable[[Pcm, int], Pcm]
    target: float | None = None
    clips: int = 6
    """Of each song."""

    @property
    def label(self) -> str:
        return f"{self.profile.value}, {self.seconds} s, {self.name}"


def clean(pcm: Pcm, _seed: int) -> Pcm:
    return pcm


def mp3(pcm: Pcm, _seed: int) -> Pcm:
    return audio.mp3(pcm, 64)


def noise(snr_db: float) -> Callable[[Pcm, int], Pcm]:
    return lambda pcm, seed: audio.pink_noise(pcm, snr_db, seed)


def telephone(snr_db: float) -> Callable[[Pcm, int], Pcm]:
    return lambda pcm, seed: audio.phone_band(audio.pink_noise(pcm, snr_db, seed))


CONDITIONS = (
    Condition("clean", Profile.LINE, 5, clean),
    Condition("clean", Profile.LINE, 10, clean, 99),
    Condition("clean", Profile.LINE, 15, clean, 99),
    Condition("clean", Profile.LINE, 30, clean, 99),
    Condition("MP3 64 kbit/s", Profile.LINE, 15, mp3, 99, clips=3),
    Condition("pink noise 10 dB", Profile.LINE, 10, noise(10)),
    Condition("pink noise 10 dB", Profile.LINE, 15, noise(10)),
    Condition("pink noise 5 dB", Profile.LINE, 15, noise(5)),
    Condition("telephone band, noise 10 dB", Profile.LINE, 15, telephone(10)),
    Condition("clean", Profile.MIC, 15, clean, 99),
    Condition("pink noise 10 dB", Profile.MIC, 5, noise(10)),
    Condition("pink noise 10 dB", Profile.MIC, 10, noise(10)),
    Condition("pink noise 10 dB", Profile.MIC, 15, noise(10), 95),
    Condition("pink noise 10 dB", Profile.MIC, 30, noise(10)),
    Condition("telephone band, noise 10 dB", Profile.MIC, 15, telephone(10)),
    Condition("telephone band, noise 5 dB", Profile.MIC, 15, telephone(5)),
)
