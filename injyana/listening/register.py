"""Audio files into the catalogue, one transaction each."""

from dataclasses import dataclass
from pathlib import Path

from catalogue import audio_files, session
from catalogue.duplicates import duplicates
from catalogue.known import Known
from catalogue.songs.registration import Outcome, Registered
from fingerprinting.chroma import from_bytes
from injyana.listening.known import of_catalogue
from kernel.codec import Codecs
from kernel.errors import Refused
from kernel.events.detections import Profile


@dataclass(frozen=True, slots=True)
class Names:
    """What a caller says of a file; what is None is taken from its tags, else from its name."""

    title: str | None = None
    artist: str | None = None
    isrc: str | None = None


class Register:
    """Adds files to the catalogue, and refuses what sounds like a song that is there unless `anyway`.

    With `dry` nothing is changed: outcomes are what they would be. The catalogue is read once, at the start.
    """

    def __init__(self, database: str, codecs: Codecs, anyway: bool, dry: bool = False) -> None:
        self._database = database
        self._codecs = codecs
        self._anyway = anyway
        self._dry = dry
        self._known = of_catalogue(database, Profile.LINE)

    @property
    def known(self) -> Known:
        return self._known

    def add(self, path: Path, said: Names) -> Registered:
        """Registers one file. Refused, with the reason and what to do, where it cannot be."""
        recording = audio_files.read(path)
        tags, named = recording.tags, _named(path)
        artist = said.artist or tags.artist or named.artist
        if not artist:
            raise Refused(f"{path} has no artist in its tags: say --artist NAME")
        title = said.title or tags.title or named.title or path.stem
        alike = duplicates(self._known, from_bytes(recording.line))
        with session.opened(self._database, self._codecs) as catalogue:
            done = catalogue.add(recording, title, artist, said.isrc or tags.isrc)
            if any(each.song.song_id == done.song.song_id for each in alike):
                outcome = Outcome.ALREADY if done.outcome is Outcome.ADDED else done.outcome
                done = Registered(outcome, done.song)
            elif done.outcome is Outcome.ADDED and alike and not self._anyway:
                raise Refused(f"{path} sounds like {alike[0]}; --duplicate adds it all the same")
            if self._dry:
                catalogue.rollback()
        if done.outcome is not Outcome.ALREADY:
            self._known = self._known.joined([done.song])
        return done


def _named(path: Path) -> Names:
    """`Artist - Title.mp3` names both."""
    artist, dash, title = path.stem.partition(" - ")
    return Names(title.strip() or None, artist.strip() or None) if dash else Names()
