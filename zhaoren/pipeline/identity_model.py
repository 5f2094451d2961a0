"""The model of identity of one installation: the file it is kept in, reading it, and training a new one.

Trained seldom and then frozen: what changes from one day to the next comes from the records, not from the model.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog
from zhaoren.foundation.errors import BadInput
from zhaoren.foundation.settings import Settings
from zhaoren.pipeline.prepared_scratch import PreparedScratch
from zhaoren.pipeline.unify_reading import SourceRules
from zhaoren.pipeline.unify_units import tree_as_it_was
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.linkage_model import LinkageModel, ModelInvalid, load_model, shipped_model
from zhaoren.unification.pair_columns import PeopleColumns
from zhaoren.unification.preparation import PreparedPerson, prepare
from zhaoren.unification.scoring import ModelScorer, PairBatch
from zhaoren.unification.training import Training, train

FILE = "identity-model.json"


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """A model, and the file that it was read from; None for the one that comes with the product."""

    model: LinkageModel
    file: Path | None


def model_file(settings: Settings) -> Path:
    """Where this installation keeps a model of its own."""
    return settings.data_path / FILE


def model_in_use(settings: Settings) -> ModelInUse:
    """The installation's own model, else the one that comes with the product.

    Raises:
        BadInput: there is a file, and it is no model of this version.
    """
    file = model_file(settings)
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ModelInUse(shipped_model(), None)
    except (OSError, UnicodeDecodeError) as unreadable:
        raise BadInput(str(file), f"the model cannot be read: {unreadable}", "train anew or remove it") from unreadable
    try:
        return ModelInUse(load_model(text, file.name), file)
    except ModelInvalid as wrong:
        raise BadInput(str(file), str(wrong), "run `zhaoren identity train`, or remove the file") from wrong


def scorer_of(settings: Settings) -> ModelScorer:
    """What weighs pairs of records in this installation."""
    return ModelScorer(model_in_use(settings).model)


def train_model(catalog: Catalog, settings: Settings, *, on_count: Callable[[str, int], None]) -> Training:
    """Train on all records of people and keep the model; the next joining looks at everybody.

    Training starts from the model that comes with the product, never from an earlier training, so that training twice
    on the same records gives the same model. When nothing can be learned the file is left as it is.
    """
    with closing(PreparedScratch()) as scratch:
        training = train(_pairs(catalog, settings, scratch, on_count), shipped_model(), "trained")
    if training.learned:
        _keep(model_file(settings), training.model.dump())
    return training


def _pairs(
    catalog: Catalog, settings: Settings, scratch: PreparedScratch, on_count: Callable[[str, int], None]
) -> PairBatch:
    rules = SourceRules.of(settings.sources)
    columns, ids = PeopleColumns(), array("q")
    with catalog.snapshot() as seen:
        organisation = tree_as_it_was(seen, rules, catalog.mint)
        for at, stored in enumerate(seen.records.all([RecordKind.PERSON]), 1):
            record = rules.read(stored)
            person = prepare(record, organisation)
            if person.kind is AccountKind.PERSON:
                columns.add(person)
                scratch.add(record, person)
                ids.append(stored.id)
            if at % 5000 == 0:
                on_count("identity train", at)

    def person_at(row: int) -> PreparedPerson:
        return scratch.person(ids[row])

    return PairBatch.of(columns, person_at)


def _keep(file: Path, text: str) -> None:
    """Written whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
