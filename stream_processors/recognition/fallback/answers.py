"""What an outside service may say, and how it may fail.

ServiceError
├── Away          it did not answer in time, broke off, or answered with what is no answer: the same may work later
├── TooMany       it wants fewer questions: the same works later
├── KeyRefused    it does not take our key: nothing works until somebody sets another one
└── Unreadable    it cannot read this one question, and never will
"""

from dataclasses import dataclass

from kernel.errors import InjyanaError


class ServiceError(InjyanaError):
    """Root of the tree."""


class Away(ServiceError):
    """No answer, or none that can be read."""


class TooMany(ServiceError):
    """Too many questions; `after_s` is how long the service wants to be left alone."""

    def __init__(self, message: str, after_s: float) -> None:
        super().__init__(message)
        self.after_s = after_s


class KeyRefused(ServiceError):
    """The key is wrong, blocked, or not good for what we ask."""


class Unreadable(ServiceError):
    """The question itself is at fault."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recording that it may be. `score` from 0 to 1, 1 where the service gives none but says that it is this one."""

    score: float
    title: str
    artist: str
    isrcs: tuple[str, ...] = ()
    mbid: str | None = None


Answer = tuple[Candidate, ...]
"""Likeliest first; empty where the service does not know it."""
