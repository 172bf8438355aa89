"""audfprint asked as benchmarks/recognition_peers.py wants it: by audfprint's own Python, its folder the first word.

Its own settings of `new` and `match`. Reads a job from standard input, writes what came of it to standard output.
"""

import importlib
import json
import resource
import sys
import time
from typing import Any


def main() -> None:
    """One job."""
    sys.path.insert(0, sys.argv[1])
    docopt, program, tables = (importlib.import_module(name) for name in ("docopt", "audfprint", "hash_table"))
    job, out = json.load(sys.stdin), sys.stdout
    sys.stdout = sys.stderr
    told = [docopt.docopt(program.USAGE, argv=[word, "-d", "none", "none"]) for word in ("new", "match")]
    table = tables.HashTable()
    began = processor_seconds()
    stored = program.setup_analyzer(told[0])
    for path in job["songs"]:
        stored.ingest(table, path)
    build = processor_seconds() - began
    analyzer, matcher = program.setup_analyzer(told[1]), program.setup_matcher(told[1])
    answers: list[dict[str, Any]] = []
    for path in job["clips"]:
        began = processor_seconds()
        hashes = analyzer.wavfile2hashes(path)
        heard = processor_seconds()
        found = matcher.match_hashes(table, hashes)
        ended = processor_seconds()
        song = table.names[int(found[0][0])] if len(found) else None
        answers.append({"song": song, "hearing_s": heard - began, "lookup_s": ended - heard})
    size = int(sum(table.hashesperid)) * table.table.itemsize
    json.dump({"build_s": build, "bytes": size, "fixed_bytes": table.table.nbytes, "answers": answers}, out)


def processor_seconds() -> float:
    """Of this process and of those that it waited for."""
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + others.ru_utime + others.ru_stime


if __name__ == "__main__":
    main()
