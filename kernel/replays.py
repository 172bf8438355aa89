"""Replays: the record of a dead letter, in its topic once more, for the one reader that had refused it.

What others made of the record when it first came stands. So they pass over a replay, and one that its reader takes now
is counted as if it had been taken at first.
"""

from kernel.tracing import Headers, header

REPLAY_FOR = "replay.for"
"""The stage or sink that is to read the record; every other one leaves it out."""
REPLAY_OF = "replay.of"
"""The dead letter that the record is of, as `topic/partition/offset/stage`."""
ATTEMPTS = "dlq.attempts"
"""How often the record has been refused."""


def for_another(headers: Headers, reader: str) -> bool:
    """Whether the record is a replay for another reader than this stage or sink."""
    for name, value in headers:
        if name == REPLAY_FOR:
            return value != reader.encode()
    return False


def refusals(headers: Headers) -> int:
    """How often a record was refused before, by its headers: 0 for one that is no replay."""
    said = header(headers, ATTEMPTS) if header(headers, REPLAY_OF) is not None else None
    return int(said) if said is not None and said.isdigit() and len(said) < 9 else 0
