"""Names and titles as the catalogue writes them, and the ids that come from them."""

import unicodedata
from uuid import uuid5

from catalogue import limits
from kernel import isrc
from kernel.ids import NAMESPACE, ArtistId
from kernel.problems import Problem


def cleaned(what: str, text: str) -> str:
    """The text in Unicode's NFC with single blanks. Problem 422 where nothing is left, or too much."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > limits.NAME_CHARS:
        detail = f"the {what} has {len(name)} characters; 1 to {limits.NAME_CHARS} are taken"
        raise Problem(422, "bad-name", "This is no name.", detail)
    return name


def folded(name: str) -> str:
    """What two ways to write one name have in common."""
    return " ".join(name.casefold().split())


def artist_id(name: str) -> ArtistId:
    """The id of an artist who is first registered under this name: the same after a reset."""
    return ArtistId(str(uuid5(NAMESPACE, f"artist\x1f{folded(name)}")))


def checked_isrc(code: str | None) -> str | None:
    """An ISRC in its twelve characters, None for none. Problem 422 where it is none."""
    normal = isrc.normalised(code)
    if code and normal is None:
        detail = f"{code!r} is no ISRC: two letters, three letters or digits, seven digits, as in RW-ABC-24-00001"
        raise Problem(422, "bad-isrc", "This is no ISRC.", detail)
    return normal
