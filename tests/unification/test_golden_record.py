from __future__ import annotations

from collections.abc import Sequence

import pytest

from schemas.directory import Person
from schemas.vocabulary import ContactKind, EmploymentStatus, Engagement, Function, Layer
from tests.unification.making import organised, person, record, unit
from zhaoren.unification.golden_record import Gathered, golden_record
from zhaoren.unification.preparation import prepare
from zhaoren.unification.read_records import ReadRecord

COMPANY = [
    unit("M", name="琼州矿业股份有限公司", code="QZ", type="company"),
    unit("F", name="财务部", company_="QZ", type="dept"),
    unit("P", name="采购部", company_="QZ", type="dept"),
]


def shaped(
    *records: ReadRecord,
    posts: tuple[ReadRecord, ...] = (),
    shared: frozenset[str] = frozenset(),
    today: str = "2026-11-22",
    units: Sequence[ReadRecord] = COMPANY,
) -> Person:
    """One person out of these records."""
    tree = organised(units, [*records, *posts])
    prepared = {one.ref: prepare(one, tree) for one in records}
    gathered = Gathered("p1", 1, records, prepared, posts)
    return golden_record(gathered, tree, lambda _record, key: f"person {key}", shared, today)


def test_the_higher_priority_wins_and_every_value_is_kept_with_its_origins() -> None:
    hr = person("1", "hr", 90, name="张伟", mobile="13900000001", city="海口")
    sheet = person("2", "sheet", 20, name="张 伟", mobile="13900000002", city="三亚")
    found = shaped(sheet, hr)
    assert [contact.normal for contact in found.contacts] == ["+8613900000001", "+8613900000002"]
    assert [(fact.value.text, fact.value.origins[0].record.source) for fact in found.facts] == [
        ("海口", "hr"), ("三亚", "sheet"),
    ]  # fmt: skip
    assert len(found.names) == 1
    assert {origin.record.source for origin in found.name.origins} == {"hr", "sheet"}


def test_characters_come_before_letters_and_decorations_are_gone() -> None:
    found = shaped(person("1", "ldap", 90, name="Zhang Wei"), person("2", "chat", 10, name="【财务部】张伟"))
    assert found.name.text == "张伟"
    assert {name.value.text for name in found.names} == {"张伟", "Zhang Wei"}


def test_a_masked_number_is_said_by_the_whole_one_that_fits_it() -> None:
    found = shaped(
        person("1", "hr", 90, name="张伟", mobile="139****0001"), person("2", name="张伟", phone="13900000001")
    )
    (contact,) = found.contacts
    assert (contact.kind, contact.normal, contact.layer) == (ContactKind.MOBILE, "+8613900000001", Layer.CONFIDENTIAL)
    assert len(contact.value.origins) == 2


def test_who_left_one_post_and_came_back_under_another_number_works_here() -> None:
    old = person("1", "hr", 90, name="张伟", status="离职", leave_date="2020-01-31", company_="QZ", title="会计")
    new = person("2", "hr", 90, name="张伟", status="在职", company_="QZ", department="财务部", title="财务部部长")
    found = shaped(old, new)
    assert found.status is EmploymentStatus.ACTIVE
    assert [(post.title.text, post.ends_on, post.primary) for post in found.posts] == [
        ("财务部部长", "", True), ("会计", "2020-01-31", False),
    ]  # fmt: skip


def test_an_account_that_is_still_on_does_not_keep_a_leaver() -> None:
    found = shaped(
        person("1", "hr", 50, name="张伟", status="离职"), person("2", "ldap", 50, name="张伟", enabled="TRUE")
    )
    assert found.status is EmploymentStatus.LEFT


def test_several_titles_in_one_are_one_post_with_several_roles_and_posts_of_a_table_are_dated() -> None:
    mine = person("1", "hr", 90, name="张伟", company_="QZ", department="财务部", title="财务总监兼董事会秘书")
    seat = record("s", "hr", mine.ref.kind.POST, 90, "", company_="QZ", department="财务部", title="财务总监兼董秘",
                  start_date="2024年3月1日", primary="是")  # fmt: skip
    found = shaped(mine, posts=(seat,))
    (post,) = found.posts
    assert post.starts_on == "2024-03-01"
    assert {role.function for role in post.roles} == {Function.FINANCE, Function.BOARD}
    assert len(post.title.origins) == 2


def test_the_strictest_source_hides() -> None:
    found = shaped(person("1", name="张伟", hidden="否"), person("2", "ldap", name="张伟", hidden="是"))
    assert found.hidden
    assert not shaped(person("1", name="张伟", hidden="0")).hidden


def test_a_person_without_a_name_goes_by_his_login() -> None:
    assert shaped(person("1", login="zhangw3")).name.text == "zhangw3"


def test_an_entry_with_several_units_and_titles_tells_of_several_posts_in_their_order() -> None:
    both = person("1", "md", 80, name="张伟", unit_key="F|P", title="财务部部长|经理")
    assert [(post.title.text, post.department, post.primary) for post in shaped(both).posts] == [
        ("财务部部长", "财务部", True), ("经理", "采购部", False),
    ]  # fmt: skip
    equal = person("2", "md", 80, name="李娜", unit_key="F|P", title="经理")
    assert [(post.title.text, post.department) for post in shaped(equal).posts] == [
        ("经理", "财务部"), ("经理", "采购部"),
    ]  # fmt: skip
    more = person("3", "md", 80, name="王芳", unit_key="F", title="会计|出纳")
    assert [post.title.text for post in shaped(more).posts] == ["会计、出纳"]


def told_by(
    source: str, priority: int = 50, since: str = "", changed_at: str = "", trust: int | None = None
) -> ReadRecord:
    """A record of Zhang Wei that was first read on some day, with a mobile of its source's own."""
    number = {"hr": "13900000001", "ldap": "13900000002", "sheet": "13900000003"}[source]
    return person("1", source, priority, name="张伟", mobile=number)._replace(
        since={"mobile": since} if since else {},
        changed_at=changed_at,
        field_priorities={} if trust is None else {"mobile": trust},
    )


def first_mobile(*records: ReadRecord) -> str:
    """Whose mobile stands first."""
    return shaped(*records).contacts[0].value.origins[0].record.source


def test_of_equal_trust_the_moment_of_the_first_reading_decides_nothing() -> None:
    hr, ldap = told_by("hr"), told_by("ldap")
    for early, late in ((hr, ldap), (ldap, hr)):
        read = [
            early._replace(first_read_at="2026-01-01T00:00:00Z"),
            late._replace(first_read_at="2026-03-05T07:08:09Z"),
        ]
        since = [one._replace(since={"mobile": one.first_read_at}) for one in read]
        assert first_mobile(*read) == first_mobile(*since) == "hr"
        assert first_mobile(*reversed(read)) == "hr"


def test_of_equal_trust_a_change_that_was_seen_later_wins_and_then_the_sources_own_clock() -> None:
    hr = told_by("hr", changed_at="2025-01-01T00:00:00Z")
    assert first_mobile(hr, told_by("ldap", changed_at="2025-06-01T00:00:00Z")) == "ldap"
    assert first_mobile(hr, told_by("ldap")) == "hr"
    early, late = "2026-02-03T08:00:00Z", "2026-02-04T08:00:00Z"
    assert first_mobile(told_by("hr", since=early), told_by("ldap", since=late)) == "ldap"
    assert first_mobile(told_by("hr", since=early), told_by("ldap", since="2026-02-03T23:59:59Z")) == "hr"


def test_a_source_may_count_more_for_one_field_than_for_the_others() -> None:
    hr, ldap = told_by("hr", 90), told_by("ldap", 60, trust=95)
    found = shaped(hr, ldap)
    assert found.contacts[0].value.origins[0].record.source == "ldap"
    assert found.name.origins[0].record.source == "hr"


def test_what_sources_say_of_his_status_is_kept_with_its_origins() -> None:
    found = shaped(person("1", "hr", 90, name="张伟", status="离职"), person("2", "ldap", name="张伟", status="在岗"),
                   person("3", "sheet", 50, name="张伟", status="离职"))  # fmt: skip
    said = {f.value.text: [o.record.source for o in f.value.origins] for f in found.facts if f.field == "status"}
    assert said == {"离职": ["hr", "sheet"], "在岗": ["ldap"]}
    assert found.status is EmploymentStatus.LEFT


def test_a_transfer_ends_one_post_and_begins_the_next_on_its_day() -> None:
    old = person("1", "hr", 90, name="张伟", status="离职", leave_date="2024-02-29", company_="QZ", title="会计")
    new = person(
        "2", "hr2", 90, name="张伟", hire_date="2024-03-01", company_="QZ", department="财务部", title="财务部部长"
    )
    new = new._replace(since={"title": new.first_read_at}, changed_at="2026-05-05T00:00:00Z")
    posts = {post.title.text: (post.starts_on, post.ends_on) for post in shaped(old, new).posts}
    assert posts == {"会计": ("", "2024-02-29"), "财务部部长": ("2024-03-01", "")}
    assert [post.starts_on for post in shaped(new).posts] == [""], "the day he joined is not the day of this post"


def test_the_post_of_who_was_announced_begins_on_his_first_day_for_good_until_he_gets_another() -> None:
    announced = person("1", name="张伟", hire_date="2027-01-01", company_="QZ", title="财务总监")
    for today in ("2026-11-22", "2029-01-01"):
        (post,) = shaped(announced, today=today).posts
        assert post.starts_on == "2027-01-01"
    (post,) = shaped(announced._replace(since={"title": "2028-05-05T00:00:00Z"})).posts
    assert post.starts_on == "", "when he was given this one nobody says"


OTHER = unit("T", name="蓝海贸易有限公司", code="LH", type="company")


def moved(**account: str) -> list[ReadRecord]:
    """Who left one company, and has an account in another."""
    told = {"name": "张伟", "company_": "LH", "title": "经理", "enabled": "TRUE", **account}
    return [
        person("1", "hr", 90, name="张伟", status="离职", hire_date="2010-01-02", leave_date="2020-01-31",
               company_="QZ", title="会计"),
        person("2", "chat", 40, name="张伟", company_="QZ", department="财务部", title="会计"),
        person("3", "ldap", 60, **told),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("account", "status"),
    [
        pytest.param({"hire_date": "2020-02-03"}, EmploymentStatus.ACTIVE, id="made when he left"),
        pytest.param({"hire_date": "2019-12-20"}, EmploymentStatus.ACTIVE, id="made ahead of his first day"),
        pytest.param({"hire_date": "2012-05-05"}, EmploymentStatus.LEFT, id="made while he was elsewhere"),
        pytest.param({}, EmploymentStatus.LEFT, id="of unknown age"),
        pytest.param({"hire_date": "2020-02-03", "enabled": "FALSE"}, EmploymentStatus.LEFT, id="switched off"),
        pytest.param({"hire_date": "2012-05-05", "status": "在职"}, EmploymentStatus.ACTIVE, id="a register's word"),
        pytest.param(
            {"hire_date": "2020-02-03", "company_": "QZ", "enabled": ""}, EmploymentStatus.ACTIVE, id="came back"
        ),
        pytest.param(
            {"hire_date": "2020-01-20", "company_": "QZ", "enabled": ""}, EmploymentStatus.LEFT, id="never came back"
        ),
        pytest.param({"hire_date": "2020-02-03", "company_": "QZ"}, EmploymentStatus.LEFT, id="account made anew"),
    ],
)
def test_who_left_one_company_may_work_in_another(account: dict[str, str], status: EmploymentStatus) -> None:
    assert shaped(*moved(**account), units=[*COMPANY, OTHER]).status is status


def test_what_is_told_without_a_date_of_a_company_that_he_left_ended_with_it() -> None:
    posts = shaped(*moved(hire_date="2020-02-03"), units=[*COMPANY, OTHER]).posts
    assert [(post.title.text, post.ends_on, post.primary) for post in posts] == [
        ("经理", "", True), ("会计", "2020-01-31", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "engagement"),
    [
        ({"status": "借调"}, Engagement.SECONDED),
        ({"title": "财务总监（挂职）", "status": "在职"}, Engagement.SECONDED),
        ({"title": "派驻蓝海贸易财务总监"}, Engagement.SECONDED),
        ({"title": "Finance Director (seconded)"}, Engagement.SECONDED),
        ({"status": "兼任"}, Engagement.CONCURRENT),
        ({"title": "财务总监（兼）"}, Engagement.CONCURRENT),
        ({"title": "财务总监兼董事会秘书"}, Engagement.REGULAR),
        ({"title": "second engineer", "status": "active"}, Engagement.REGULAR),
    ],
)
def test_a_post_beside_another_is_marked_and_dated(said: dict[str, str], engagement: Engagement) -> None:
    home = person("1", "hr", 90, name="张伟", status="在职", hire_date="2010-01-02", company_="QZ", title="会计")
    fields = {"title": "财务总监", **said, "name": "张伟", "company_": "LH", "hire_date": "2024-05-06"}
    posts = shaped(home, person("2", "hr", 90, **fields), units=[*COMPANY, OTHER]).posts
    away = next(post for post in posts if post.title.text != "会计")
    assert (away.engagement, away.starts_on) == (engagement, "" if engagement is Engagement.REGULAR else "2024-05-06")
    assert next(post for post in posts if post.title.text == "会计").engagement is Engagement.REGULAR


def test_the_end_of_a_secondment_is_that_of_its_post_alone() -> None:
    home = person("1", "hr", 80, name="张伟", status="在职", company_="QZ", title="会计")
    away = person(
        "2", "hr2", 90, name="张伟", status="借调", hire_date="2024-05-06", leave_date="2025-05-05", company_="LH",
        title="财务总监",
    )  # fmt: skip
    found = shaped(home, away, units=[*COMPANY, OTHER])
    assert found.status is EmploymentStatus.ACTIVE
    assert {post.title.text: (post.starts_on, post.ends_on) for post in found.posts} == {
        "会计": ("", ""), "财务总监": ("2024-05-06", "2025-05-05"),
    }  # fmt: skip
    assert found.posts[0].title.text == "会计"
