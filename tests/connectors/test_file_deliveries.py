"""Faults 41 and 43: files as they are delivered: half, empty, twice, yesterday's, in any encoding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.legacy_files import FilesConnector
from schemas.errors import SourceBusy, SourceRefused
from schemas.records import Checkpoint
from schemas.source_settings import FilesSource
from schemas.vocabulary import RecordKind
from tests.connectors.reading import Reading, read_all

PEOPLE = {"path": "*.csv", "key": "no", "fields": {"name": "name", "phone": "tel"}}
HEAD = "no,name,tel\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    (tmp_path / "in").mkdir()

    def write_file(name: str, content: str | bytes, hours_ago: float = 0) -> Path:
        path = tmp_path / "in" / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        at = (datetime.now(UTC) - timedelta(hours=hours_ago)).timestamp()
        os.utime(path, (at, at))
        return path

    return write_file


def connector(tmp_path: Path, **settings: object) -> FilesConnector:
    people = {
        **PEOPLE,
        **{
            name: settings.pop(name)
            for name in list(settings)
            if name in ("take", "trailer", "path", "may_vanish", "encoding")
        },
    }
    written = {"name": "old", "kind": "legacy_files", "folder": "in", "people": people, **settings}
    return FilesConnector(FilesSource.model_validate(written), tmp_path)


def keys(reading: Reading) -> list[str]:
    return [*reading.of(RecordKind.PERSON)]


TEXT = HEAD + "0007,欧阳娜娜,021-5555\n0008,张三丰,\n"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", None), ("utf-8-sig", None), ("gb18030", None), ("gbk", None), ("utf-16", None), ("utf-16-le", None),
        ("utf-16-be", None), ("utf-32", None), ("big5", "big5"), ("gb18030", "gb18030"), ("utf-16", "utf-16"),
    ],
)  # fmt: skip
def test_fault_41_ten_encodings_are_read_alike(
    tmp_path: Path, write: Write, encoding: str, declared: str | None
) -> None:
    text = TEXT if encoding != "big5" else TEXT.replace("欧阳娜娜", "歐陽娜娜").replace("张三丰", "張三豐")
    write("a.csv", text.encode(encoding))
    people = read_all(connector(tmp_path, encoding=declared)).of(RecordKind.PERSON)
    assert people["0007"].fields["name"][0] in ("欧阳娜娜", "歐陽娜娜")
    assert [*people] == ["0007", "0008"], "leading zeros stay"


def test_fault_41_a_wrong_declaration_is_refused_and_no_name_is_spoilt(tmp_path: Path, write: Write) -> None:
    write("a.csv", TEXT.encode("gb18030"))
    with pytest.raises(SourceRefused, match="is not utf-8, the encoding that the settings name"):
        read_all(connector(tmp_path, encoding="utf-8"))


@pytest.mark.parametrize("mark", [";", "\t", "|", "，"])
def test_fault_41_other_delimiters_and_line_ends_within_a_cell_are_read(
    tmp_path: Path, write: Write, mark: str
) -> None:
    write("a.csv", f'no{mark}name{mark}tel\r\n1{mark}"张\r\n三"{mark}"a{mark}b"\r\n2{mark}李四{mark}\r\n'.encode())
    people = read_all(connector(tmp_path)).of(RecordKind.PERSON)
    assert people["1"].fields["phone"] == (f"a{mark}b",)
    assert people["2"].position == "a.csv line 4"


def test_fault_41_ten_dirty_rows_are_each_left_out_with_their_line(tmp_path: Path, write: Write) -> None:
    dirty = [
        ",无号,", "1.00E+05,四舍五入,", '7,"没有结尾,', "8,多,一,格", "good,再来,",
        "1.5e10,科学,", "NULL,空,", "  ,空白,", "#N/A,错误,", "\udcff9,坏字节,",
    ]  # fmt: skip
    rows = ["good,好,", *dirty, "last,末,"]
    write("a.csv", (HEAD + "".join(f"{row}\n" for row in rows)).encode("utf-8", "surrogateescape"))
    reading = read_all(connector(tmp_path))
    assert keys(reading) == ["good", "last"]
    assert [skipped.position for skipped in reading.skipped] == [f"a.csv line {line}" for line in range(3, 13)]
    told = json.dumps([skipped.reason for skipped in reading.skipped], ensure_ascii=False)
    assert not any(name in told for name in ("四舍", "没有结尾", "科学", "坏字节")), "no value of a row in its reason"


@pytest.mark.parametrize("end", ["3,王", "3"], ids=["in a cell", "in the key"])
def test_fault_41_a_file_that_ends_in_a_row_is_not_whole(tmp_path: Path, write: Write, end: str) -> None:
    write("a.csv", TEXT + end)
    reading = read_all(connector(tmp_path))
    assert keys(reading) == ["0007", "0008"]
    assert [skipped.reason for skipped in reading.skipped] == ["the file ends in the middle of this row"]
    assert not reading.outcome.complete
    write("a.csv", TEXT + "3,王,1")
    assert keys(read_all(connector(tmp_path))) == ["0007", "0008", "3"], "a last line without an end is usual"


def test_fault_41_a_file_without_its_trailer_is_waited_for(tmp_path: Path, write: Write) -> None:
    trailer = r"#END (?P<rows>\d+)"
    write("a.csv", TEXT)
    with pytest.raises(SourceBusy, match="its last line is not the trailer; try again when it is written whole"):
        read_all(connector(tmp_path, trailer=trailer))
    write("a.csv", TEXT + "#END 2\n\n")
    reading = read_all(connector(tmp_path, trailer=trailer))
    assert keys(reading) == ["0007", "0008"]
    assert reading.outcome.complete
    write("a.csv", TEXT + "#END 3\n")
    wrong = read_all(connector(tmp_path, trailer=trailer))
    assert not wrong.outcome.complete
    assert wrong.skipped[-1].reason == "the last line speaks of 3 rows, and there are 2"
    with pytest.raises(SourceRefused, match="no regular expression"):
        read_all(connector(tmp_path, trailer="("))


def test_fault_41_a_file_written_a_moment_ago_is_waited_for(tmp_path: Path, write: Write) -> None:
    write("a.csv", TEXT)
    with pytest.raises(SourceBusy, match=r"written \d+ s ago, less than the 60 s of `quiet_s`"):
        read_all(connector(tmp_path, quiet_s=60))
    write("a.csv", TEXT, hours_ago=1)
    since = _settled(connector(tmp_path, quiet_s=60))
    write("a.csv", TEXT)
    assert read_all(connector(tmp_path, quiet_s=60), since).outcome.notes, "the same content is not being written"


def test_fault_41_a_large_file_is_read_in_bounded_memory(tmp_path: Path, write: Write) -> None:
    write("a.csv", HEAD + "".join(f"{number:07},张三,{'7' * 200}\n" for number in range(12_000)))
    tracemalloc.start()
    try:
        count = sum(1 for _ in connector(tmp_path).read(None))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 12_000
    # 2.6 MB of text, of which a megabyte at a time is looked at; the digests of 12,000 keys are 1.6.
    assert peak < 6 << 20


def _settled(source: FilesConnector) -> Checkpoint | None:
    since = read_all(source).outcome.checkpoint
    return read_all(source, since).outcome.checkpoint


@pytest.mark.parametrize("content", ["", "\ufeff", HEAD, HEAD.rstrip()])
def test_fault_43_an_empty_delivery_is_never_a_removal(tmp_path: Path, write: Write, content: str) -> None:
    write("a.csv", TEXT)
    since = _settled(connector(tmp_path))
    write("a.csv", content)
    for _ in range(4):
        reading = read_all(connector(tmp_path), since)
        assert not reading.outcome.complete
        assert reading.outcome.kinds == frozenset()
        assert reading.outcome.why_incomplete in ("a.csv is empty", "a.csv has a header and no rows")
        since = reading.outcome.checkpoint
    write("a.csv", TEXT)
    again = read_all(connector(tmp_path), since)
    assert again.outcome.complete or again.outcome.notes, "what was delivered before the empty file is good again"


def test_fault_43_the_same_content_is_no_news_whatever_its_date(tmp_path: Path, write: Write) -> None:
    write("a.csv", TEXT, hours_ago=5)
    source = connector(tmp_path)
    since = _settled(source)
    for hours in (0, 30):
        write("a.csv", TEXT, hours_ago=hours)
        reading = read_all(source, since)
        assert reading.records == []
        assert reading.outcome.notes == ("nothing new: 1 file is as read before",)
        assert reading.outcome.why_incomplete == ""


def test_fault_43_a_file_of_yesterday_is_not_read(tmp_path: Path, write: Write) -> None:
    write("a.csv", TEXT, hours_ago=2)
    source = connector(tmp_path)
    since = _settled(source)
    write("a.csv", HEAD + "0007,欧阳娜娜,\n", hours_ago=26)
    for _ in range(3):
        reading = read_all(source, since)
        assert reading.records == []
        assert "an old delivery, not read" in reading.outcome.why_incomplete
        assert not reading.outcome.complete
        since = reading.outcome.checkpoint
    write("a.csv", HEAD + "0009,王五,\n")
    assert keys(read_all(source, since)) == ["0009"]


def test_fault_43_what_was_delivered_once_before_removes_nobody(tmp_path: Path, write: Write) -> None:
    write("a.csv", HEAD + "1,张三,\n", hours_ago=3)
    source = connector(tmp_path)
    since = _settled(source)
    write("a.csv", HEAD + "1,张三,\n2,李四,\n", hours_ago=2)
    since = read_all(source, since).outcome.checkpoint
    write("a.csv", HEAD + "1,张三,\n", hours_ago=1)
    reading = read_all(source, since)
    assert keys(reading) == ["1"]
    assert not reading.outcome.complete
    assert "the content of an earlier delivery" in reading.outcome.why_incomplete


def test_fault_43_a_file_that_vanished_holds_its_people_unless_that_is_allowed(tmp_path: Path, write: Write) -> None:
    write("a.csv", HEAD + "1,张三,\n")
    gone = write("b.csv", HEAD + "2,李四,\n")
    since, allowed = _settled(connector(tmp_path)), _settled(connector(tmp_path, may_vanish=True))
    gone.unlink()
    held = read_all(connector(tmp_path), since)
    assert (held.outcome.complete, keys(held)) == (False, ["1"])
    assert "b.csv, which was read before, is not there any more" in held.outcome.why_incomplete
    let_go = read_all(connector(tmp_path, may_vanish=True), allowed)
    assert (let_go.outcome.complete, keys(let_go)) == (True, ["1"])


def test_fault_43_of_dated_files_the_newest_counts_and_an_older_one_does_not_follow(
    tmp_path: Path, write: Write
) -> None:
    write("staff-20261120.csv", HEAD + "1,张三,\n")
    write("staff-20261121.csv", HEAD + "1,张三,\n2,李四,\n")
    source = connector(tmp_path, take="newest")
    since = _settled(source)
    write("staff-20261122.csv", HEAD + "2,李四,\n")
    newer = read_all(source, since)
    assert (newer.outcome.complete, keys(newer)) == (True, ["2"])
    (tmp_path / "in" / "staff-20261122.csv").unlink()
    older = read_all(source, newer.outcome.checkpoint)
    assert not older.outcome.complete
    assert "is gone, and staff-20261121.csv is an older one" in older.outcome.why_incomplete


def test_fault_55_a_checkpoint_of_another_version_or_mapping_reads_everything(tmp_path: Path, write: Write) -> None:
    write("a.csv", TEXT)
    source = connector(tmp_path)
    since = _settled(source)
    assert since is not None
    for value in ("", "{}", "[1]", since.value.replace('"v":1', '"v":2')):
        reading = read_all(source, Checkpoint(value))
        assert keys(reading) == ["0007", "0008"]
        assert reading.outcome.complete
    other = FilesConnector(source.settings.model_copy(update={"company": "海矿"}), tmp_path)
    assert len(read_all(other, since).records) == 2


def test_a_file_that_may_not_be_read_leaves_the_others(tmp_path: Path, write: Write) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything; the denied object of S3 shows the same")
    write("a.csv", TEXT)
    write("b.csv", HEAD + "1,张三,\n").chmod(0)
    reading = read_all(connector(tmp_path))
    assert keys(reading) == ["0007", "0008"]
    assert reading.outcome.why_incomplete == "b.csv may not be read"


# In `make test` the first and the last two run; two gigabytes in `make test-all`.
@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [1, 2048, 2, 8])
def test_fault_41_a_file_of_two_gigabytes_is_read_in_bounded_memory(tmp_path: Path, megabytes: int) -> None:
    (tmp_path / "in").mkdir()
    rows = megabytes * 2048
    with (tmp_path / "in" / "a.csv").open("w") as file:
        file.write(HEAD)
        file.writelines(f"{number:09},张三丰,{'7' * 490}\n" for number in range(rows))
    program = f"""
        from pathlib import Path
        from tests.connectors.test_file_deliveries import connector
        count = sum(1 for _ in connector(Path({str(tmp_path)!r})).read(None))
        print(count, Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True)
    count, peak_kb = map(int, done.stdout.split())
    assert count == rows
    # Python with its libraries is 120 MB, the keys that are remembered 52.
    assert peak_kb < 250 << 10
