"""The music of the demonstration: two of Debian's packages of free music, part of it registered."""

from dataclasses import dataclass
from pathlib import Path

from kernel.errors import Misconfigured

SINGULARITY = Path("/usr/share/games/singularity/music")
ASC = Path("/usr/share/games/asc/music")


@dataclass(frozen=True, slots=True)
class Track:
    """An audio file, and under what it is registered. The ISRCs are made up for the demonstration."""

    path: Path
    title: str
    artist: str
    isrc: str


def _singularity(number: int, title: str) -> Track:
    return Track(SINGULARITY / f"{title}.ogg", title, "Maxstack", f"RWDEM26000{number:02}")


REGISTERED = (
    _singularity(1, "A New Journey"),
    _singularity(2, "Awakening"),
    _singularity(3, "By-Product"),
    _singularity(4, "Coherence"),
    _singularity(5, "Enemy Unknown"),
    _singularity(6, "Inevitable"),
    _singularity(7, "Through Space"),
    _singularity(8, "Nebula"),
    Track(ASC / "frontiers.mp3", "Frontiers", "Michael Kievernagel", "RWDEM2600009"),
    Track(ASC / "machine_wars.mp3", "Machine Wars", "Michael Kievernagel", "RWDEM2600010"),
)

UNREGISTERED = Track(ASC / "time_to_strike.mp3", "Time to Strike", "Michael Kievernagel", "RWDEM2600099")


def require() -> None:
    """Misconfigured where the music is not installed."""
    missing = [str(track.path) for track in (*REGISTERED, UNREGISTERED) if not track.path.is_file()]
    if missing:
        raise Misconfigured(f"{missing[0]} is missing: apt-get install asc-music singularity-music")
