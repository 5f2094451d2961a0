"""What a viewer may not see is neither found, nor counted, nor hinted at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from schemas.answer_json import AnswerOut
from schemas.viewer import LOCAL_ADMINISTRATOR, Viewer
from tests.small_group import PEOPLE, publish_small_group, small_directory
from zhaoren.access.policy import parse_policy
from zhaoren.foundation.errors import NotFound
from zhaoren.search_index.tantivy_engine import TantivyEngine

POLICY = parse_policy(
    """
    [[viewers]]
    id = "all-open"
    units = ["*"]

    [[viewers]]
    id = "pharma"
    units = ["NHYY"]
    layers = ["open", "internal"]

    [[viewers]]
    id = "hq"
    units = ["*"]
    layers = ["open", "internal", "confidential"]
    """,
    "policy.toml",
)
QUESTIONS = ("吴秘", "琼州矿业 法务 负责人", "wumi", "法务总监", "琼州矿业", "谁懂浮选", "郑", "单国栋的下属")


def test_a_viewer_whom_the_policy_does_not_name_finds_nobody(engine: TantivyEngine) -> None:
    directory = small_directory(engine, POLICY)
    assert directory.find("符海燕", Viewer("stranger")).no_match
    assert directory.roots(Viewer("stranger")) == ()


def test_without_a_policy_only_the_local_administrator_finds_anybody(engine: TantivyEngine) -> None:
    directory = small_directory(engine)
    assert directory.find("符海燕", Viewer("hq")).no_match
    assert directory.find("符海燕", LOCAL_ADMINISTRATOR).hits


def test_units_bound_what_is_found(engine: TantivyEngine) -> None:
    directory = small_directory(engine, POLICY)
    assert directory.find("黄丽娟", Viewer("pharma")).hits
    assert directory.find("符海燕", Viewer("pharma")).no_match
    assert [label.id for label, _, _ in directory.roots(Viewer("pharma"))] == ["u-pharma"]


@pytest.mark.parametrize("question", ["13800138042", "8042", "138 0013 8042", "00138042"])
def test_a_hidden_number_cannot_be_probed_by_its_digits(engine: TantivyEngine, question: str) -> None:
    directory = small_directory(engine, POLICY)
    control = directory.find("7777", Viewer("all-open"))
    answer = directory.find(question, Viewer("all-open"))
    assert (answer.outcome, answer.hits, answer.suggestions) == (control.outcome, (), ())
    assert [hit.card.person.id for hit in directory.find(question, Viewer("hq")).hits] == ["p5"]


def test_a_card_holds_only_the_layers_that_are_open(engine: TantivyEngine) -> None:
    directory = small_directory(engine, POLICY)
    low = directory.find("符海燕", Viewer("all-open")).hits[0].card
    assert (low.person.contacts, low.person.employee_numbers) == ((), ())
    assert set(low.withheld) == {"mobile", "email", "employee_number"}
    high = directory.find("符海燕", Viewer("hq")).hits[0].card
    assert len(high.person.contacts) == 2


def test_answers_are_the_same_with_and_without_a_hidden_person(engine: TantivyEngine, tmp_path: Path) -> None:
    without = publish_small_group(tmp_path / "without", [p for p in PEOPLE if not p.hidden])
    seen, unseen = small_directory(engine, POLICY), small_directory(without, POLICY)
    for question in QUESTIONS:
        with_him = AnswerOut.of(seen.find(question, Viewer("hq"))).model_dump_json()
        assert with_him == AnswerOut.of(unseen.find(question, Viewer("hq"))).model_dump_json(), question
        assert seen.suggest(question, Viewer("hq")) == unseen.suggest(question, Viewer("hq"))
    without.close()


def test_a_hidden_and_an_absent_person_look_the_same(engine: TantivyEngine) -> None:
    directory = small_directory(engine, POLICY)
    errors = []
    for person_id in ("p13", "p-none"):
        with pytest.raises(NotFound) as refused:
            directory.person(person_id, Viewer("hq"))
        errors.append(str(refused.value))
    assert errors[0] == errors[1]


def test_a_hidden_manager_is_left_out_of_the_card(tmp_path: Path) -> None:
    people = [replace(p, hidden=True) if p.id == "p4" else p for p in PEOPLE]
    engine = publish_small_group(tmp_path / "index", people)
    card = small_directory(engine, POLICY).find("符海燕", Viewer("hq")).hits[0].card
    assert card.manager is None
    engine.close()
