from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mapping import RowMapper, SeenKeys, clean_value, find_columns, refuse_unknown
from schemas.records import Skipped, SourceRecord
from schemas.source_settings import RecordMapping
from schemas.vocabulary import RecordKind

PERSON = RecordMapping(
    key=("emp_no",),
    fields={"name": ("name",), "mobile": ("m1", "m2"), "status": ("st",), "email": ("mails",)},
    values={"status": {"1": "在职", "9": "离职"}},
    split={"email": ";"},
)


def to_person(row: Mapping[str, tuple[str, ...]], mapping: RecordMapping = PERSON, company: str = "") -> SourceRecord:
    record = RowMapper(RecordKind.PERSON, mapping, company).to_record(row, "staff.csv line 2")
    assert isinstance(record, SourceRecord), record
    return record


def test_a_row_becomes_a_record_with_its_codes_told_and_its_cells_split() -> None:
    row = {
        "emp_no": ("007",),
        "name": (" 王 小明\u3000",),
        "m1": ("",),
        "m2": ("138",),
        "st": ("9",),
        "mails": ("a@b；c@d;",),
    }
    record = to_person(row)
    assert record.key == "007"
    assert record.fields == {"name": ("王 小明",), "mobile": ("138",), "status": ("离职",), "email": ("a@b", "c@d")}


@pytest.mark.parametrize(
    "nothing", ["", "  ", "NULL", "None", "NaN", "nan", "\\N", "#N/A", "\u3000", "\ufeff", "(null)"]
)
def test_what_says_nothing_is_dropped(nothing: str) -> None:
    assert clean_value(nothing) == ""


@pytest.mark.parametrize("name", ["Null", "None Li", "Nan", "None Null", "-", "无"])
def test_names_that_look_like_nothing_are_kept(name: str) -> None:
    assert clean_value(name) == name


def test_an_unlisted_code_stays_as_it_is() -> None:
    assert to_person({"emp_no": ("1",), "st": ("7",)}).fields == {"status": ("7",)}


def test_a_row_without_key_is_skipped_and_says_which_column() -> None:
    skipped = RowMapper(RecordKind.PERSON, PERSON).to_record({"emp_no": (" ",), "name": ("王",)}, "staff.csv line 9")
    assert skipped == Skipped(RecordKind.PERSON, "staff.csv line 9", "no key: 'emp_no' is empty")


@pytest.mark.parametrize("rounded", ["1.00E+05", "1E+05", "1.23457e+11", "4.0E5"])
def test_a_key_that_a_spreadsheet_has_rounded_is_skipped(rounded: str) -> None:
    skipped = RowMapper(RecordKind.PERSON, PERSON).to_record({"emp_no": (rounded,)}, "p")
    assert isinstance(skipped, Skipped)
    assert "rounded" in skipped.reason
    assert rounded not in skipped.reason or rounded == "1.00E+05"


def test_a_code_with_an_e_in_it_is_a_key() -> None:
    assert to_person({"emp_no": ("3E05",)}).key == "3E05"


def test_an_empty_row_is_no_row() -> None:
    assert RowMapper(RecordKind.PERSON, PERSON).to_record({"emp_no": ("",), "other": ("x",)}, "p") is None


def test_constants_and_the_company_of_the_source_fill_only_what_the_row_leaves_open() -> None:
    mapping = RecordMapping(key=("k",), fields={"company": ("c",), "city": ("t",)}, constants={"city": "上海"})
    assert to_person({"k": ("1",)}, mapping, "海南矿业").fields == {"city": ("上海",), "company": ("海南矿业",)}
    told = to_person({"k": ("1",), "c": ("南钢",), "t": ("南京",)}, mapping, "海南矿业")
    assert told.fields == {"city": ("南京",), "company": ("南钢",)}


def test_fields_that_the_product_does_not_know_are_stored_nowhere() -> None:
    mapping = RecordMapping(key=("k",), fields={"salary": ("s",)}, constants={"salary": "1"})
    assert to_person({"k": ("1",), "s": ("100",)}, mapping).fields == {}


def test_a_post_needs_only_one_part_of_its_key_and_a_person_needs_all() -> None:
    mapping = RecordMapping(key=("uid", "org", "from"), fields={"title": ("t",)})
    row = {"uid": ("",), "org": ("D1",), "t": ("经理",)}
    post = RowMapper(RecordKind.POST, mapping).to_record(row, "p")
    assert isinstance(post, SourceRecord)
    assert post.key == ":D1:"
    assert isinstance(RowMapper(RecordKind.PERSON, mapping).to_record(row, "p"), Skipped)


def test_without_key_columns_the_key_is_made_of_the_content() -> None:
    mapping = RecordMapping(fields={"name": ("n",)})
    one, other = to_person({"n": ("王",)}, mapping), to_person({"n": ("李",)}, mapping)
    assert one.key == to_person({"n": ("王 ",)}, mapping).key != other.key


def test_the_second_row_with_a_key_is_skipped_with_both_positions() -> None:
    seen = SeenKeys()
    first = SourceRecord(RecordKind.PERSON, "1", {}, position="a.csv line 2")
    second = SourceRecord(RecordKind.PERSON, "1", {}, position="b.csv line 7")
    unit = SourceRecord(RecordKind.UNIT, "1", {}, position="c.csv line 1")
    assert seen.second(first, ("a.csv line", 2)) is None
    assert seen.second(unit) is None
    assert seen.second(second, ("b.csv line", 7)) == Skipped(
        RecordKind.PERSON, "b.csv line 7", "the same key as a.csv line 2, which was taken"
    )


def test_columns_are_found_in_spite_of_width_case_and_blanks() -> None:
    places, missing = find_columns(["Emp_No", "手机号码", "gone"], ["ＥＭＰ_NO", "手机\n号码 ", ""])
    assert places == {"Emp_No": 0, "手机号码": 1}
    assert missing == ("gone",)


def test_an_exact_name_wins_over_a_similar_one() -> None:
    assert find_columns(["uid"], ["UID", "uid"])[0] == {"uid": 1}


def test_an_unknown_column_is_named_with_the_nearest_and_all_that_there_are() -> None:
    error = refuse_unknown("source 'hr': staff.csv", "column", ["emp_num"], ["emp_no", "name"])
    assert str(error) == (
        "source 'hr': staff.csv: column 'emp_num' not found; did you mean 'emp_no'? there are: 'emp_no', 'name'"
    )


@given(st.dictionaries(st.sampled_from(["emp_no", "name", "m1", "mails", "st"]), st.tuples(st.text())))
def test_whatever_a_row_holds_values_are_never_empty_and_always_storable(row: dict[str, tuple[str, ...]]) -> None:
    record = RowMapper(RecordKind.PERSON, PERSON).to_record(row, "p")
    if isinstance(record, SourceRecord):
        values = [value for values in record.fields.values() for value in values]
        assert record.key
        assert all(value and value == clean_value(value) and "\x00" not in value for value in values)
        assert all(value.encode() for value in values)
