"""Made-up groups that are asked about: written as silos or in hand-over shape A, read, joined and published."""

from __future__ import annotations

import json
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from benchmarks.relevance.stranger_companies import renamed
from benchmarks.relevance.strangers import write_stranger_questions
from zhaoren.demo.configuration import write_configuration
from zhaoren.demo.group import make_group
from zhaoren.demo.questions import write_questions
from zhaoren.demo.shape_a import write_shape_a
from zhaoren.demo.shape_configuration import write_shape_a_configuration
from zhaoren.demo.silos import write_silos
from zhaoren.foundation.settings import Settings, load_settings
from zhaoren.pipeline.publish import publish
from zhaoren.pipeline.refresh import Refresh
from zhaoren.search_index.elastic_engine import ElasticEngine
from zhaoren.search_index.elastic_wire import ElasticAddress
from zhaoren.wiring import open_catalog, open_engine, open_source

QUESTIONS = "questions.jsonl"


class Shape(StrEnum):
    """In which form the group is handed over."""

    SILOS = "silos"
    A_CSV = "a-csv"
    A_LDIF = "a-ldif"  # with the lists beside it: companies, posts, documents, projects
    A_LDIF_ALONE = "a-ldif-alone"  # with the list of companies only


_NOT_IN_LDIF = {
    Shape.A_LDIF: ("name_former",),
    Shape.A_LDIF_ALONE: ("name_former", "expert", "project"),
}
"""Classes of questions that go by what is not handed over."""


def prepared(folder: Path, shape: Shape, seed: int, people: int, strangers: str = "") -> tuple[Settings, Path]:
    """A group, read and published into the embedded engine, and its questions; used again when it is there.

    Args:
        folder: where it is, or will be.
        shape: in which form it is handed over.
        seed: of the group.
        people: how many.
        strangers: "tune" or "aside" for companies and questions of another hand, handed over in shape A.
    """
    configuration = folder / "zhaoren.toml"
    questions = folder / (f"stranger-{strangers}.jsonl" if strangers else QUESTIONS)
    group = make_group(seed, people=people)
    if strangers:
        renamed(group)
        folder.mkdir(parents=True, exist_ok=True)
        write_stranger_questions(group, folder)
    if configuration.exists():
        return load_settings(configuration), questions
    if shape is Shape.SILOS:
        log = write_silos(group, folder)
        write_questions(group, folder / QUESTIONS, log)
        settings = load_settings(write_configuration(group, folder))
    else:
        write_shape_a(group, folder)
        if shape is Shape.A_LDIF_ALONE:
            for path in (*folder.glob("*/posts.csv"), folder / "documents.csv", folder / "projects.csv"):
                path.unlink()
        if shape is not Shape.A_CSV:
            _keep_answerable(folder / QUESTIONS, _NOT_IN_LDIF[shape])
        settings = load_settings(write_shape_a_configuration(group, folder, ldif=shape is not Shape.A_CSV))
    with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        Refresh(settings, catalog, engine, lambda source: open_source(settings, source)).run(settings.sources)
    return settings, questions


def _keep_answerable(questions: Path, classes: tuple[str, ...]) -> None:
    """Leave out the classes of questions that this form of hand-over cannot answer."""
    kept = [line for line in questions.read_text("utf-8").splitlines() if json.loads(line)["class"] not in classes]
    questions.write_text("\n".join(kept) + "\n", encoding="utf-8")


def elastic_copy(settings: Settings, url: str, prefix: str) -> ElasticEngine:
    """The same directory published into Elasticsearch."""
    engine = ElasticEngine(ElasticAddress(urls=(url,)), prefix)
    with closing(open_catalog(settings)) as catalog:
        publish(catalog, engine, full=True)
    return engine
