"""Policies are read strictly and compiled to positive conditions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.expressions import EVERYTHING, NOTHING, AllOf, AnyOf, Expression, Term
from schemas.viewer import LOCAL_ADMINISTRATOR, Viewer
from schemas.vocabulary import Layer
from zhaoren.access.attributes import holds
from zhaoren.access.policy import NO_POLICY, audience_of, parse_policy
from zhaoren.foundation.errors import BadInput


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[viewers]", "not TOML"),
        ("[[viewers]]\nid = 'a'\nlayer = ['open']", "viewers: viewer 1: layer"),
        ("[[viewers]]\nid = 'a'\nlayers = ['opne']", "layers"),
        ("[layers]\nmobil = 'secret'", "no field 'mobil'"),
        ("[[viewers]]\nid = 'a'\n[[viewers]]\nid = 'a'", "named twice"),
    ],
)
def test_a_mistake_in_a_policy_is_told_with_its_place(text: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_policy(text, "policy.toml")
    assert str(refused.value).startswith("policy.toml: ")
    assert says in str(refused.value)


def test_a_rule_without_units_finds_nobody() -> None:
    policy = parse_policy("[[viewers]]\nid = 'a'", "policy.toml")
    find = audience_of(policy, Viewer("a")).find
    assert not holds(find, frozenset({("aud", "open"), ("unit", "u1")}))


def test_a_layer_that_is_not_named_is_closed() -> None:
    policy = parse_policy("[[viewers]]\nid = 'a'\nunits = ['*']", "policy.toml")
    audience = audience_of(policy, Viewer("a"))
    assert audience.reach(Layer.OPEN) is not None
    assert audience.reach(Layer.CONFIDENTIAL) is None


def test_only_who_may_finds_the_hidden() -> None:
    policy = parse_policy(
        "[[viewers]]\nid = 'a'\nunits = ['*']\n[[viewers]]\nid = 'b'\nunits = ['*']\nhidden = true", "p"
    )
    hidden = frozenset({("aud", "hidden")})
    assert not holds(audience_of(policy, Viewer("a")).find, hidden)
    assert holds(audience_of(policy, Viewer("b")).find, hidden)


def test_unknown_viewers_find_nothing_and_the_administrator_everything() -> None:
    assert audience_of(NO_POLICY, Viewer("x")).find == NOTHING
    assert audience_of(NO_POLICY, LOCAL_ADMINISTRATOR).find == EVERYTHING


def test_a_field_that_nobody_defined_is_secret() -> None:
    assert NO_POLICY.layer_of("blood_type") is Layer.SECRET


expressions: st.SearchStrategy[Expression] = st.recursive(
    st.builds(Term, st.sampled_from(["aud", "unit"]), st.sampled_from(["a", "b", "c"])) | st.just(EVERYTHING),
    lambda inner: (
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple))
        | st.builds(AllOf, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=8,
)
tokens = st.frozensets(st.tuples(st.sampled_from(["aud", "unit"]), st.sampled_from(["a", "b", "c"])), max_size=4)


@given(condition=expressions, some=tokens, more=tokens)
def test_more_tokens_never_close_what_was_open(
    condition: Expression, some: frozenset[tuple[str, str]], more: frozenset[tuple[str, str]]
) -> None:
    assert not holds(condition, some) or holds(condition, some | more)
