"""The two ways in which audio is prepared before it is fingerprinted, the same on phone and index.

`line` is the audio as it is. `mic` keeps 300-3400 Hz, what every phone's microphone hears, by the four second-order
sections below. They are a contract between devices and index: scipy.signal.butter(4, [300, 3400], "bandpass",
fs=22050, output="sos"), direct form II transposed, starting from zero; results rounded to 16 bits.
"""

from collections.abc import Callable

import numpy as np
from scipy.signal import sosfilt

from fingerprinting.audio import Pcm
from kernel.events.detections import Profile

MIC_SOS: tuple[tuple[float, float, float, float, float, float], ...] = (
    (0.015031869558932728, 0.030063739117865456, 0.015031869558932728, 1.0, -0.790740694160057, 0.1990626472143866),
    (1.0, 2.0, 1.0, 1.0, -0.9114585623463567, 0.5756179539149701),
    (1.0, -2.0, 1.0, 1.0, -1.829051960405075, 0.8381042282374366),
    (1.0, -2.0, 1.0, 1.0, -1.9368246537081515, 0.9441864241806792),
)
"""b0, b1, b2, a0, a1, a2 of each section, in order."""

MIC_TEST_INPUT: tuple[int, ...] = (0, 20000, -12000, 7000, 0, 0, 15000, 15000, -30000, 500, 0, 0, -800, 12345, 1, 0)
MIC_TEST_OUTPUT: tuple[int, ...] = (
    0,
    301,
    1464,
    2928,
    2984,
    1205,
    -826,
    -1021,
    913,
    1749,
    -1572,
    -6691,
    -8570,
    -5597,
    -84,
    4514,
)
"""What the filter makes of MIC_TEST_INPUT, for whoever writes it anew on a device."""

_FULL_SCALE = 32_767


def prepared(pcm: Pcm, profile: Profile) -> Pcm:
    """The samples (16 bits, 22,050 Hz, mono) as the profile wants them fingerprinted."""
    return preparation(profile)(pcm)


def preparation(profile: Profile) -> Callable[[Pcm], Pcm]:
    """What prepares audio that comes in blocks, one after the other, as `prepared` does all at once."""
    if profile is Profile.LINE:
        return lambda pcm: pcm
    sections = np.array(MIC_SOS)
    state = np.zeros((len(MIC_SOS), 2))

    def band(pcm: Pcm) -> Pcm:
        nonlocal state
        filtered, state = sosfilt(sections, pcm.astype(np.float64), zi=state)
        rounded: Pcm = np.clip(np.rint(filtered), -_FULL_SCALE - 1, _FULL_SCALE).astype(np.int16)
        return rounded

    return band
