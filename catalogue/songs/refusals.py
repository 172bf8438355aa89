"""What is refused of songs, as problem documents."""

from kernel.problems import Problem


def of_another_artist(artist: str) -> Problem:
    """409: only what is one's own may be registered or changed."""
    detail = f"It is credited to {artist}. If that is wrong, open a dispute."
    return Problem(409, "of-another-artist", "This song is another artist's.", detail)


def another_recording(detail: str) -> Problem:
    """409: ISRC and audio contradict each other."""
    return Problem(409, "another-recording", "ISRC and audio belong to different songs.", detail)


def isrc_taken(isrc: str, title: str) -> Problem:
    return Problem(409, "isrc-taken", "Another song has this ISRC.", f"{isrc} is that of {title!r}.")


def no_such(what: str, id_: str) -> Problem:
    """422: the body names something that is not there."""
    return Problem(422, f"no-such-{what}", f"There is no such {what}.", id_[:200])
