"""What people taught: gradient boosted trees over reviewed plays, exported to arrays."""

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from stream_processors.fraud.models.sums import Floats
from stream_processors.fraud.models.trees import Trees

FEWEST_LABELS = 500
"""Reviewed rows of a source type; fewer teach the reviewers' habits rather than fraud."""
UNREVIEWED = 4
"""Rows that nobody reviewed, taken for genuine, for each reviewed one: only what looks odd is reviewed, and the trees
must learn what ordinary plays look like too."""
UNREVIEWED_WEIGHT = 0.25
TREES = 150
DEPTH = 3
RATE = 0.1
LEAF_ROWS = 10


def train(rows: Floats, labels: Floats, seed: int, fewest: int = FEWEST_LABELS) -> Trees | None:
    """Trees over rows [rows, width] with labels 1 (fraud), 0 (genuine), NaN (not reviewed).

    None for fewer than `fewest` labels, or for fewer than a tenth of these of either kind.
    """
    reviewed = np.isfinite(labels)
    frauds, genuine = int((labels == 1.0).sum()), int((labels == 0.0).sum())
    if frauds + genuine < fewest or min(frauds, genuine) < fewest // 10:
        return None
    others = np.flatnonzero(~reviewed)
    some = min(len(others), UNREVIEWED * (frauds + genuine))
    others = np.sort(np.random.default_rng(seed).choice(others, some, replace=False))
    picked = np.concatenate([np.flatnonzero(reviewed), others])
    weights = np.where(reviewed[picked], 1.0, UNREVIEWED_WEIGHT)
    known = rows[picked]
    known = np.where(np.isfinite(known), known, np.nanmedian(np.where(np.isfinite(rows), rows, np.nan), axis=0))
    return export(fitted(known, labels[picked] == 1.0, weights, seed))


def fitted(rows: Floats, fraud: Floats, weights: Floats | None, seed: int) -> GradientBoostingClassifier:
    """scikit-learn's classifier of rows and whether each is fraud."""
    model = GradientBoostingClassifier(
        n_estimators=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=LEAF_ROWS,
        subsample=0.7,
        random_state=seed,
    )
    return model.fit(rows, fraud, sample_weight=weights)


def export(model: GradientBoostingClassifier) -> Trees:
    """Its arrays. The log odds that they give equal those of `predict_proba` (a test holds it to 1e-9)."""
    trees = [each.tree_ for each in model.estimators_[:, 0]]
    nodes = max(tree.node_count for tree in trees)
    shape = (len(trees), nodes)
    feature, left, right = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    threshold, value = np.zeros(shape), np.zeros(shape)
    left[:] = right[:] = np.arange(nodes)
    for number, tree in enumerate(trees):
        count = tree.node_count
        inner = tree.children_left >= 0
        feature[number, :count] = np.where(inner, tree.feature, 0)
        threshold[number, :count] = np.where(inner, tree.threshold, 0.0)
        left[number, :count] = np.where(inner, tree.children_left, np.arange(count))
        right[number, :count] = np.where(inner, tree.children_right, np.arange(count))
        value[number, :count] = _values(tree) * model.learning_rate
    prior = model.init_.class_prior_
    return Trees(feature, threshold, left, right, value, float(np.log(prior[1] / prior[0])))


def _values(tree: object) -> Floats:
    """Each node's value: a leaf's own, an inner node's the mean of the leaves below, by their training rows.

    scikit-learn changes the leaves alone after a tree has grown, so that inner nodes must be told anew.
    """
    values = np.array(tree.value[:, 0, 0], dtype=np.float64)  # type: ignore[attr-defined]
    weight = np.asarray(tree.weighted_n_node_samples)  # type: ignore[attr-defined]
    for node in range(len(values) - 1, -1, -1):
        left, right = tree.children_left[node], tree.children_right[node]  # type: ignore[attr-defined]
        if left >= 0:
            values[node] = (values[left] * weight[left] + values[right] * weight[right]) / (
                weight[left] + weight[right]
            )
    return values
