"""A configuration is all it takes to read each hand-over shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.opening import open_connector
from schemas.vocabulary import RecordKind
from tests.connectors.reading import Reading, read_all
from zhaoren.demo.shape_a import org_id
from zhaoren.demo.shape_configuration import write_shape_a_configuration, write_shape_b_configuration
from zhaoren.demo.truth import DemoGroup
from zhaoren.foundation.settings import load_settings


def readings(configuration: Path) -> dict[str, Reading]:
    settings = load_settings(configuration)
    return {source.name: read_all(open_connector(source, settings.base_folder)) for source in settings.sources}


@pytest.mark.parametrize("ldif", [False, True], ids=["csv", "ldif"])
def test_shape_a_gives_everybody_with_a_unit_and_a_manager_that_exist(
    group: DemoGroup, shape_a: Path, *, ldif: bool
) -> None:
    found = readings(write_shape_a_configuration(group, shape_a, ldif=ldif))
    reading = found["group"]
    assert reading.outcome.complete, reading.outcome
    assert reading.skipped == []
    people, units = reading.of(RecordKind.PERSON), reading.of(RecordKind.UNIT)
    assert set(people) == set(group.person)
    assert set(units) == {org_id(unit.unit_id) for unit in group.units}
    person_keys = {key for record in people.values() for key in (record.key, *record.also_keys)}
    unit_keys = {key for record in units.values() for key in (record.key, *record.also_keys)}
    for record in people.values():
        assert set(record.fields["unit_key"]) <= unit_keys
        assert set(record.fields.get("manager_key", ())) <= person_keys
    for unit in units.values():
        # A company's own unit names no parent; the directory's entry above it is not the configuration's business.
        assert unit.key.endswith("-ROOT") or set(unit.fields["parent_key"]) <= unit_keys
        assert unit.fields["name"][0] == group.unit[unit.key.removesuffix("-ROOT")].name
    assert len(found["companies"].of(RecordKind.UNIT)) == len(group.companies)


def test_shape_a_as_csv_gives_posts_documents_and_projects_too(group: DemoGroup, shape_a: Path) -> None:
    reading = readings(write_shape_a_configuration(group, shape_a))["group"]
    assert len(reading.of(RecordKind.POST)) > len(group.people)
    documents = reading.of(RecordKind.DOCUMENT)
    assert set(documents) == {document.document_id for document in group.documents}
    assert {key for document in documents.values() for key in document.fields["author_key"]} <= set(group.person)
    assert set(reading.of(RecordKind.PROJECT)) == {project.project_id for project in group.projects}


def test_shape_b_gives_every_row_of_four_silos(group: DemoGroup, shape_b: Path) -> None:
    found = readings(write_shape_b_configuration(group, shape_b))
    for silo in ("ldap", "hr", "legacy", "chat"):
        rows = (shape_b / f"{silo}.csv").read_text("utf-8").count("\n") - 1
        assert found[silo].skipped == []
        assert len(found[silo].of(RecordKind.PERSON)) == rows
    assert len(found["companies"].of(RecordKind.UNIT)) == len(group.companies)
