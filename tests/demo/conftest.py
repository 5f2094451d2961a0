"""One group for all tests of this room, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhaoren.demo.configuration import write_configuration
from zhaoren.demo.group import make_group
from zhaoren.demo.shape_a import write_shape_a
from zhaoren.demo.shape_b import write_shape_b
from zhaoren.demo.silo_plan import TruthLog
from zhaoren.demo.silos import write_silos
from zhaoren.demo.truth import DemoGroup

PEOPLE = 900


@pytest.fixture(scope="session")
def group() -> DemoGroup:
    return make_group(seed=11, people=PEOPLE)


@pytest.fixture(scope="session")
def silos(group: DemoGroup, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TruthLog]:
    """The folder of silos with its configuration, and whose record each one is."""
    folder = tmp_path_factory.mktemp("silos")
    log = write_silos(group, folder)
    write_configuration(group, folder)
    return folder, log


@pytest.fixture(scope="session")
def shape_a(group: DemoGroup, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shape-a")
    write_shape_a(group, folder)
    return folder


@pytest.fixture(scope="session")
def shape_b(group: DemoGroup, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shape-b")
    write_shape_b(group, folder)
    return folder
