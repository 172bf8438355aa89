"""What every service refuses in the same words, as problem documents."""

from kernel.problems import Problem

SHOWN_CHARS = 200
"""Of an id that is not known."""


def forbidden(detail: str) -> Problem:
    """403: known, and not allowed."""
    return Problem(403, "forbidden", "You may not do this.", detail)


def not_found(what: str, id_: str) -> Problem:
    """404, for what does not exist and for what is another's alike."""
    return Problem(404, f"no-such-{what}", f"There is no such {what}.", id_[:SHOWN_CHARS])


def bad_cursor() -> Problem:
    return Problem(422, "bad-cursor", "The cursor is not one of ours.", "Use next_cursor of a page, unchanged.")


def key_reused() -> Problem:
    """422: an Idempotency-Key is one request's."""
    detail = "This Idempotency-Key was used for another request. Make a new one for each."
    return Problem(422, "key-reused", "The Idempotency-Key stands for another request.", detail)


def changed_meanwhile(etag: str) -> Problem:
    """412: what is to be changed is not what was read."""
    detail = "Read it again, then send its ETag as If-Match."
    return Problem(412, "changed-meanwhile", "Somebody changed this meanwhile.", detail, {"ETag": etag})
