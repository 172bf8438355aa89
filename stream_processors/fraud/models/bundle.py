"""One version of the models: a scorer for each source type that has one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from kernel.errors import BadModel
from kernel.events.models import FraudModel
from kernel.events.sources import SourceType
from stream_processors.fraud.models import manifest as manifests
from stream_processors.fraud.models.arrays import scorer_of
from stream_processors.fraud.models.manifest import Manifest
from stream_processors.fraud.models.npz import unpack
from stream_processors.fraud.models.scoring import Scorer


@dataclass(frozen=True, slots=True)
class Bundle:
    """A version that was read and checked: whole, unchanged since it was made, and for this code's features."""

    manifest: Manifest
    scorers: Mapping[SourceType, Scorer]

    @property
    def version(self) -> str:
        return self.manifest.version

    def scorer(self, source_type: SourceType) -> Scorer | None:
        """What judges this type; None where too few rows were there to learn from."""
        return self.scorers.get(source_type)

    @classmethod
    def read(cls, models: Iterable[FraudModel]) -> "Bundle":
        """The version whose parts these are, in any order. BadModel."""
        parts = {model.source_type: model for model in models}
        if not parts:
            raise BadModel("none of its parts is there")
        texts = {model.manifest for model in parts.values()}
        if len(texts) > 1:
            raise BadModel("its parts come with different manifests")
        manifest = manifests.read(texts.pop())
        missing = manifest.types.keys() - parts.keys()
        if missing:
            raise BadModel(f"the parts {', '.join(sorted(missing))} of {manifest.version} are not there")
        return cls(manifest, {source_type: _scorer(part, manifest) for source_type, part in parts.items()})


def _scorer(part: FraudModel, manifest: Manifest) -> Scorer:
    known = manifest.types.get(part.source_type)
    if known is None or part.version != manifest.version:
        raise BadModel(f"{part.version} of {part.source_type} does not belong to {manifest.version}")
    digest = sha256(part.arrays).hexdigest()
    if digest != known.sha256 or digest != part.sha256:
        raise BadModel(
            f"the arrays of {part.version} for {part.source_type} have the SHA-256 {digest[:12]}…"
            f" and not {known.sha256[:12]}…: they were changed after they were made"
        )
    try:
        return scorer_of(unpack(part.arrays), part.source_type, manifest)
    except BadModel as error:
        raise BadModel(f"{part.version} for {part.source_type}: {error}") from error
