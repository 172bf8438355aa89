"""Titles and artists as people write them, brought to one form."""

import re
import unicodedata
from dataclasses import dataclass

MARKERS = frozenset(
    {
        "acapella",
        "acoustic",
        "bootleg",
        "cover",
        "demo",
        "dub",
        "instrumental",
        "karaoke",
        "live",
        "mashup",
        "medley",
        "mix",
        "remix",
        "reprise",
        "rmx",
        "session",
        "slowed",
        "sped",
        "unplugged",
    }
)
"""Words that make another recording of a title."""

SAME_AS = {"rmx": "remix", "mix": "remix", "unplugged": "acoustic", "session": "live"}

NOISE = re.compile(
    r"\b(official|music|lyrics?|audio|video|visuali[sz]er|hd|hq|4k|remaster(ed)?|radio edit|original mix|album version"
    r"|single version|explicit|clean version)\b"
)
"""Words in brackets, or after a dash at the end, that make no other recording."""

_FEATURING = re.compile(r"[\(\[]?\s*\b(?:feat|ft|featuring)\b\.?\s+(?P<guests>[^\)\]\(\[]+)[\)\]]?")
_BRACKETS = re.compile(r"[\(\[\{]([^\)\]\}]*)[\)\]\}]")
_TAIL = re.compile(r"\s[-\u2010-\u2015]\s([^-\u2010-\u2015]*)$")
_SEPARATORS = re.compile(r"\s*(?:,|;|/|&|\+|\bx\b|\band\b|\bna\b|\bvs\b)\s*")
_UNSPOKEN = re.compile(r"['`.\u00b4\u02bc\u2018\u2019]")
_OTHER = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Title:
    """`words` is what is compared by likeness; `apart` are the markers and numbers that must be equal."""

    words: str
    apart: frozenset[str]


def title(text: str) -> Title:
    """`Ikinyafu (feat. Kenny Sol) [Official Video]` is `ikinyafu`; `Ikinyafu (Live)` has the marker `live`."""
    folded = _FEATURING.sub(" ", fold(text))
    for pattern in (_BRACKETS, _TAIL):
        folded = pattern.sub(_without_noise, folded)
    words = plain(folded).split()
    markers = {SAME_AS.get(word, word) for word in words if word in MARKERS}
    numbers = {number.lstrip("0") or "0" for word in words for number in _NUMBER.findall(word)}
    return Title(" ".join(words), frozenset(markers | numbers))


def artists(text: str) -> tuple[str, ...]:
    """All of the artists as one text first, then each alone, guests last: `The Ben & Meddy ft. X` has
    `the ben meddy`, `the ben`, `meddy`; guests are left out."""
    folded = _FEATURING.sub(" ", fold(text))
    alone = [name for name in (plain(part) for part in _SEPARATORS.split(folded)) if name]
    return tuple(dict.fromkeys((plain(_SEPARATORS.sub(" ", folded)), *alone)))


def fold(text: str) -> str:
    """Lower case, without accents, compatibility forms resolved."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def plain(folded: str) -> str:
    """Words of letters and digits with one space between them."""
    return _OTHER.sub(" ", _UNSPOKEN.sub("", folded)).strip()


def _without_noise(found: re.Match[str]) -> str:
    return f" {NOISE.sub(' ', found[1])} "
