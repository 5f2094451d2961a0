"""One scorer, two engines: the same first ten, in the same order, for every question of a made-up group."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.relevance.groups import Shape, elastic_copy, prepared
from benchmarks.relevance.scores import differing, measured
from zhaoren.wiring import open_directory


@pytest.mark.elastic
def test_both_engines_answer_every_question_alike(tmp_path: Path, elastic_url: str) -> None:
    settings, questions = prepared(tmp_path, Shape.A_CSV, 4711, 500)
    _, _, embedded = measured(open_directory(settings), questions)
    with closing(elastic_copy(settings, elastic_url, "both-engines")) as engine:
        _, _, distributed = measured(open_directory(settings, engine), questions)
    assert differing(embedded, distributed) == []
