from __future__ import annotations

import pytest

from tests.unification.making import organised, person, unit
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.evidence import Evidence, RuleScorer
from zhaoren.unification.match_keys import match_keys
from zhaoren.unification.preparation import PreparedPerson, prepare
from zhaoren.unification.read_records import ReadRecord

TREE = organised([
    unit(
        "M", name="琼州矿业股份有限公司", code="QZKY", type="company", mail_domain="qzky.example",
        old_mail_domain="qz.example",
    ),
    unit("T", name="琼州国际贸易有限公司", code="QZGM", type="company"),
])  # fmt: skip


def prepared(record: ReadRecord) -> PreparedPerson:
    return prepare(record, TREE)


def weighed(a: dict[str, str], b: dict[str, str], *, only_bearers: bool = False) -> Evidence:
    """Evidence about two records of two sources, checked to be the same the other way round."""
    one, other = prepared(person("1", "hr", 50, **a)), prepared(person("2", "ldap", 50, **b))
    found = RuleScorer().compare(one, other, only_bearers=only_bearers)
    assert RuleScorer().compare(other, one, only_bearers=only_bearers) == found
    if found.strength and not only_bearers:
        assert set(match_keys(one)) & set(match_keys(other)), "a pair that may be joined must be found"
    return found


WANG = {"name": "王伟", "company_": "QZKY"}


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        pytest.param(
            {"employee_number": "00123"}, {"employee_number": "E-123"}, "same_staff_number", id="staff number"
        ),
        pytest.param({"email": "W.Wei@qzky.example"}, {"email": "w.wei@qzky.example"}, "same_mail", id="mail"),
        pytest.param({"mobile": "１３９００００１２３４"}, {"phone": "+86 139-0000-1234"}, "same_mobile", id="mobile"),
        pytest.param({"email": "ww@qz.example"}, {"email": "ww@qzky.example"}, "same_account", id="old mail domain"),
        pytest.param({"mobile": "139****1234"}, {"mobile": "13900001234"}, "masked_number_fits", id="masked number"),
        pytest.param({"id_hash": "AB12"}, {"id_hash": "ab12"}, "same_identity_hash", id="identity"),
    ],
)
def test_a_value_of_ones_own_and_a_name_that_fits_join(a: dict[str, str], b: dict[str, str], reason: str) -> None:
    found = weighed({**WANG, **a}, {**WANG, **b, "name": "Wang Wei"})
    assert reason in found.reasons
    assert found.strength >= RuleScorer.threshold


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param({"department": "财务部"}, {"department": "财务部"}, id="a name alone"),
        pytest.param({"mobile": "13900001234"}, {"mobile": "13900001234", "name": "李娜"}, id="a mobile of two names"),
        pytest.param(
            {"employee_number": "7"}, {"employee_number": "7", "company_": "QZGM"}, id="numbers of two companies"
        ),
        pytest.param({"email": "hr@qzky.example"}, {"email": "hr@qzky.example"}, id="a role mailbox"),
        pytest.param({"employee_number": "7"}, {"employee_number": "7", "name": "李娜"}, id="a number and two names"),
    ],
)
def test_anything_less_joins_nobody(a: dict[str, str], b: dict[str, str]) -> None:
    assert weighed({**WANG, **a}, {**WANG, **b}).strength < RuleScorer.threshold


def test_the_only_bearers_of_a_name_in_a_department_stay_two_until_more_is_known() -> None:
    said = {**WANG, "employee_number": "", "department": "财务部"}
    tree = organised(
        [unit("M", name="琼州矿业股份有限公司", code="QZKY", type="company")],
        [person("1", company_="QZKY", department="财务部")],
    )
    one, other = (prepare(person("1", source, 50, **said), tree) for source in ("hr", "sheet"))
    assert 0 < RuleScorer().compare(one, other, only_bearers=True).strength < RuleScorer.threshold
    assert RuleScorer().compare(one, other, only_bearers=False).strength == 0


def test_facts_that_forbid_are_told_beside_what_speaks_for_it() -> None:
    mobile = {"mobile": "13900001234"}
    found = weighed({**WANG, **mobile, "gender": "男", "birth_date": "1980-1-11"}, {
        **WANG, **mobile, "gender": "F", "birth_date": "19900202",
    })  # fmt: skip
    assert found.conflicts == ("birth_date_differs", "gender_differs")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"name": "三楼会议室"}, AccountKind.ROOM),
        ({"name": "Meeting Room 301"}, AccountKind.ROOM),
        ({"name": "OA系统管理员"}, AccountKind.SERVICE),
        ({"name": "svc-backup", "login": "svc-backup"}, AccountKind.SERVICE),
        ({"name": "财务公共邮箱"}, AccountKind.SERVICE),
        ({"name": "王测"}, AccountKind.PERSON),
        ({"name": "Grace Admin", "gender": "F"}, AccountKind.PERSON),
    ],
)
def test_accounts_that_are_nobody_are_told_from_people_and_have_no_keys(
    said: dict[str, str], kind: AccountKind
) -> None:
    found = prepared(person("1", "ldap", 50, mobile="13900001234", **said))
    assert found.kind is kind
    assert bool(match_keys(found)) is (kind is AccountKind.PERSON)
