"""The International Standard Recording Code (ISO 3901), which names a recording."""

import re

_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015]+")


def normalised(text: str | None) -> str | None:
    """The twelve characters of an ISRC however it was written (`isrc rw-abc-24-00001`); None where it is none."""
    code = _SEPARATORS.sub("", text or "").upper().removeprefix("ISRC").removeprefix(":")
    return code if _ISRC.fullmatch(code) else None
