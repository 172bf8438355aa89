"""A version is read whole, unchanged, and for this code's features, or not at all."""

from hashlib import sha256

import msgspec
import numpy as np
import pytest

from kernel.errors import BadModel
from kernel.events.models import FraudModel
from kernel.events.sources import SourceType
from stream_processors.fraud.features.names import FEATURES, WIDTH
from stream_processors.fraud.models import manifest as manifests
from stream_processors.fraud.models.arrays import arrays_of, scorer_of
from stream_processors.fraud.models.bundle import Bundle
from stream_processors.fraud.models.manifest import Manifest
from stream_processors.fraud.models.npz import Arrays, pack, unpack
from tests.unit.fraud_models.made import fitted, fraud, honest, models, taught


def changed(model: FraudModel, **values: object) -> FraudModel:
    """The model with another manifest, whose version fits it: as somebody would make it who knows how."""
    manifest = msgspec.structs.replace(manifests.read(model.manifest), **values).named()
    return model.evolve(version=manifest.version, manifest=manifest.text())


def with_arrays(model: FraudModel, arrays: Arrays) -> FraudModel:
    """The model with other arrays, and everything else as it must be for them."""
    data = pack(arrays)
    digest = sha256(data).hexdigest()
    part = msgspec.structs.replace(manifests.read(model.manifest).types[model.source_type], sha256=digest)
    return changed(model, types={model.source_type: part}).evolve(arrays=data, sha256=digest)


def test_what_was_trained_scores_the_same_when_it_is_read() -> None:
    rows = np.concatenate([honest(500, 5), fraud(100, 6)])
    bundle = Bundle.read(models(SourceType.PHONE, SourceType.VENUE))
    scorer = bundle.scorer(SourceType.PHONE)
    assert scorer is not None
    assert (scorer.scores(rows).tail == fitted().scorer.scores(rows).tail).all()
    assert scorer.contributions(rows[-1]) == fitted().scorer.contributions(rows[-1])
    assert scorer.version == bundle.version
    assert bundle.scorer(SourceType.DJ) is None


def test_what_people_taught_is_read_too() -> None:
    rows = np.concatenate([honest(500, 5), fraud(100, 6)])
    manifest = Bundle.read(models()).manifest
    scorer = scorer_of(unpack(pack(arrays_of(taught().scorer))), SourceType.PHONE, manifest)
    assert (scorer.scores(rows).tail == taught().scorer.scores(rows).tail).all()


def test_the_manifest_tells_how_it_was_made() -> None:
    (model,) = models()
    manifest = manifests.read(model.manifest)
    assert manifest.libraries.keys() == {"numpy", "pyod", "scikit-learn"}
    part = manifest.types[SourceType.PHONE]
    assert part.rows == part.clean_rows == 1500
    assert 0 < part.trained_rows < 1500
    assert part.reference.keys() == {feature.name for feature in FEATURES}
    assert all(sum(each.shares) == pytest.approx(1.0) for each in part.reference.values())
    plain = manifest.plain(SourceType.PHONE)
    assert plain["reference"]["top_song_share"].keys() == {"edges", "shares"}
    assert plain["version"] == model.version
    assert model.version.startswith("20261102-")


def test_other_content_has_another_version() -> None:
    assert models(seed=7)[0].version == models(seed=7)[0].version != models(seed=8)[0].version


def test_changed_arrays_are_refused() -> None:
    (model,) = models()
    data = bytearray(model.arrays)
    data[len(data) // 2] ^= 1
    with pytest.raises(BadModel, match="SHA-256"):
        Bundle.read([model.evolve(arrays=bytes(data))])
    with pytest.raises(BadModel, match="SHA-256"):
        Bundle.read([model.evolve(arrays=bytes(data), sha256=sha256(data).hexdigest())])


def test_a_changed_manifest_is_refused() -> None:
    (model,) = models()
    with pytest.raises(BadModel, match="changed after it was made"):
        Bundle.read([model.evolve(manifest=model.manifest.replace('"seed":7', '"seed":8'))])


@pytest.mark.parametrize("text", ["", "{}", "[1", '{"version": 1}', "\udcff"])
def test_a_manifest_that_is_none_is_refused(text: str) -> None:
    (model,) = models()
    with pytest.raises(BadModel):
        Bundle.read([model.evolve(manifest=text)])


def test_other_features_are_refused_by_name() -> None:
    (model,) = models()
    ours = tuple(feature.name for feature in FEATURES)
    with pytest.raises(BadModel, match="it knows moon_phase; it does not know out_of_order_share"):
        Bundle.read([changed(model, features=(*ours[:-1], "moon_phase"))])
    with pytest.raises(BadModel, match="in another order"):
        Bundle.read([changed(model, features=tuple(reversed(ours)))])


def test_parts_that_are_missing_or_foreign_are_refused() -> None:
    phone, venue = models(SourceType.PHONE, SourceType.VENUE)
    (other,) = models(SourceType.PHONE, seed=8)
    with pytest.raises(BadModel, match="venue"):
        Bundle.read([phone])
    with pytest.raises(BadModel, match="different manifests"):
        Bundle.read([other, venue])
    with pytest.raises(BadModel, match="none of its parts"):
        Bundle.read([])


WRONG: dict[str, object] = {
    "robust_center": np.zeros(WIDTH - 1),
    "robust_above": np.zeros(WIDTH),
    "robust_weight": np.full(WIDTH, -1.0),
    "ranges": np.full((2, WIDTH), np.nan),
    "loda_index": np.full((5, 200), WIDTH),
    "loda_edges": np.zeros((200, 49)),
    "loda_values": np.zeros((200, 2)),
    "combined_at": np.zeros(3),
    "far_part": np.array([-1.0]),
    "more": np.zeros(3),
    "trees_feature": np.zeros((3, 3), dtype=np.int64),
}


@pytest.mark.parametrize("name", WRONG)
def test_arrays_that_cannot_be_right_are_refused_though_their_digest_is(name: str) -> None:
    (model,) = models()
    arrays = unpack(model.arrays)
    assert name in arrays or name in ("more", "trees_feature")
    with pytest.raises(BadModel):
        Bundle.read([with_arrays(model, arrays | {name: np.asarray(WRONG[name])})])


@pytest.mark.parametrize("name", sorted(arrays_of(fitted().scorer)))
def test_a_missing_array_is_refused(name: str) -> None:
    (model,) = models()
    arrays = unpack(model.arrays)
    del arrays[name]
    with pytest.raises(BadModel):
        Bundle.read([with_arrays(model, arrays)])


def test_a_tree_that_leads_back_is_refused() -> None:
    arrays = arrays_of(taught().scorer)
    left = arrays["trees_left"].copy()
    left[0, 1] = 0
    manifest = Bundle.read(models()).manifest
    with pytest.raises(BadModel, match="lead back"):
        scorer_of(arrays | {"trees_left": left}, SourceType.PHONE, manifest)


def test_a_manifest_without_end_is_refused() -> None:
    with pytest.raises(BadModel, match="characters"):
        manifests.read("x" * (manifests.MAX_CHARS + 1))
    assert isinstance(manifests.read(models()[0].manifest), Manifest)
