"""Everything that catalog and index hold, in a form that two runs share: ids are named after what they stand for.

A person is named after his records, a unit by its path of names, a record by its key; a moment by whether it lies
before or after a given one. Revisions, run ids and row numbers are left out; the order of numbers stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from typer.testing import CliRunner

from schemas.answer_json import AnswerOut
from schemas.directory_json import PERSON, UNIT
from schemas.expressions import EVERYTHING
from schemas.viewer import LOCAL_ADMINISTRATOR
from zhaoren.catalog.catalog import Catalog, Stores
from zhaoren.catalog.entities import EntityKind
from zhaoren.catalog.runs import RunState
from zhaoren.cli.main import app
from zhaoren.foundation.settings import load_settings
from zhaoren.search_index.port import Collection
from zhaoren.wiring import open_catalog, open_directory, open_engine

KINDS: tuple[EntityKind, ...] = ("unit", "person", "post", "document")
EXPORTS = ("people", "units", "posts", "clusters")

_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b|\bpost-\d+\b")
_MOMENT = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
_NUMBER = re.compile(r'"number":\d+')

Content = dict[str, object]


class _Naming:
    """Names for ids, and for moments."""

    def __init__(self, stores: Stores, boundary: str) -> None:
        self._boundary = boundary
        self.of_record = {
            record.id: f"{record.ref.source}|{record.ref.kind}|{record.ref.key}"
            for record in stores.records.all(ended=True)
        }
        self._names = {f"post-{id_}": f"<post {name}>" for id_, name in self.of_record.items()}
        units = {s.id: UNIT.validate_json(s.body) for s in stores.entities.all("unit") if s.body is not None}
        for unit in units.values():
            self._give(unit.id, "unit " + "/".join(units[step].name.text for step in unit.path))
        for stored in stores.entities.all("person"):
            if stored.body is not None:
                records = PERSON.validate_json(stored.body).records
                self._give(stored.id, "person " + " ".join(sorted(f"{r.source}|{r.kind}|{r.key}" for r in records)))

    def _give(self, id_: str, name: str) -> None:
        assert f"<{name}>" not in self._names.values(), f"two are {name}"
        self._names[id_] = f"<{name}>"

    def id(self, id_: str | None) -> str:
        return self._names.get(id_, "<somebody gone>") if id_ is not None else ""

    def moment(self, moment: str) -> str:
        return moment and ("after" if moment >= self._boundary else "before")

    def text(self, text: str) -> str:
        text = _ID.sub(lambda found: self.id(found[0]), text)
        return _NUMBER.sub('"number":0', _MOMENT.sub(lambda found: self.moment(found[0]), text))


def content(folder: Path, boundary: str, questions: Iterable[str]) -> Content:
    """What the catalog keeps, what the index holds, and what commands and questions are answered.

    Args:
        boundary: ISO moment by which dates are told apart.
    """
    settings = load_settings(folder / "zhaoren.toml")
    with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        naming = _Naming(catalog, boundary)
        found: Content = dict(_catalog_content(catalog, naming))
        for source in settings.sources:
            state = catalog.sources.get(source.name)
            # A checkpoint of files holds when they were written.
            found[f"source {source.name}"] = state and (_MOMENT.sub("<then>", state.checkpoint or ""), state.unusable)
        left = {run.state for run in catalog.journal.runs.newest(limit=1000)} - {RunState.DONE, RunState.FAILED}
        found["left behind"] = (catalog.journal.staging.runs_with_rows(), left)
        assert engine.applied_revision() == catalog.revision
        for collection in Collection:
            if collection is Collection.LOGS:
                continue  # it tells when, and whoever was killed and went on did it later
            found[f"index {collection}"] = [
                naming.text(one.card.decode()) for one in engine.reader().scan(collection, EVERYTHING, EVERYTHING)
            ]
        directory = open_directory(settings, engine)
        for question in questions:
            answer = AnswerOut.of(directory.find(question, LOCAL_ADMINISTRATOR, limit=50))
            found[f"find {question}"] = naming.text(answer.model_dump_json(exclude={"more", "revision"}))
        for what in EXPORTS:
            said = CliRunner().invoke(app, ["export", what, "--config", str(folder / "zhaoren.toml")])
            assert said.exit_code == 0, said.output
            found[f"export {what}"] = [naming.text(line) for line in said.output.splitlines()]
    return found


def _catalog_content(catalog: Catalog, naming: _Naming) -> Iterator[tuple[str, object]]:
    links = catalog.record_links.of_records(naming.of_record)
    keys = catalog.match_keys.of_records(naming.of_record)
    for record in catalog.records.all(ended=True):
        versions = [(v.state, v.fields, v.also_keys) for v in catalog.records.history(record.id)]
        since = {name: naming.moment(moment) for name, moment in record.fields_since.items()}
        yield (
            naming.of_record[record.id],
            (
                *(
                    record.fields,
                    since,
                    record.also_keys,
                    record.state,
                    record.missing_times,
                    record.position,
                    versions,
                ),
                *map(naming.moment, (record.first_seen, record.ended_at, record.missing_since)),
                *(
                    [(link.role, link.kind, link.key) for link in links.get(record.id, ())],
                    len(keys.get(record.id, ())),
                ),
            ),
        )
    yield "clusters", {naming.of_record[id_]: naming.id(person) for id_, person in catalog.clusters.all()}
    for kind in KINDS:
        # By number: of several who fit equally, the smaller is shown first.
        yield kind, [naming.text(s.body.decode()) for s in catalog.entities.all(kind) if s.body is not None]
    people = list(catalog.entities.changed_since("person", 0))
    yield "removed people", Counter(naming.id(one.redirect_to) for one in people if one.body is None)
    events = [event for one in people for event in catalog.identity_events.of_person(one.id)]
    yield (
        "what happened to ids",
        Counter((e.act, naming.id(e.person_id), naming.id(e.other_id), e.evidence) for e in events),
    )


def differences(found: Content, expected: Content, most: int = 5) -> list[str]:
    """Where two contents differ, each with the place where its texts part."""
    told = [f"only one has {name}" for name in sorted(found.keys() ^ expected.keys())]
    for name, other in expected.items():
        one = found.get(name, other)
        if one == other:
            continue
        pairs = [(repr(one), repr(other))]
        if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            pairs = [(a, b) for a, b in zip(map(str, one), map(str, other), strict=True) if a != b]
        told += [f"{name}: {_parting(a, b)}" for a, b in pairs]
    return told[:most]


def _parting(one: str, other: str) -> str:
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, same - 120)
    return f"…{one[start : same + 200]}… instead of …{other[start : same + 200]}…"
