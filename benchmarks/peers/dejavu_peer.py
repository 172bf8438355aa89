"""Dejavu asked as benchmarks/recognition_peers.py wants it: by Dejavu's own Python, its folder the first word.

Its hashes lie in memory, behind the two methods that it asks of a database, in the place of a server's table. It always
names the likeliest song; its `input_confidence` is given back as the score, and who asks says what is enough.
"""

import importlib
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

HASH_BYTES = 18
"""What a row of its table must hold: 10 bytes of hash, a song and an offset of 4 bytes each."""


class Rows:
    """Its table of fingerprints."""

    def __init__(self) -> None:
        self.songs: list[tuple[str, int]] = []
        self._places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)

    def add(self, name: str, hashes: Iterable[tuple[str, int]]) -> None:
        rows = list(hashes)
        for key, offset in rows:
            self._places[key].append((len(self.songs), int(offset)))
        self.songs.append((name, len(rows)))

    def return_matches(self, hashes: Iterable[tuple[str, int]]) -> tuple[list[tuple[int, int]], Counter[int]]:
        """Song and difference of the offsets of every match; how many rows of each song match."""
        asked: defaultdict[str, list[int]] = defaultdict(list)
        for key, offset in hashes:
            asked[key].append(int(offset))
        found, count = list[tuple[int, int]](), Counter[int]()
        for key, offsets in asked.items():
            for song, place in self._places.get(key, ()):
                count[song] += 1
                found += [(song, place - offset) for offset in offsets]
        return found, count

    def get_song_by_id(self, song: int) -> dict[str, Any]:
        name, hashes = self.songs[song]
        return {"song_name": name, "total_hashes": hashes, "file_sha1": ""}


def main() -> None:
    """One job."""
    sys.path.insert(0, sys.argv[1])
    dejavu, decoder, prints = (
        importlib.import_module(name) for name in ("dejavu", "dejavu.logic.decoder", "dejavu.logic.fingerprint")
    )
    job, out = json.load(sys.stdin), sys.stdout
    sys.stdout = sys.stderr
    peer = object.__new__(dejavu.Dejavu)
    peer.db = Rows()
    began = processor_seconds()
    for path in job["songs"]:
        peer.db.add(path, peer.get_file_fingerprints(path, None)[0])
    build = processor_seconds() - began
    answers: list[dict[str, Any]] = []
    for path in job["clips"]:
        began = processor_seconds()
        channels, rate, _ = decoder.read(path)
        asked = {hashed for channel in channels for hashed in prints.fingerprint(channel, Fs=rate)}
        heard = processor_seconds()
        matches, counted, _ = peer.find_matches(list(asked))
        best = peer.align_matches(matches, counted, max(len(asked), 1))[:1]
        ended = processor_seconds()
        song = best[0]["song_name"].decode() if best else None
        score = best[0]["hashes_matched_in_input"] / max(len(asked), 1) if best else 0.0
        answers.append({"song": song, "score": score, "hearing_s": heard - began, "lookup_s": ended - heard})
    size = HASH_BYTES * sum(hashes for _, hashes in peer.db.songs)
    json.dump({"build_s": build, "bytes": size, "fixed_bytes": 0, "answers": answers}, out)


def processor_seconds() -> float:
    """Of this process and of those that it waited for."""
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + others.ru_utime + others.ru_stime


if __name__ == "__main__":
    main()
