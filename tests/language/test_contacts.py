"""Phones, mail addresses and employee numbers in one form each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoren.language.contacts import (
    PhoneKind,
    is_role_mailbox,
    read_employee_number,
    read_mail,
    read_phone,
    same_phone,
)

MOBILE = [
    "13800138000",
    "１３８００１３８０００",
    "+86 138-0013-8000",
    "0086 138 0013 8000",
    "86-13800138000",
    "013800138000",
    "138O0138OO0",
    "(+86)13800138000",
    "手机：13800138000",
    "13800138000.0",
    "＋８６－１３８００１３８０００",
    "138.0013.8000",
]


@pytest.mark.parametrize("raw", MOBILE)
def test_a_mobile_number_has_one_form(raw: str) -> None:
    phone = read_phone(raw)
    assert phone is not None
    assert (phone.number, phone.kind, phone.extension) == ("+8613800138000", PhoneKind.MOBILE, "")


@pytest.mark.parametrize(
    ("raw", "number", "extension"),
    [
        ("021-62881234", "+862162881234", ""),
        ("(021) 6288 1234 转 802", "+862162881234", "802"),
        ("021-62881234-802", "+862162881234", "802"),
        ("0571-88881234 ext. 12", "+8657188881234", "12"),
        ("+852 2345 6789", "+85223456789", ""),
        ("+49 (0)89 123456", "+4989123456", ""),
        ("Tel: 021-62881234 x7", "+862162881234", "7"),
    ],
)
def test_a_desk_line_is_parted_from_its_extension(raw: str, number: str, extension: str) -> None:
    phone = read_phone(raw)
    assert phone is not None
    assert (phone.number, phone.extension) == (number, extension)


@pytest.mark.parametrize(
    "raw", ["138****8042", "138xxxx8042", "138••••8042", "+86 138 **** 8042", "１３８＊＊＊＊８０４２"]
)
def test_a_masked_number_keeps_what_is_known(raw: str) -> None:
    phone = read_phone(raw)
    assert phone is not None
    assert (phone.kind, phone.head, phone.tail, phone.number) == (PhoneKind.MASKED, "138", "8042", "")
    whole, other = read_phone("13812348042"), read_phone("13912348042")
    assert whole is not None
    assert other is not None
    assert same_phone(phone, whole)
    assert not same_phone(other, phone)


def test_a_number_without_country_belongs_where_its_source_is() -> None:
    phone = read_phone("2345 6789", "HK")
    assert phone is not None
    assert phone.number == "+85223456789"


def test_a_short_number_stays_inside_its_company() -> None:
    phone = read_phone("8213")
    assert phone is not None
    assert (phone.number, phone.kind) == ("8213", PhoneKind.SHORT)


@pytest.mark.parametrize("raw", ["", "abc", "12", "1.38E+10", "无", "-", "123456789012345678901"])
def test_what_is_no_number_gives_none(raw: str) -> None:
    assert read_phone(raw) is None


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("ZhangWei@Example.COM", "zhangwei@example.com"),
        ("Zhang Wei <zhang.wei@a.com.cn>", "zhang.wei@a.com.cn"),
        ("ｚｗ＠ａ．ｃｏｍ", "zw@a.com"),
        ("mailto:a@b.cn", "a@b.cn"),
        ("wei+news@a.com", "wei@a.com"),
        ("zw @ a.com", "zw@a.com"),
    ],
)
def test_a_mail_address_has_one_form(raw: str, address: str) -> None:
    mail = read_mail(raw)
    assert mail is not None
    assert mail.address == f"{mail.local}@{mail.domain}" == address


@pytest.mark.parametrize("raw", ["", "zhang wei", "@a.com", "a@b", "a@@b"])
def test_what_is_no_address_gives_none(raw: str) -> None:
    assert read_mail(raw) is None


@pytest.mark.parametrize("local", ["hr", "HR01", "no-reply", "caiwu", "it-support", "info", "all.it", "caiwu-bu"])
def test_mailboxes_of_posts_and_machines_are_known(local: str) -> None:
    assert is_role_mailbox(local)


@pytest.mark.parametrize("local", ["zhangwei", "wei.zhang", "lin.yu", "it.zhang", "zw", "hrzhang"])
def test_mailboxes_of_people_are_not_taken_for_them(local: str) -> None:
    assert not is_role_mailbox(local)


@pytest.mark.parametrize(
    ("raw", "normal", "digits"),
    [
        ("E00123", "e123", "123"),
        ("00123", "123", "123"),
        ("000E123", "e123", "123"),
        ("e-123", "e123", "123"),
        ("123.0", "123", "123"),
        ("工号：A0012", "a12", "12"),
        ("No. 12", "12", "12"),
        ("Ｎ００１２", "n12", "12"),
    ],
)
def test_an_employee_number_has_one_form(raw: str, normal: str, digits: str) -> None:
    number = read_employee_number(raw)
    assert number is not None
    assert (number.normal, number.digits) == (normal, digits)


@pytest.mark.parametrize("raw", ["", "000", "abc", "-", "无"])
def test_what_is_no_employee_number_gives_none(raw: str) -> None:
    assert read_employee_number(raw) is None


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_phone(text)
    read_mail(text)
    read_employee_number(text)


@given(st.integers(13_000_000_000, 19_999_999_999), st.sampled_from(["", "+86", "0086", "86", "+86 ", "0"]))
def test_prefixes_change_no_mobile_number(number: int, prefix: str) -> None:
    plain, written = read_phone(str(number)), read_phone(f"{prefix}{number}")
    assert plain is not None
    assert written is not None
    if plain.kind is PhoneKind.MOBILE:
        assert written.number == plain.number


@given(
    st.sampled_from(["10", "21", "755", "571", "898", "435", "754", "978", "311", "400", "800"]),
    st.from_regex(r"[0-9]{4,9}", fullmatch=True),
)
def test_a_desk_number_is_the_same_with_the_country_before_it_and_without(area: str, line: str) -> None:
    """With the country it goes through the library, without it is known by the same patterns."""
    here, abroad = read_phone(f"0{area}{line}"), read_phone(f"+86{area}{line}")
    whole = [
        one for one in (here, abroad) if one is not None and one.number.startswith("+") and one.kind is PhoneKind.DESK
    ]
    assert not whole or here == abroad
