"""What a user can get wrong: one clear sentence, exit code 2 or a counted skip, nothing lost, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Ended, zhaoren


def assert_refused(ended: Ended, *says: str, code: int = 2) -> None:
    """One sentence on standard error with these words, and this exit code."""
    assert ended.code == code, (ended.code, ended.out, ended.err)
    everything = ended.err + ended.out
    assert "Traceback" not in everything
    assert len(ended.err.strip().splitlines()) <= 1, ended.err
    for words in says:
        assert words in everything, (words, everything)


def changed(folder: Path, old: str, new: str) -> None:
    """Replace a text in the configuration."""
    file = folder / "zhaoren.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_no_configuration(tmp_path: Path) -> None:
    assert_refused(zhaoren(tmp_path, "sync"), "zhaoren.toml", "no such file", "zhaoren init")


def test_a_configuration_that_is_no_toml(firm: Path) -> None:
    (firm / "zhaoren.toml").write_text("[[sources]\n", "utf-8")
    assert_refused(zhaoren(firm, "sync"), "not TOML", "line 1")


def test_an_unknown_setting(firm: Path) -> None:
    changed(firm, 'kind = "legacy_files"', 'kind = "legacy_files"\npriorty = 3')
    assert_refused(zhaoren(firm, "check"), "source 'staff'", "priorty")


def test_an_unknown_field(firm: Path) -> None:
    changed(firm, 'mobile = "手机"', 'mobil = "手机"')
    assert_refused(zhaoren(firm, "check"), "source 'staff'", "no field 'mobil'", "mobile")


def test_an_unknown_column(firm: Path) -> None:
    changed(firm, 'mobile = "手机"', 'mobile = "移动电话"')
    assert_refused(zhaoren(firm, "sync"), "staff.csv", "移动电话", "手机")


def test_an_unknown_source(firm: Path) -> None:
    assert_refused(zhaoren(firm, "sync", "hr"), "no source is called 'hr'", "staff")


def test_a_file_that_is_not_there(firm: Path) -> None:
    (firm / "staff.csv").unlink()
    assert_refused(zhaoren(firm, "sync"), "staff.csv")


def test_an_empty_file_ends_nobody(firm: Path) -> None:
    zhaoren(firm, "sync")
    (firm / "staff.csv").write_bytes(b"")
    ended = zhaoren(firm, "sync")
    assert "Traceback" not in ended.err
    assert ended.code in (2, 3, 4)
    assert "empty" in ended.out + ended.err
    assert zhaoren(firm, "find", "黄蓉").code == 0


def test_most_rows_gone_is_held_and_nobody_is_lost(firm: Path) -> None:
    rows = "\n".join(f"H{n:03},员工甲乙{n},生产部,操作工,1371234{n:04}" for n in range(10, 110))
    (firm / "staff.csv").write_text(
        "工号,姓名,部门,职务,手机\nH002,黄蓉,财务部,财务总监,13812345678\n" + rows + "\n", "gb18030"
    )
    assert zhaoren(firm, "sync").code == 0
    (firm / "staff.csv").write_text("工号,姓名,部门,职务,手机\nH050,员工甲乙50,生产部,操作工,13712340050\n", "gb18030")
    ended = zhaoren(firm, "sync")
    assert ended.code == 4, (ended.out, ended.err)
    assert zhaoren(firm, "find", "黄蓉").code == 0
    assert "held" in zhaoren(firm, "runs").out


def test_broken_encoding(firm: Path) -> None:
    (firm / "staff.csv").write_bytes("工号,姓名\n".encode() + b"\xff\xfe\xfa,\x81\n" * 50)
    changed(firm, 'path = "staff.csv"', 'path = "staff.csv"\nencoding = "utf-8"')
    assert_refused(zhaoren(firm, "sync"), "staff.csv")


def test_rows_without_key_and_with_the_same_key_are_counted_and_listed(firm: Path) -> None:
    staff = (firm / "staff.csv").read_text(
        "gb18030"
    ) + ",无号人,财务部,会计,13500000000\nH002,冒名者,财务部,出纳,13500000001\n"
    (firm / "staff.csv").write_text(staff, "gb18030")
    ended = zhaoren(firm, "sync")
    assert ended.code == 3
    assert "staff.csv line 6" in ended.out
    assert "staff.csv line 7" in ended.out
    assert zhaoren(firm, "find", "黄蓉").code == 0
    assert zhaoren(firm, "find", "冒名者").code == 6


@pytest.mark.parametrize(
    ("setting", "text", "says"),
    [
        ("policy_file", "[[viewers]]\nid = 'a'\nlayers = ['opne']\n", "layers"),
        ("policy_file", "[[viewers]\n", "not TOML"),
        ("lexicon_file", "[functions\n", "words.toml"),
        ("lexicon_file", "[functions]\nfinanse = ['钱袋子']\n", "finanse"),
    ],
)
def test_a_mistake_in_a_policy_or_lexicon_file(firm: Path, setting: str, text: str, says: str) -> None:
    (firm / "words.toml").write_text(text, "utf-8")
    changed(firm, 'group_name = "海棠科技"', f'{setting} = "words.toml"')
    zhaoren(firm, "sync")
    assert_refused(zhaoren(firm, "find", "黄蓉"), "words.toml", says)


def test_a_host_that_cannot_be_reached_and_a_secret_that_is_not_set(firm: Path) -> None:
    source = '\n[[sources]]\nname = "ldap"\nkind = "ldap_directory"\nbase = "dc=x"\n'
    source += 'url = "ldap://127.0.0.1:1"\ntimeout_s = 2\n'
    with (firm / "zhaoren.toml").open("a", encoding="utf-8") as file:
        file.write(source)
    ended = zhaoren(firm, "check", "ldap")
    assert ended.code == 2
    assert "127.0.0.1" in ended.out
    changed(firm, "timeout_s = 2", 'timeout_s = 2\nbind_dn = "cn=a"\npassword = { env = "NOT_SET_ANYWHERE" }')
    assert "NOT_SET_ANYWHERE" in zhaoren(firm, "check", "ldap").out
    # One source's failure ends nothing: the others are read, joined and published.
    ended = zhaoren(firm, "sync")
    assert ended.code in (2, 5)
    assert zhaoren(firm, "find", "黄蓉").code == 0


def test_a_secret_that_is_missing_ends_its_own_source_only(firm: Path) -> None:
    with (firm / "zhaoren.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[sources]]\nname = "ldap"\nkind = "ldap_directory"\nurl = "ldap://127.0.0.1:1"\nbase = "dc=x"\n')
        file.write('bind_dn = "cn=a"\npassword = { env = "NOT_SET_ANYWHERE" }\n')
    ended = zhaoren(firm, "sync")
    assert ended.code == 2
    assert "'NOT_SET_ANYWHERE' is not set" in ended.out
    assert zhaoren(firm, "find", "黄蓉").code == 0


def test_a_database_that_cannot_be_reached(firm: Path) -> None:
    with (firm / "zhaoren.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[sources]]\nname = "hr"\nkind = "hr_database"\nurl = "postgresql+psycopg://a@127.0.0.1:1/x"\n')
        file.write('[sources.people]\ntable = "t"\nkey = "id"\nfields = { name = "n" }\n')
    ended = zhaoren(firm, "check", "hr")
    assert ended.code == 2
    assert "Traceback" not in ended.out + ended.err
    assert "127.0.0.1" in ended.out


def test_an_address_that_is_not_loopback_is_never_served(firm: Path) -> None:
    zhaoren(firm, "sync")
    assert_refused(zhaoren(firm, "serve", "--host", "0.0.0.0", "--port", "0"), "only this machine")


def test_asking_before_anything_was_read(firm: Path) -> None:
    assert_refused(zhaoren(firm, "find", "黄蓉"), "zhaoren sync")


def test_a_question_that_is_too_long_and_a_cursor_that_is_none(firm: Path) -> None:
    zhaoren(firm, "sync")
    assert_refused(zhaoren(firm, "find", "长" * 201), "at most 200")
    assert_refused(zhaoren(firm, "find", "黄蓉", "--after", "abc"), "cursor")
