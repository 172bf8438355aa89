"""What the service refuses, as problem documents, made in one place."""

from math import ceil

from kernel.problems import Problem


def wait(seconds: float) -> Problem:
    """429: it was tried too often."""
    after = max(1, ceil(seconds))
    detail = f"Too many tries; the next is possible in {after} s."
    return Problem(429, "too-many-tries", "Too many tries.", detail, {"Retry-After": str(after)})


def not_signed_in() -> Problem:
    """401, the same whichever of address and password is wrong, and whether or not there is such an account."""
    detail = "Address and password do not belong together, or the account may not be used."
    return Problem(401, "wrong-credentials", "This signs nobody in.", detail)


def wrong_code() -> Problem:
    """422: a code that is wrong, expired, used, or tried too often; which of these is not told."""
    detail = "It is wrong, expired or used, or it was tried too often: ask for a new one."
    return Problem(422, "wrong-code", "This code does not fit.", detail)


def bad_password(why: str) -> Problem:
    """422: not a password to take."""
    return Problem(422, "bad-password", "This password is not to be used.", f"{why}.")


def bad_address(why: str) -> Problem:
    """422: no e-mail address or phone number."""
    return Problem(422, "bad-address", "This is no address of anybody.", f"{why}.")


def bad_refresh_token() -> Problem:
    """401: sign in again."""
    detail = "It is unknown, expired or was used before: sign in again."
    return Problem(401, "bad-refresh-token", "This refresh token is not good.", detail)


def taken() -> Problem:
    """409: told to whoever has proven that the address is theirs."""
    return Problem(409, "address-taken", "There is an account for this address.", "Sign in, or ask for a new password.")


def name_taken(name: str) -> Problem:
    detail = f"Somebody is called {name} already; decisions are shown under names, so choose another."
    return Problem(409, "name-taken", "This name is taken.", detail)


def no_if_match() -> Problem:
    """428: a change needs the version that it changes."""
    return Problem(428, "no-precondition", "This needs If-Match.", "Read it first, and send its ETag as If-Match.")


def no_artist(artist_id: str) -> Problem:
    detail = f"There is no artist {artist_id} without an account; `injyana catalogue list` shows artists."
    return Problem(409, "no-such-artist", "This artist cannot be the person's.", detail)


def artist_has_artist() -> Problem:
    return Problem(422, "not-an-artist", "Only an artist has an artist's figures.", "Leave artist_id out.")


def no_key() -> Problem:
    """409: an account from before there were keys, or one that was erased."""
    return Problem(409, "no-key", "Nothing can be sealed for this account.", "Ask an admin for an invitation.")


def enrolled_already() -> Problem:
    """409: a second factor counts until it is removed."""
    return Problem(409, "second-factor-set", "There is a second factor already.", "Remove it first.")


def needs_second_factor(role: str) -> Problem:
    return Problem(403, "second-factor-needed", "This role needs a second factor.", f"It is {role}.")


def closed(name: str) -> Problem:
    return Problem(
        409, "account-closed", "The account is closed.", f"The account of {name} is closed, which is for ever."
    )


def no_such_channel(channel: str) -> Problem:
    """422: nobody could be reached so."""
    return Problem(422, "no-such-channel", "Messages of this kind are not sent here.", f"Not by {channel}.")


def no_such_source(source_id: str) -> Problem:
    """409: a service account speaks as a source of a server, and not as a device."""
    detail = f"{source_id} is of another type, has a key of its own, or is revoked: choose another id."
    return Problem(409, "not-a-service", "This source cannot be spoken as.", detail)


def bad_key(why: str) -> Problem:
    return Problem(422, "bad-key", "This is no public key to take.", why)
