"""The texts that people are asked to agree to, by purpose, version and language."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, get_args

import yaml

Language = Literal["en", "rw", "fr"]
LANGUAGES: Final = get_args(Language)


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One text. Of a purpose's versions the last one is asked for."""

    purpose: str
    version: str
    language: str
    text: str

    @property
    def digest(self) -> bytes:
        """SHA-256 of the text."""
        return sha256(self.text.encode()).digest()


@cache
def every() -> tuple[ConsentText, ...]:
    """All of them, older versions before newer ones."""
    found = yaml.safe_load(Path(__file__).with_name("texts.yaml").read_text())
    return tuple(
        ConsentText(each["purpose"], each["version"], language, each[language])
        for each in found
        for language in LANGUAGES
    )


def asked(language: str) -> list[ConsentText]:
    """What is asked for now in a language, one text for each purpose."""
    return list({each.purpose: each for each in every() if each.language == language}.values())


def of(purpose: str, version: str, language: str) -> ConsentText | None:
    """The text that somebody was shown; None where there is none."""
    key = purpose, version, language
    return next((each for each in every() if (each.purpose, each.version, each.language) == key), None)
