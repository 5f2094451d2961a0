"""What is indexed and what is looked up fit together: whoever `match_name` accepts is retrieved in the same band."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.vocabulary import MatchBand
from tests.language.name_makers import accented, make_english, make_name, slipped, typed_forms
from zhaoren.language.name_matching import PersonNames, match_name
from zhaoren.language.name_tokens import FIELDS, LONGEST_PREFIX, person_tokens, query_tokens

PAIRS = list(csv.DictReader((Path(__file__).parent / "name_pairs.csv").read_text(encoding="utf-8").splitlines()))


def retrieved(query: str, person: PersonNames) -> set[MatchBand]:
    """The bands in which the query's look-ups find the person's tokens."""
    tokens = person_tokens(person.names, person.english, person.logins, person.nicknames, person.former)
    kept = {field: set(found) for field, found in tokens.items()}
    return {
        band.band
        for band in query_tokens(query)
        if any(all(token in kept[field] for field, token in wanted) for wanted in band.alternatives)
    }


def assert_closed(query: str, person: PersonNames) -> None:
    found = match_name(query, person)
    if found is not None and not found.former:
        assert found.band in retrieved(query, person), (query, person, found)
    elif found is not None:
        assert retrieved(query, person), (query, person, found)


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{pair['query']}~{pair['names']}{pair['english']}" for pair in PAIRS])
def test_hard_pairs_that_match_are_retrieved(pair: dict[str, str]) -> None:
    names = (pair["names"],) if pair["names"] else ()
    english = (pair["english"],) if pair["english"] else ()
    assert_closed(pair["query"], PersonNames(names=names, english=english))


@given(st.integers(0, 1_000_000))
def test_every_way_of_typing_a_name_retrieves_its_person(seed: int) -> None:
    rng = random.Random(seed)
    made, stranger = make_name(rng), make_name(rng)
    people = (
        PersonNames(names=(made.han,), english=(make_english(rng),), logins=(made.pinyin + "7",)),
        PersonNames(names=(stranger.han,), former=(made.han,)),
        PersonNames(names=(f"{made.surname_pinyin.title()} {''.join(made.given_pinyin).title()}",)),
    )
    typed = [*typed_forms(made, rng).values(), slipped(made.pinyin, rng)]
    if len(made.surname) == 1 and (said := accented((made.surname_pinyin, *made.given_pinyin), rng)):
        typed.append("".join(said))
    for query in typed:
        for person in people:
            assert_closed(query, person)


WORDS = st.sampled_from(
    [
        "john",
        "jon",
        "robert",
        "bob",
        "smith",
        "smiht",
        "sm",
        "j",
        "r",
        "paul",
        "wang",
        "wei",
        "chan",
        "tai",
        "man",
        "wayne",
    ]
)


@settings(max_examples=150)
@given(
    st.lists(WORDS, min_size=1, max_size=5),
    st.lists(WORDS, min_size=1, max_size=3),
    st.sampled_from([" ", ", ", "", "."]),
)
def test_words_in_any_number_and_order_retrieve_whom_they_match(typed: list[str], stored: list[str], gap: str) -> None:
    assert_closed(gap.join(typed), PersonNames(names=("王伟", "陈大文"), english=(" ".join(stored),)))


PIECES = st.sampled_from(
    ["张", "伟", "王", "小", "明", "吕", "曾", "乐", "晟", "zhang", "zh", "z", "wei", "we", "w", "xiao", "x", "ming",
     "min", "m", "lv", "lyu", "lu", "l", "ceng", "zeng", "yue", "le", "cheng", "sheng", "s", "c", "'", " ", "-", "an",
     "a", "g"]
)  # fmt: skip


@settings(max_examples=150)
@given(
    st.lists(PIECES, min_size=1, max_size=6).map("".join),
    st.sampled_from(
        ["张伟", "王小明", "吕晟", "曾乐", "曾小明", "乐正晟", "张小乐", "曾晟乐明", "Zhang Xiaoming", "Lü Wei"]
    ),
)
def test_pieces_of_names_in_any_order_retrieve_whom_they_match(query: str, name: str) -> None:
    assert_closed(query, PersonNames(names=(name,)))


@settings(max_examples=150)
@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_is_closed(query: str, name: str) -> None:
    person = PersonNames(names=(name,), english=(query,), logins=(name,), nicknames=(query,))
    assert_closed(query, person)
    assert_closed(name, person)


@settings(max_examples=150)
@given(st.text(max_size=200), st.text(max_size=80))
def test_tokens_have_no_white_space_and_their_number_is_bounded(query: str, name: str) -> None:
    tokens = person_tokens((name,), (query,), (name,), (query,))
    assert tuple(tokens) == FIELDS
    assert all(token and not any(sign.isspace() for sign in token) for found in tokens.values() for token in found)
    assert sum(map(len, tokens.values())) < 3000
    looked_up = [token for band in query_tokens(query) for wanted in band.alternatives for _, token in wanted]
    assert all(token and not any(sign.isspace() for sign in token) for token in looked_up)
    assert len(looked_up) < 3000


def test_the_marks_keep_kinds_apart() -> None:
    tokens = person_tokens(("王小明",), ("Wayne",))
    assert {"=王小明", "c王", "c小", "c明", "~小明", "<小明王", "=wayne", "*waynewang"} <= set(tokens["name"])
    assert {"wangxiaoming", "xiaomingwang", "~xiaoming", "+wang"} <= set(tokens["py"])
    assert {"wxm", "wx", ".wxm", "<xmw", "~xm"} <= set(tokens["ini"])
    assert "wa" in tokens["pre"]
    assert max(map(len, tokens["pre"])) <= LONGEST_PREFIX + 1
    assert "wongsiuming" in tokens["alias"]


def test_bands_are_looked_up_best_first() -> None:
    bands = [found.band for found in query_tokens("zhangw")]
    assert bands == sorted(bands)
    assert query_tokens("…") == ()
