"""The demonstration's catalogue: the songs are fingerprinted, registered and published, once."""

from collections.abc import Callable

from catalogue import audio_files, session
from fingerprinting.audio import decode
from injyana.demo.script import Record
from injyana.demo.songs import REGISTERED, UNREGISTERED
from kernel.codec import Codecs


def load(database: str, codecs: Codecs, loaded: Callable[[str], None]) -> tuple[list[Record], Record]:
    """The registered songs and the one that nobody registered, each with its samples.

    `loaded` is told each title. A song that is in the catalogue already is not fingerprinted again.
    """
    with session.reader(database) as catalogue:
        known = {song.isrc: song.song_id for song in catalogue.every()}
    records = []
    for track in REGISTERED:
        song_id = known.get(track.isrc)
        if song_id is None:
            recording = audio_files.read(track.path)
            with session.opened(database, codecs) as catalogue:
                song_id = catalogue.add(recording, track.title, track.artist, track.isrc).song.song_id
        records.append(Record(track, decode(track.path), song_id))
        loaded(track.title)
    stranger = Record(UNREGISTERED, decode(UNREGISTERED.path), None)
    loaded(UNREGISTERED.title)
    return records, stranger
