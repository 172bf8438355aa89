"""The demonstration's catalogue: the songs are fingerprinted, registered and published, once."""

from collections.abc import Callable

from catalogue import audio_files, songs
from fingerprinting.audio import decode
from injyana.demo.script import Record
from injyana.demo.songs import REGISTERED, UNREGISTERED
from kernel.codec import Codecs
from kernel.topics import CATALOGUE_SONGS


def load(database: str, codecs: Codecs, loaded: Callable[[str], None]) -> tuple[list[Record], Record]:
    """The registered songs and the one that nobody registered, each with its samples.

    `loaded` is told each title. A song that is in the catalogue already is not fingerprinted again.
    """
    codec = codecs.get(CATALOGUE_SONGS)
    with songs.connected(database) as connection:
        known = {song.isrc: song.song_id for song in songs.every(connection)}
    records = []
    for track in REGISTERED:
        song_id = known.get(track.isrc)
        if song_id is None:
            recording = audio_files.read(track.path)
            with songs.connected(database) as connection:
                song_id = songs.add(connection, codec, recording, track.title, track.artist, track.isrc).song.song_id
        records.append(Record(track, decode(track.path), song_id))
        loaded(track.title)
    stranger = Record(UNREGISTERED, decode(UNREGISTERED.path), None)
    loaded(UNREGISTERED.title)
    return records, stranger
