from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoren.unification.linkage_model import LinkageModel, ModelInvalid, load_model, shipped_model
from zhaoren.unification.pair_features import FEATURES

some_levels = st.tuples(*(st.integers(0, len(words) - 1) for words in FEATURES.values()))


def test_a_model_reads_back_as_it_was_written_and_keeps_its_version() -> None:
    again = load_model(shipped_model().dump(), "copy")
    assert again.version == shipped_model().version
    assert again.dump() == shipped_model().dump()


def test_the_version_changes_with_what_decides_and_not_with_what_is_told() -> None:
    model = shipped_model()
    assert replace(model, join_at=model.join_at + 1).version != model.version
    assert replace(model, trained={"by": "somebody"}, shares={}).version == model.version


@given(some_levels, st.lists(some_levels, max_size=5))
def test_a_pair_weighs_the_same_alone_and_among_others(one: tuple[int, ...], others: list[tuple[int, ...]]) -> None:
    model = shipped_model()
    alone = model.score(np.array([one], dtype=np.int8))
    assert model.score(np.array([*others, one], dtype=np.int8))[-1] == alone[0]


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_more_bits_are_never_less_likely(one: float, other: float) -> None:
    model = replace(shipped_model(), calibration=((-5.0, 0.05), (1.0, 0.6), (8.0, 0.999)))
    low, high = sorted((one, other))
    assert model.probability(low) <= model.probability(high)
    assert model.probability(model.bits_at(0.6)) == pytest.approx(0.6)


def test_what_weighs_is_told_in_words_the_heaviest_first() -> None:
    reached = dict.fromkeys(FEATURES, "") | {"mobile": "own", "name": "same", "bearers": "2", "title": "differs"}
    levels = [words.index(reached[name]) if reached[name] else 0 for name, words in FEATURES.items()]
    told = shipped_model().explain(levels, {"bearers_in_company": "2"})
    assert [abs(weight.bits) for weight in told] == sorted((abs(weight.bits) for weight in told), reverse=True)
    assert {"same_mobile", "same_name", "title_differs"} <= {weight.feature for weight in told}
    assert [weight.detail for weight in told if weight.feature == "bearers_in_company"] in ([], ["2"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"format": 99}, "format 99 is not known", id="another format"),
        pytest.param({"weights": {"shoe_size": {"same": 3}}}, "no feature 'shoe_size'", id="an unknown feature"),
        pytest.param({"weights": {"mobile": {"sane": 3}}}, "no feature 'mobile' with ['sane']", id="an unknown level"),
        pytest.param({"prior": "NaN"}, "a weight is no number", id="no number"),
        pytest.param({"calibration": [[0, 0.5], [1, 0.4]]}, "the calibration must rise", id="a falling curve"),
        pytest.param({"join_at": None}, "this is no model of identity", id="nothing where a number must be"),
    ],
)
def test_a_file_that_is_no_model_is_refused_in_one_sentence(change: dict[str, object], sentence: str) -> None:
    whole = {**json.loads(shipped_model().dump()), **change}
    with pytest.raises(ModelInvalid) as refused:
        load_model(json.dumps(whole), "identity-model.json")
    assert str(refused.value).startswith("identity-model.json: ")
    assert sentence in str(refused.value)


def test_every_weight_belongs_to_a_level_that_can_be_reached() -> None:
    model: LinkageModel = shipped_model()
    assert {name: set(levels) <= set(FEATURES[name]) for name, levels in model.weights.items()} == dict.fromkeys(
        FEATURES, True
    )
