"""Real music, cut and dirtied as phones send it. `make eval` asks for many more clips."""

import base64
from collections.abc import Callable

import numpy as np
import pytest

from benchmarks import music
from fingerprinting.audio import SAMPLE_RATE, Pcm, decode
from fingerprinting.chroma import fingerprint
from fingerprinting.compressed import decode as decoded
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import search
from injyana.demo.audio import api_fingerprint, cut, mp3, phone_band, pink_noise
from kernel.events.detections import Profile
from kernel.ids import SongId

PIECES = 4
SECONDS = 60
"""Of each piece; whole songs would take longer to fingerprint."""


@pytest.fixture(scope="module")
def songs() -> dict[SongId, Pcm]:
    found = [path for path in music.files() if path.stat().st_size < 3_500_000 and path.parent.name == "music"]
    return {SongId(path.stem): decode(path)[: SECONDS * SAMPLE_RATE] for path in found[:PIECES]}


@pytest.fixture(scope="module")
def indexes(songs: dict[SongId, Pcm]) -> dict[Profile, Index]:
    registered = list(songs)[:-1]
    return {
        profile: Index(profile).changed({song: fingerprint(songs[song], profile).items for song in registered})
        for profile in Profile
    }


@pytest.mark.parametrize("profile", list(Profile))
def test_clips_of_registered_songs_are_recognised_and_no_others(
    songs: dict[SongId, Pcm], indexes: dict[Profile, Index], profile: Profile
) -> None:
    index = indexes[profile]
    for song, pcm in songs.items():
        heard = [fingerprint(cut(pcm, start, 15), profile).items for start in (3.3, 17.7, 31.1, 44.4)]
        believed = [match.song for match in search(index, heard) if match and match.strong and match.clear]
        assert believed == ([song] * len(heard) if song in index else [])


@pytest.mark.parametrize(
    ("profile", "dirty", "starts"),
    [
        (Profile.LINE, mp3, (20.2,)),
        (Profile.LINE, lambda clip: pink_noise(clip, 20, seed=1), (5.1, 20.2, 40.3)),
        (Profile.MIC, lambda clip: phone_band(pink_noise(clip, 20, seed=1)), (5.1, 20.2, 40.3)),
    ],
)
def test_dirtied_clips_are_recognised(
    songs: dict[SongId, Pcm],
    indexes: dict[Profile, Index],
    profile: Profile,
    dirty: Callable[[Pcm], Pcm],
    starts: tuple[float, ...],
) -> None:
    asked = [(song, start) for song in indexes[profile].songs for start in starts]
    heard = [fingerprint(dirty(cut(songs[song], start, 15)), profile).items for song, start in asked]
    believed = [
        match.song == song
        for (song, _), match in zip(asked, search(indexes[profile], heard), strict=True)
        if match and match.strong and match.clear
    ]
    assert all(believed)
    assert len(believed) >= len(asked) - 1


def test_noise_is_as_loud_as_asked_and_the_same_again(songs: dict[SongId, Pcm]) -> None:
    clip = cut(next(iter(songs.values())), 20, 5) // 4
    noise = pink_noise(clip, 10, seed=3).astype(np.float64) - clip
    assert 10 * np.log10(np.mean(clip.astype(np.float64) ** 2) / np.mean(noise**2)) == pytest.approx(10, abs=0.1)
    assert np.array_equal(pink_noise(clip, 10, seed=3), pink_noise(clip, 10, seed=3))


def test_the_apis_field_holds_the_fingerprint(songs: dict[SongId, Pcm]) -> None:
    clip = cut(next(iter(songs.values())), 20, 15)
    field = api_fingerprint(clip, Profile.MIC, offset_ms=500)
    assert (field["algorithm"], field["profile"], field["offset_ms"]) == ("chromaprint", "mic", 500)
    text = str(field["data"])
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    assert np.array_equal(decoded(raw), fingerprint(clip, Profile.MIC).items)


def test_a_clip_lies_within_its_song(songs: dict[SongId, Pcm]) -> None:
    with pytest.raises(ValueError, match="reach beyond"):
        cut(next(iter(songs.values())), SECONDS - 5, 15)
