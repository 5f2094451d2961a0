from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.file_guard import steady
from schemas.errors import SourceBusy, SourceRefused


def test_a_file_that_stays_as_it_is_may_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a")
    with steady(path, "a.csv"):
        assert path.read_text() == "a"


@pytest.mark.parametrize("change", ["grow", "replace", "remove"])
def test_a_file_that_changes_meanwhile_is_busy(tmp_path: Path, change: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a")
    other = tmp_path / "b.csv"
    other.write_text("b")
    changes: dict[str, Callable[[], object]] = {
        "grow": lambda: path.write_text("ab"),
        "replace": lambda: other.rename(path),
        "remove": path.unlink,
    }
    said = r"^a\.csv: the file (changed|vanished) while it was read; try again"
    with pytest.raises(SourceBusy, match=said), steady(path, "a.csv"):
        changes[change]()


def test_errors_of_reading_are_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(SourceRefused, match="there is no such file"), steady(path, "a.csv"):
        pass
    path.write_text("a")
    with pytest.raises(SourceRefused, match="may not be read; give the account"), steady(path, "a.csv"):
        raise PermissionError
    with pytest.raises(SourceBusy, match="reading stopped: Stale file handle"), steady(path, "a.csv"):
        raise OSError(116, "Stale file handle")
    with pytest.raises(SourceRefused, match="is not utf-8"), steady(path, "a.csv"):
        b"\xff".decode("utf-8")
