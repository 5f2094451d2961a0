"""One settings object: the file, then the environment; every mistake named with its place and without its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhaoren.foundation.errors import BadInput, ExitCode, gravest
from zhaoren.foundation.settings import load_settings


def written(folder: Path, text: str) -> Path:
    """A configuration file."""
    file = folder / "zhaoren.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHAOREN_SERVE__PORT", "9000")
    settings = load_settings(written(tmp_path, '[serve]\nport = 8000\nhost = "::1"\n'))
    assert (settings.serve.port, settings.serve.host) == (9000, "::1")


def test_relative_paths_count_from_the_file(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, 'data_folder = "var/data"'))
    assert settings.data_path == tmp_path / "var" / "data"
    assert settings.catalog_url.endswith("var/data/catalog.db")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[sources]]\nname = "a"\nkind = "legacy_files"\nfolder = 3\n', "source 'a': folder"),
        ('[[sources]]\nname = "a"\nkind = "ldap"\n', "source 'a'"),
        ('[[sources]]\nname = "a b"\nkind = "legacy_files"\n', "name"),
        (
            '[[sources]]\nname = "a"\nkind = "hr_database"\nurl = "sqlite://"\npassword = { env = "A", file = "b" }\n',
            "either env or file",
        ),
        ('[[sources]]\nname = "a"\nkind = "legacy_files"\n' * 2, "two sources are called 'a'"),
        ("[index]\nengine = 'solr'\n", "index: engine"),
        ("data_folder = [1]\n", "data_folder"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        load_settings(written(tmp_path, text))


def test_a_value_that_is_wrong_is_never_repeated(tmp_path: Path) -> None:
    text = '[[sources]]\nname = "a"\nkind = "ldap_directory"\nurl = "ldaps://x"\nbase = "dc=x"\npassword = "hunter2"\n'
    with pytest.raises(BadInput) as refused:
        load_settings(written(tmp_path, text))
    assert "hunter2" not in str(refused.value)


def test_the_gravest_code_counts() -> None:
    assert gravest([]) is ExitCode.DONE
    assert gravest([ExitCode.QUARANTINED, ExitCode.BUSY, ExitCode.DONE]) is ExitCode.BUSY
    assert gravest([ExitCode.HELD, ExitCode.BAD_INPUT]) is ExitCode.BAD_INPUT
