"""What the service takes and answers: pydantic models, from which the OpenAPI document is made."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from http_api.shapes import NO_CONTROL, Id, Shape, not_blank
from review import limits

Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=limits.REASON_CHARS, pattern=NO_CONTROL),
    AfterValidator(not_blank),
]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Verdict = Literal["accepted", "held", "rejected", "duplicate"]
Judgement = Literal["accepted", "rejected"]
State = Literal["applied", "proposed", "confirmed", "declined"]
KindName = Literal["finding", "source", "appeal", "proposal", "audit", "all-of-finding", "all-of-source"]


class Claim(Shape):
    """Who works on a case, and until when the lease runs."""

    claimed_by: str
    claimed_until: datetime


class CaseSummary(Shape):
    """Plays that belong together and wait for people."""

    case_id: str
    kind: KindName
    plays: int
    heard_ms: int = Field(description="How long they were heard, in milliseconds.")
    stake_rwf: int = Field(
        description="What they are worth, estimated by tariffs until royalties are known, in francs."
    )
    score: float = Field(description="The highest of their scores, 0 genuine to 1 fraudulent.")
    since: datetime = Field(description="Since when the oldest of them waits.")
    sources: int
    some_sources: list[str] = Field(description="Up to five.")
    artists: int
    some_artists: list[str] = Field(description="Up to five.")
    claim: Claim | None = None


class CasePage(Shape):
    cases: list[CaseSummary]
    tariffs_version: str
    next_cursor: str | None = Field(default=None, description="Null on the last page.")


class Contribution(Shape):
    """A feature that a model found unusual, with the range that is normal."""

    feature: str
    value: float
    low: float
    high: float
    weight: float


class Flag(Shape):
    """A rule or model that a play hit."""

    rule: str
    severity: str
    score: float
    evidence: str = Field(description="What was seen, in words.")
    details: dict[str, Any]
    contributions: list[Contribution]
    version: str


class Play(Shape):
    """A play with its newest verdict and everything that speaks against it."""

    event_id: UUID
    played_at: datetime
    received_at: datetime
    duration_ms: int
    source_id: str
    source_type: str
    song_id: str
    title: str | None
    artist_id: str
    artist: str | None
    station_id: str | None
    venue_id: str | None
    district: str | None
    kind: str
    method: str
    confidence: float
    verdict: Verdict
    revision: int
    score: float
    reasons: list[str]
    scored_by: str
    flags: list[Flag]


class Reputation(Shape):
    since: datetime
    good: float
    bad: float
    floor: float


class SourceShown(Shape):
    """A source as it stands now."""

    source_id: str
    source_type: str | None
    name: str | None
    standing: str
    registered_at: datetime | None
    reputation: Reputation | None
    held: int = Field(description="Plays of the last 30 days that are held.")
    accepted: int
    rejected: int


class Finding(Shape):
    """Sources that acted together for one payee."""

    finding_id: UUID
    artist_id: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    sources: list[str]
    score: float
    evidence: str
    details: dict[str, Any]
    version: str


class Decision(Shape):
    """What a reviewer decided, and what became of it."""

    decision_id: UUID
    case_id: str
    kind: KindName
    verdict: Judgement
    reason: str
    state: State = Field(description="proposed waits for a second person; declined was never applied.")
    plays: int
    stake_rwf: int
    tariffs_version: str
    decided_by: str
    decided_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    confirmation: str | None = Field(default=None, description="The second person's reason.")
    appeal_id: UUID | None = None
    skipped: list[UUID] = Field(default=[], description="Plays that had changed meanwhile, and were left as they were.")


class DecisionDetail(Decision):
    """A decision with its plays and their evidence as it was then."""

    version: str
    evidence: dict[str, Any]
    decided_plays: list["DecidedPlay"]
    next_cursor: str | None = None


class DecidedPlay(Shape):
    event_id: UUID
    played_at: datetime
    source_id: str
    artist_id: str
    verdict: Verdict = Field(description="Before the decision.")
    revision: int
    evidence: dict[str, Any]


class DecisionPage(Shape):
    decisions: list[Decision]
    next_cursor: str | None = None


class CaseDetail(Shape):
    """A case with a page of its plays. `version` names the whole set of plays, all pages of it."""

    case_id: str
    kind: KindName
    version: Version
    plays: int = Field(description="Plays of this version.")
    more: bool = Field(description="Whether more wait than one version holds; they are the next version.")
    stake_rwf: int
    tariffs_version: str
    needs_second_person: bool = Field(description="Whether rejecting all of it takes a second person.")
    claim: Claim | None
    finding: Finding | None
    appeal: "Appeal | None"
    proposal: Decision | None
    sources: list[SourceShown] = Field(description="Up to fifty, those with most plays first.")
    history: list[Decision] = Field(description="Decisions on this case and on these sources, the newest twenty.")
    page: list[Play]
    next_cursor: str | None = None


class Appeal(Shape):
    """What an artist or source says against a verdict, and what came of it."""

    appeal_id: UUID
    appellant: Literal["artist", "source"]
    appellant_id: str
    words: str
    made_at: datetime
    plays: int
    waiting: int = Field(description="Plays that are not decided yet.")
    state: Literal["open", "decided"]


class AppealedPlay(Shape):
    event_id: UUID
    played_at: datetime
    song_id: str
    title: str | None
    verdict_appealed: Verdict
    verdict: Verdict = Field(description="Now.")
    state: Literal["open", "decided"]


class AppealDecision(Shape):
    """A decision in force, as the appellant is told: nobody is named."""

    decision_id: UUID
    verdict: Judgement
    reason: str
    decided_at: datetime
    plays: int


class AppealDetail(Appeal):
    appealed_plays: list[AppealedPlay]
    decisions: list[AppealDecision]


class AppealPage(Shape):
    appeals: list[Appeal]
    next_cursor: str | None = None


class OwnFlag(Shape):
    rule: str
    evidence: str


class OwnPlay(Shape):
    """A held or rejected play, as the artist or source that it belongs to sees it."""

    event_id: UUID
    played_at: datetime
    duration_ms: int
    source_id: str
    song_id: str
    title: str | None
    artist_id: str
    verdict: Verdict
    reasons: list[str]
    evidence: list[OwnFlag]
    appeal: Literal["possible", "open", "decided"]


class OwnPlayPage(Shape):
    plays: list[OwnPlay]
    next_cursor: str | None = None


class Revision(Shape):
    """A verdict that a play had or has."""

    revision: int
    verdict: Verdict
    previous_verdict: Verdict | None
    at: datetime
    made_by: str
    human: bool
    score: float
    reasons: list[str]
    decision_id: UUID | None


class PlayHistory(Shape):
    """Everything that happened to one play's verdict. Artists and sources are not told who decided, nor scores."""

    event_id: UUID
    played_at: datetime
    source_id: str
    artist_id: str
    song_id: str
    verdict: Verdict
    revisions: list[Revision]
    flags: list[Flag]
    decisions: list[Decision]
    appeals: list[Appeal]


class Decide(Shape):
    """What a reviewer sends: for what was seen, and for nothing that came later."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "version": "3f6c1d0e9a7b4c52a1e0d4b8c7f60912",
                    "verdict": "accepted",
                    "reason": "A shop that repeats its playlist; I rang and heard it.",
                }
            ]
        },
    )
    version: Version = Field(description="Of the case as it was read.")
    verdict: Judgement
    reason: Words
    event_ids: Annotated[list[UUID], Field(min_length=1, max_length=limits.PLAYS_PER_DECISION)] | None = Field(
        default=None, description="Some plays of that version; all of them where this is left out."
    )


class DecideCluster(Shape):
    """A decision on all held plays of a source or finding."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "source",
                    "id": "phone-7",
                    "version": "3f6c1d0e9a7b4c52a1e0d4b8c7f60912",
                    "verdict": "rejected",
                    "reason": "An emulator farm: the maker confirmed that it sold no such phone.",
                }
            ]
        },
    )
    kind: Literal["finding", "source"]
    id: Id
    version: Version
    verdict: Judgement
    reason: Words


class Reason(Shape):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"reason": "I looked at the same evidence and agree."}]},
    )
    reason: Words


class MakeAppeal(Shape):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "event_ids": ["0195d8a2-7c1e-7b60-9a53-2f1d6c0b8e11"],
                    "words": "It was my concert on Saturday: the song was played twice because the crowd asked for it.",
                }
            ]
        },
    )
    event_ids: Annotated[list[UUID], Field(min_length=1, max_length=limits.APPEAL_PLAYS)]
    words: Words


CaseDetail.model_rebuild()
DecisionDetail.model_rebuild()
