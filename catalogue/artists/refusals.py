"""What is refused of artists, as problem documents."""

from kernel.problems import Problem


def name_taken(name: str, artist_id: str) -> Problem:
    """409: a name means one artist."""
    detail = f"{name!r} is a name of {artist_id}. If both are one, merge them."
    return Problem(409, "name-taken", "Another artist has this name.", detail, None, {"artist_id": artist_id})


def has_account() -> Problem:
    return Problem(409, "has-account", "An account stands for this artist already.", "An admin can decide otherwise.")


def has_artist() -> Problem:
    return Problem(409, "has-artist", "This account stands for an artist already.", "One account is one artist.")


def not_open(state: str) -> Problem:
    return Problem(409, "not-open", "This was decided already.", f"It is {state}.")


def open_already() -> Problem:
    return Problem(409, "open-already", "You said this already.", "It waits for an admin.")


def too_many(limit: int) -> Problem:
    return Problem(409, "too-many-open", "Too much of yours waits.", f"At most {limit} at a time; withdraw one.")


def same_artist() -> Problem:
    return Problem(422, "same-artist", "An artist cannot be merged into itself.", "Name another as `into`.")


def two_accounts() -> Problem:
    detail = "Each of the two has an account. Decide which is the artist's, and take the other's away."
    return Problem(409, "two-accounts", "Two accounts stand for these artists.", detail)


def undone() -> Problem:
    return Problem(409, "undone", "This merge was undone already.")
