"""What is written beside a model's arrays: how it was made, from what, and what belongs to it."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from kernel.errors import BadModel
from kernel.events.sources import SourceType
from stream_processors.fraud.features.names import FEATURES
from stream_processors.fraud.psi import Reference

MAX_CHARS = 200_000
"""Five source types with the references of 40 features have about 80,000."""
DIGEST_CHARS = 8


class TypeManifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The part of one source type.

    `rows` were read, `clean_rows` of them hit no rule or were found genuine by a person, `trained_rows` remained after
    trimming. `reviewed_rows` were decided by people. `sources` reported the clean rows. `weights`: of each way of
    scoring. `tails`: the score that some shares of the clean rows reach. `reference`: how each feature was
    spread over the clean rows, and `score_reference` the model's score.
    """

    sha256: str
    rows: int
    clean_rows: int
    trained_rows: int
    reviewed_rows: int
    sources: int | None
    weights: dict[str, float]
    tails: dict[str, float]
    reference: dict[str, Reference]
    score_reference: Reference


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A version. `since` and `until` bound the plays it learned from; `evaluation` is by source type, for people.

    `simulated` marks a version that learned from simulated plays, for a first start.
    """

    version: str
    made_at: datetime
    since: datetime
    until: datetime
    seed: int
    simulated: bool
    code: str
    libraries: dict[str, str]
    features: tuple[str, ...]
    types: dict[SourceType, TypeManifest]
    evaluation: dict[str, dict[str, float]] = {}

    def named(self) -> "Manifest":
        """The same under the version that its content gives: the day of `until`, and a digest of all the rest."""
        return msgspec.structs.replace(self, version=f"{self.until:%Y%m%d}-{self._digest()}")

    def text(self) -> str:
        return msgspec.json.encode(self, order="sorted").decode()

    def plain(self, source_type: SourceType) -> Mapping[str, Any]:
        """What concerns one source type, as plain values."""
        whole: dict[str, Any] = msgspec.to_builtins(self)
        part: dict[str, Any] = whole.pop("types")[source_type.value]
        return whole | part

    def _digest(self) -> str:
        blank = msgspec.structs.replace(self, version="")
        return sha256(msgspec.json.encode(blank, order="sorted")).hexdigest()[:DIGEST_CHARS]


def read(text: str | bytes) -> Manifest:
    """The manifest of its text. BadModel where it was changed after it was made, or was made for other features."""
    if len(text) > MAX_CHARS:
        raise BadModel(f"a manifest of {len(text)} characters; it may have {MAX_CHARS}")
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadModel(f"the manifest cannot be read: {error}") from error
    if manifest.named().version != manifest.version:
        raise BadModel(f"the manifest of {manifest.version!r} was changed after it was made: train again")
    _check_features(manifest)
    return manifest


def _check_features(manifest: Manifest) -> None:
    ours = tuple(feature.name for feature in FEATURES)
    if manifest.features == ours:
        return
    gone = [name for name in manifest.features if name not in ours]
    new = [name for name in ours if name not in manifest.features]
    what = "; ".join(
        f"{word} {', '.join(names)}" for word, names in (("it knows", gone), ("it does not know", new)) if names
    )
    raise BadModel(
        f"the model {manifest.version} was made for other features than this code has"
        f" ({what or 'in another order'}): train again with `injyana fraud train`"
    )
