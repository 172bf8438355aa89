"""The numbers by which the trade knows works and rights holders, each with its check digits."""

import re

_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015]+")
_ISWC = re.compile(r"T[0-9]{10}")
_IPI = re.compile(r"[0-9]{9,11}")
_ISNI = re.compile(r"[0-9]{15}[0-9X]")


def iswc(text: str) -> str | None:
    """`T-034.524.680-1` as T0345246801; None where it is no ISWC or its check digit is wrong (ISO 15707)."""
    code = _SEPARATORS.sub("", text).upper().removeprefix("ISWC").removeprefix(":")
    if not _ISWC.fullmatch(code):
        return None
    weighted = 1 + sum(weight * int(digit) for weight, digit in enumerate(code[1:10], 1))
    return code if -weighted % 10 == int(code[10]) else None


def ipi(text: str) -> str | None:
    """An IPI name number as eleven digits; None where it is none or its two check digits are wrong.

    The check is that of CISAC's IPI specification: nine digits weighted 10 to 2, modulo 101.
    """
    code = _SEPARATORS.sub("", text).upper().removeprefix("IPI").removeprefix(":")
    if not _IPI.fullmatch(code):
        return None
    code = code.zfill(11)
    rest = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), code[:9], strict=True)) % 101
    return code if (101 - rest if rest else 0) % 100 == int(code[9:]) else None


def isni(text: str) -> str | None:
    """`0000 0001 2103 2683` as sixteen characters; None where it is none or its check is wrong (ISO 7064, MOD 11-2)."""
    code = _SEPARATORS.sub("", text).upper().removeprefix("ISNI").removeprefix(":")
    if not _ISNI.fullmatch(code):
        return None
    rest = 0
    for digit in code[:15]:
        rest = (rest + int(digit)) * 2 % 11
    return code if "0123456789X"[(12 - rest) % 11] == code[15] else None
