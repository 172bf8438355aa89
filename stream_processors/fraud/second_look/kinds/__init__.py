"""The kinds of finding, in the order in which they are looked for.

Each is a function of the audience alone, `(audience) -> Found | None`, in a file of its own. A new one is written
beside the others, gets its thresholds in thresholds.yaml, and is added to this tuple.
"""

from stream_processors.fraud.second_look.found import Look
from stream_processors.fraud.second_look.kinds.devoted_cluster import devoted_cluster
from stream_processors.fraud.second_look.kinds.few_sources import few_sources
from stream_processors.fraud.second_look.kinds.shared_fingerprint import shared_fingerprint
from stream_processors.fraud.second_look.kinds.shared_rhythm import shared_rhythm
from stream_processors.fraud.second_look.kinds.shared_sequence import shared_sequence

KINDS: tuple[Look, ...] = (
    shared_fingerprint,
    shared_sequence,
    shared_rhythm,
    devoted_cluster,
    few_sources,
)
