"""Answers, splits and joins by hand, and taking them back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pipeline.said import person
from tests.stewardship.asked_group import GROUP, AskedGroup
from zhaoren.catalog.reviews import ReviewState
from zhaoren.foundation.errors import BadInput, Conflict, NotFound
from zhaoren.stewardship.deciding import answer_review, join_people, split_person, undo_decision

HR, LDAP, SHEET, OTHER = person("hr", "77"), person("ldap", "wangwei3"), person("sheet", "5"), person("sheet", "6")
SAME, DIFFERENT, UNSURE = ReviewState.SAME, ReviewState.DIFFERENT, ReviewState.UNSURE


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def group(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AskedGroup]:
    """Joined once."""
    url = str(request.getfixturevalue("fresh_postgres")) if request.param == "postgres" else ""
    group = AskedGroup.told(tmp_path, url=url)
    yield group
    group.catalog.close()


def test_same_joins_at_the_next_joining_and_the_question_is_never_asked_again(group: AskedGroup) -> None:
    review = group.review_of(HR, SHEET)
    decided = answer_review(group.catalog, review.id, SAME, who="li", reason="asked him")
    assert decided.changed
    assert group.unify().merged == 1
    assert group.person_of(HR).id == group.person_of(SHEET).id == group.person_of(LDAP).id
    assert group.unify(full=True).written == 0
    assert review.id not in {one.id for one in group.open_reviews()}


def test_different_keeps_apart_whatever_comes_and_whatever_is_rebuilt(group: AskedGroup) -> None:
    review = group.review_of(HR, SHEET)
    answer_review(group.catalog, review.id, DIFFERENT, who="li")
    group.unify()
    # The reason that kept them apart goes, and a new record fits both.
    one_day = {ref: {**said, "birth_date": ""} for ref, said in GROUP.items()}
    new = person("sheet", "new")
    group.say({**one_day, new: {**GROUP[HR], "birth_date": ""}})
    for full in (False, True):
        group.unify(full=full)
        assert group.person_of(HR).id != group.person_of(SHEET).id
        assert group.person_of(LDAP).id != group.person_of(SHEET).id
    assert review.id not in {one.id for one in group.open_reviews()}


def test_who_cannot_tell_is_not_asked_again(group: AskedGroup) -> None:
    review = group.review_of(HR, SHEET)
    answer_review(group.catalog, review.id, UNSURE, who="li")
    assert group.unify(full=True).written == 0
    assert review.id not in {one.id for one in group.open_reviews()}
    assert group.catalog.reviews.get_many([review.id])[review.id].state is UNSURE


@pytest.mark.parametrize("answer", [SAME, DIFFERENT, UNSURE])
def test_the_same_answer_again_changes_nothing_and_another_one_is_refused(
    group: AskedGroup, answer: ReviewState
) -> None:
    review = group.review_of(HR, SHEET)
    first = answer_review(group.catalog, review.id, answer, who="li")
    revision, entries = group.catalog.revision, len(group.catalog.journal.audit.newest())
    again = answer_review(group.catalog, review.id, answer, who="wang")
    assert (again.changed, again.decision.id) == (False, first.decision.id)
    other = DIFFERENT if answer is SAME else SAME
    with pytest.raises(Conflict, match="'li' answered"):
        answer_review(group.catalog, review.id, other, who="wang")
    assert (group.catalog.revision, len(group.catalog.journal.audit.newest())) == (revision, entries)


def test_an_answer_to_sides_that_have_changed_is_refused(group: AskedGroup) -> None:
    review = group.review_of(HR, SHEET)
    group.say({**GROUP, person("ldap", "w2"): {**GROUP[LDAP], "login": "w2"}})
    group.unify()
    with pytest.raises(Conflict, match="changed since"):
        answer_review(group.catalog, review.id, SAME, who="li", seen=review.seen)
    now = group.catalog.reviews.get_many([review.id])[review.id]
    assert answer_review(group.catalog, review.id, SAME, who="li", seen=now.seen).changed


def test_a_question_that_is_gone_cannot_be_answered_and_comes_back_as_it_was(group: AskedGroup) -> None:
    review = group.review_of(HR, SHEET)
    group.say({**GROUP, SHEET: {**GROUP[SHEET], "mobile": "13700000000"}})
    group.unify()
    assert review.id not in {one.id for one in group.open_reviews()}
    with pytest.raises(Conflict, match="no longer a question"):
        answer_review(group.catalog, review.id, SAME, who="li")
    group.say(GROUP)
    group.unify()
    back = group.catalog.reviews.get_many([review.id])[review.id]
    assert (back.id, back.first_asked, back.asked) == (review.id, review.first_asked, True)


def test_what_was_never_asked_is_not_found(group: AskedGroup) -> None:
    with pytest.raises(NotFound):
        answer_review(group.catalog, "r0", SAME, who="li")
    with pytest.raises(NotFound):
        undo_decision(group.catalog, "r0", who="li")


def test_a_merge_that_is_taken_back_leaves_everything_as_it_was(group: AskedGroup) -> None:
    review = group.review_of(HR, SHEET)
    ids, before = group.ids(), group.everything()
    decided = answer_review(group.catalog, review.id, SAME, who="li")
    group.unify()
    assert group.ids() != ids
    assert undo_decision(group.catalog, decided.decision.id, who="wang", reason="his brother").changed
    assert not undo_decision(group.catalog, review.id, who="wang").changed
    group.unify()
    assert (group.ids(), group.everything()) == (ids, before)
    assert group.unify(full=True).written == 0
    back = group.review_of(HR, SHEET)
    assert (back.id, back.state, back.first_asked) == (review.id, ReviewState.OPEN, review.first_asked)


def test_an_undo_cannot_be_undone_but_one_can_answer_anew(group: AskedGroup) -> None:
    review = group.review_of(HR, SHEET)
    answer_review(group.catalog, review.id, DIFFERENT, who="li")
    undo = undo_decision(group.catalog, review.id, who="li")
    with pytest.raises(BadInput, match="took another one back"):
        undo_decision(group.catalog, undo.decision.id, who="li")
    assert answer_review(group.catalog, review.id, SAME, who="li").changed


def test_a_split_by_hand_survives_every_run_and_new_records(group: AskedGroup) -> None:
    kept = group.person_of(HR).id
    decided = split_person(group.catalog, kept, ["ldap:wangwei3"], who="li", reason="number was given twice")
    group.unify()
    assert group.person_of(HR).id == kept
    assert group.person_of(LDAP).id != kept
    assert group.unify(full=True).written == 0
    group.say({**GROUP, person("sheet", "n"): {**GROUP[LDAP]}})
    group.unify()
    assert group.person_of(HR).id != group.person_of(LDAP).id
    undo_decision(group.catalog, decided.decision.id, who="li")
    group.say(GROUP)
    group.unify()
    assert group.person_of(HR).id == group.person_of(LDAP).id == kept


def test_a_split_that_cannot_be_is_told_with_the_records_that_there_are(group: AskedGroup) -> None:
    kept = group.person_of(HR).id
    with pytest.raises(BadInput, match=r"his records are: hr:77, ldap:wangwei3"):
        split_person(group.catalog, kept, ["sheet:5"], who="li")
    with pytest.raises(BadInput, match="one stay"):
        split_person(group.catalog, kept, ["hr:77", "ldap:wangwei3"], who="li")
    with pytest.raises(NotFound):
        split_person(group.catalog, "nobody", ["hr:77"], who="li")
    assert group.catalog.decisions.newest(limit=1) == []


def test_a_split_done_twice_is_done_once(group: AskedGroup) -> None:
    kept = group.person_of(HR).id
    first = split_person(group.catalog, kept, ["ldap:wangwei3"], who="li")
    again = split_person(group.catalog, kept, ["ldap:wangwei3"], who="li")
    assert (again.changed, again.decision.id) == (False, first.decision.id)


def test_two_whom_nobody_asked_about_can_be_joined_by_hand(group: AskedGroup) -> None:
    decided = join_people(group.catalog, group.person_of(HR).id, group.person_of(OTHER).id, who="li")
    group.unify()
    assert group.person_of(HR).id == group.person_of(OTHER).id
    with pytest.raises(BadInput, match="already"):
        join_people(group.catalog, group.person_of(HR).id, group.person_of(OTHER).id, who="li")
    undo_decision(group.catalog, decided.decision.id, who="li")
    group.unify()
    assert group.person_of(HR).id != group.person_of(OTHER).id


def test_an_answer_that_contradicts_an_earlier_one_through_others_is_refused(group: AskedGroup) -> None:
    answer_review(group.catalog, group.review_of(HR, SHEET).id, DIFFERENT, who="li")
    join_people(group.catalog, group.person_of(HR).id, group.person_of(OTHER).id, who="li")
    group.unify()
    with pytest.raises(Conflict, match="two people"):
        join_people(group.catalog, group.person_of(OTHER).id, group.person_of(SHEET).id, who="wang")


def test_every_decision_has_one_entry_in_the_audit_log(group: AskedGroup) -> None:
    decided = answer_review(group.catalog, group.review_of(HR, SHEET).id, SAME, who="li", reason="his own word: 139…")
    undo_decision(group.catalog, decided.decision.id, who="wang")
    entries = [entry for entry in group.catalog.journal.audit.newest() if entry.act == "decide"]
    assert [(entry.who, entry.details["decided"]) for entry in entries] == [("wang", "undo"), ("li", "same")]
    assert "139" not in str(entries)


acts = st.lists(
    st.tuples(st.sampled_from(["same", "different", "unsure", "split", "join", "undo", "records"]), st.integers(0, 50)),
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts, st.integers(0, 50), st.sampled_from(["same", "join", "split"]))
def test_whatever_was_decided_before_an_act_and_its_undoing_restore_everything(
    past: list[tuple[str, int]], pick: int, act: str
) -> None:
    with TemporaryDirectory() as folder:
        group = AskedGroup.told(Path(folder))
        for name, number in past:
            _do(group, name, number)
            group.unify()
            _nothing_is_overridden(group)
        ids, before = group.ids(), group.everything()
        if (decision := _do(group, act, pick)) is not None:
            group.unify()
            undo_decision(group.catalog, decision, who="li")
            group.unify()
            assert group.ids() == ids
            after = group.everything()
            assert {id_: after[id_] for id_, one in before.items() if one[1]} == {
                i: o for i, o in before.items() if o[1]
            }
            assert group.unify(full=True).written == 0
        group.catalog.close()


def _do(group: AskedGroup, act: str, number: int) -> str | None:
    """One act on something that there is; the id of the decision, None where it cannot be done."""
    reviews, people = group.open_reviews(), sorted(group.people())
    try:
        if act in ("same", "different", "unsure") and reviews:
            review = reviews[number % len(reviews)]
            return answer_review(group.catalog, review.id, ReviewState(act), who="li").decision.id
        if act == "join":
            one, other = people[number % len(people)], people[(number // 7) % len(people)]
            return join_people(group.catalog, one, other, who="li").decision.id
        if act == "split":
            person_id = people[number % len(people)]
            own = sorted(group.people()[person_id].records)
            going = [f"{ref.source}:{ref.key}" for ref in own if Random(f"{number}{ref}").random() < 0.5]
            return split_person(group.catalog, person_id, going, who="li").decision.id
        if act == "undo" and (made := [d for d in group.catalog.decisions.newest(limit=50) if not d.undone]):
            undo_decision(group.catalog, made[number % len(made)].id, who="li")
        if act == "records":
            gone = sorted(GROUP)[number % len(GROUP)]
            group.say({ref: said for ref, said in GROUP.items() if ref != gone})
    except (BadInput, Conflict):
        return None
    return None


def _nothing_is_overridden(group: AskedGroup) -> None:
    """Who was judged apart is apart, and who was judged the same is one, for records that hold."""
    counting = {(j.left, j.right): j.same for j in group.catalog.judgements.counting()}
    home = {ref: one.id for one in group.people().values() for ref in one.records}
    for (left, right), same in counting.items():
        if left in home and right in home:
            assert (home[left] == home[right]) is same, (left, right, same)
