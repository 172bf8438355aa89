"""A play and the truth about it, which no source ever tells."""

from enum import StrEnum

from kernel.events.event import Event
from kernel.events.plays import RecognizedPlay
from kernel.ids import ArtistId


class Label(StrEnum):
    """What a play really is.

    HONEST: of a source that no attack controls.
    FRAUD: made up or paid for by an attack so that its payee earns.
    COVER: of a source that an attack controls, but no part of what it earns by: real listening of the phone's owner,
    or popular songs played to look like it. It may be held without harm to an honest source, and it is not what has to
    be found; evaluations count it on neither side.
    """

    HONEST = "honest"
    FRAUD = "fraud"
    COVER = "cover"


class Truth(Event, frozen=True, kw_only=True):
    """A play as it arrives, and what it really is.

    `cohort` is what the source is, or pretends to be. `attack`, `strength` (0 for honest plays) and `ring`, which names
    the one operation, are those of the source's attack, for its fraud and its cover plays. `payee` is whom the play
    would pay; of fraud, whom the attack works for. `resend` says that an event with this id and content came before.
    """

    play: RecognizedPlay
    cohort: str
    label: Label
    attack: str | None = None
    strength: float = 0.0
    ring: str | None = None
    payee: ArtistId
    resend: bool = False
