"""What a model's opinion says to people: the flag of a play that it holds, or that a shadow model would have held."""

from collections.abc import Sequence

from kernel.events.flags import Contribution, FraudFlag, Severity
from kernel.events.plays import RecognizedPlay
from kernel.ids import derived_id
from stream_processors.fraud.behaviour import Opinion
from stream_processors.fraud.features.words import phrase
from stream_processors.fraud.thresholds import RULES_VERSION
from stream_processors.fraud.words import NOUNS

BEHAVIOUR = "behaviour"
SHADOW = "shadow"


def behaviour_flag(play: RecognizedPlay, opinion: Opinion) -> FraudFlag:
    """Why a model holds a play."""
    return _flag(play, opinion, BEHAVIOUR, Severity.HOLD, "was used in an unusual way")


def shadow_flag(play: RecognizedPlay, opinion: Opinion) -> FraudFlag:
    """Why a model that is only tried would have held a play."""
    return _flag(play, opinion, SHADOW, Severity.NOTE, "looks unusual to a model that is being tried")


def _flag(play: RecognizedPlay, opinion: Opinion, rule: str, severity: Severity, says: str) -> FraudFlag:
    contributions = opinion.scorer.contributions(opinion.features)
    return FraudFlag(
        flag_id=derived_id(play.event_id, rule),
        event_id=play.event_id,
        source_id=play.source_id,
        song_id=play.song_id,
        played_at=play.played_at,
        rule=rule,
        severity=severity,
        score=opinion.score,
        evidence=_evidence(f"This {NOUNS[play.source_type]} {says}", contributions),
        details={
            "model": opinion.scorer.version,
            "tail": f"{opinion.tail:.3g}",
            "limit": f"{opinion.limit:.3g}",
        },
        contributions=contributions,
        rules_version=RULES_VERSION,
        origin=play.origin,
    )


def _evidence(says: str, contributions: Sequence[Contribution]) -> str:
    return f"{says}: {'; '.join(map(phrase, contributions))}." if contributions else f"{says}."
