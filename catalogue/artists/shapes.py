"""What calls about artists take and answer with."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from catalogue import limits
from catalogue.shapes import Said, Text, shown
from http_api.shapes import Id, Line, Shape

ClaimState = Literal["open", "verified", "declined", "withdrawn"]


class Artist(Shape):
    """Who is credited. `aliases` are other names; `claimed` says whether a verified account stands for the artist."""

    artist_id: str
    name: str
    aliases: list[str]
    claimed: bool
    songs: int
    version: int
    created_at: datetime
    changed_at: datetime


class ArtistPage(Shape):
    artists: list[Artist]
    next_cursor: str | None


class ArtistSaid(Said):
    """All of an artist that an admin may change."""

    model_config = shown({"name": "The Ben", "aliases": ["Ben Mugisha"]})

    name: Line
    aliases: list[Line] = Field(default_factory=list, max_length=limits.ALIASES)


class Claim(Shape):
    """Somebody says to be an artist."""

    claim_id: UUID
    artist_id: str
    artist: str
    user_id: UUID
    evidence: str
    state: ClaimState
    reason: str | None
    made_at: datetime
    decided_at: datetime | None


class ClaimPage(Shape):
    claims: list[Claim]
    next_cursor: str | None


class ClaimSaid(Said):
    model_config = shown({"evidence": "My label's letter, and I can post from the artist's page."})

    evidence: Text


class Merge(Shape):
    """Two artists turned out to be one. `songs` counts those that were credited anew."""

    merge_id: UUID
    artist_id: str
    merged_into: str
    songs: int
    reason: str
    made_at: datetime
    undone_at: datetime | None


class MergePage(Shape):
    merges: list[Merge]
    next_cursor: str | None


class MergeSaid(Said):
    """The artist whom this one turned out to be, and why."""

    model_config = shown({"into": "5c1f5f8e-8a57-5d1c-8d6b-0c7e6f0b9a11", "reason": "The same person."})

    into: Id
    reason: Text


class Figures(Shape):
    """Plays of an artist, counted under every id that the artist ever had. Days are those of Africa/Kigali."""

    artist_id: str
    artist_ids: list[str]
    first_day: date
    last_day: date
    accepted_plays: int
    accepted_ms: int
    held_plays: int
    held_ms: int
    rejected_plays: int
    rejected_ms: int
