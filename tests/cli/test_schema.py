"""The published schema is the one that the program checks by."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema

from tests.cli.conftest import CONFIGURATION
from zhaoren.cli.first_configuration import EXAMPLES, empty_configuration
from zhaoren.foundation.settings import settings_from, settings_schema

PUBLISHED = Path(__file__).parents[2] / "docs" / "zhaoren.schema.json"


def test_the_published_schema_is_up_to_date() -> None:
    """`zhaoren schema > docs/zhaoren.schema.json` writes it."""
    assert json.loads(PUBLISHED.read_text("utf-8")) == settings_schema()


def test_configurations_that_are_accepted_fit_the_schema() -> None:
    for text in (CONFIGURATION, empty_configuration("某集团")):
        jsonschema.validate(tomllib.loads(text), settings_schema())


def test_the_examples_in_a_new_configuration_are_accepted() -> None:
    lines = [line.removeprefix("# ") for line in EXAMPLES.splitlines()]
    settings = settings_from(tomllib.loads("\n".join(lines)), Path("zhaoren.toml"))
    assert {source.kind for source in settings.sources} == {
        "ldap_directory",
        "hr_database",
        "legacy_files",
        "document_folder",
    }
