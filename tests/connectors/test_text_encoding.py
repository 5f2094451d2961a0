from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.text_encoding import Decoding, recognise_encoding
from schemas.errors import SourceRefused

SIMPLIFIED = "工号,姓名,部门\n00123,张三,采购部\n00124,王喆,财务部\n00125,李堃,总经理办公室\n"
TRADITIONAL = "工號,姓名,部門\n1,陳志豪,採購部門\n2,張經理,臺灣區總監\n3,王小明,研發中心工程師\n"


@pytest.mark.parametrize(
    ("text", "codec", "recognised"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "utf-32", "utf-32"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        ("id,name\n1,Ada\n", "ascii", "utf-8"),
        ("𬭎,镕,〇\n", "gb18030", "gb18030"),
    ],
)
def test_an_encoding_is_recognised(tmp_path: Path, text: str, codec: str, recognised: str) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(text.encode(codec))
    decoding = recognise_encoding(path, "staff.csv")
    assert decoding == Decoding(recognised)
    assert path.read_text(encoding=decoding.encoding) == text


def test_european_text_is_guessed_last(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes("Name;Ort\nMüller;Köln\nJosé;Düsseldorf\nZoë;Größenwahn\n".encode("cp1252") * 20)
    assert "Müller" in path.read_text(encoding=recognise_encoding(path, "staff.csv").encoding)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_one_broken_byte_in_a_good_file_does_not_change_its_encoding(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(SIMPLIFIED.encode(codec) * 3 + b"00126,\xff,\n" + SIMPLIFIED.encode(codec))
    assert recognise_encoding(path, "staff.csv") == Decoding(codec, damaged=True)


def test_what_decodes_nowhere_is_refused_with_file_and_byte(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(b"id,name\n1,\xff\xfe\x80\x81\xff\x00\x9f\xff\xff\x01\n")
    with pytest.raises(
        SourceRefused, match=r"^source 'a': staff\.csv: .*UTF-8 \(fails at byte 10\).*save the file again"
    ):
        recognise_encoding(path, "source 'a': staff.csv")


def test_a_wrong_or_unknown_declaration_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(SIMPLIFIED.encode("gb18030"))
    with pytest.raises(SourceRefused, match="byte 0 is not utf-8, the encoding that the settings name"):
        recognise_encoding(path, "staff.csv", "utf-8")
    with pytest.raises(SourceRefused, match="no encoding is called 'gb2099'"):
        recognise_encoding(path, "staff.csv", "gb2099")
    assert recognise_encoding(path, "staff.csv", "GBK").encoding == "gbk"


def test_a_cut_last_letter_is_noticed_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("名字".encode()[:5])
    with pytest.raises(SourceRefused, match="UTF-8 \\(fails at byte 3\\)"):
        recognise_encoding(path, "x.csv")


@given(text=st.text(st.characters(codec="gb2312", exclude_categories=["Cc"]), min_size=1))
def test_any_common_chinese_text_comes_back_as_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("text") / "x.csv"
    path.write_text(text, encoding="utf-8")
    decoding = recognise_encoding(path, "x.csv")
    assert path.read_text(encoding=decoding.encoding) == text.removeprefix("\ufeff")
