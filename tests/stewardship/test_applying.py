"""What the server starts so that the directory follows what was decided."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from schemas.viewer import LOCAL_ADMINISTRATOR
from tests.cli.running import zhaoren
from tests.cli.test_reviews import CONFIGURATION
from zhaoren.foundation.settings import load_settings
from zhaoren.stewardship.applying import ApplyingProcess
from zhaoren.stewardship.review_desk import ReviewDesk
from zhaoren.wiring import open_catalog, open_desks, open_engine

WAIT_S = 120.0


def test_what_is_decided_over_http_is_joined_and_published_by_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "zhaoren.toml").write_text(CONFIGURATION, "utf-8")
    (tmp_path / "hr.csv").write_text("工号,姓名,手机,生日,职务\n1077,王伟,13900001234,1980-01-11,部长\n", "utf-8")
    (tmp_path / "list.csv").write_text("序号,姓名,手机,生日,职务\n5,王伟,13900001234,1980-10-01,部长\n", "utf-8")
    assert zhaoren(tmp_path, "sync").code == 0
    settings = load_settings(tmp_path / "zhaoren.toml")
    with open_desks(settings) as desks:
        desk = desks.reviews
        (review,) = desk.queue(LOCAL_ADMINISTRATOR).reviews
        assert desk.answer(LOCAL_ADMINISTRATOR, review.id, "same").applied == "soon"
        assert desk.answer(LOCAL_ADMINISTRATOR, review.id, "same").changed is False
    with closing(open_catalog(settings)) as catalog:
        # Closing ended what was under way; asking again ends it well.
        applying = ApplyingProcess(["reviews", "apply", "--config", str(settings.file)], settings.base_folder)
        applying.start()
        applying.start()
        assert applying.wait(WAIT_S)
        assert catalog.entities.count("person") == 1
        with closing(open_engine(settings)) as engine:
            assert engine.applied_revision() == catalog.revision
        applying.close()


def test_what_is_in_the_way_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "zhaoren.toml").write_text(CONFIGURATION, "utf-8")
    (tmp_path / "hr.csv").write_text("工号,姓名,手机,生日,职务\n1077,王伟,13900001234,1980-01-11,部长\n", "utf-8")
    (tmp_path / "list.csv").write_text("序号,姓名,手机,生日,职务\n5,王伟,13900001234,1980-10-01,部长\n", "utf-8")
    assert zhaoren(tmp_path, "sync").code == 0
    settings = load_settings(tmp_path / "zhaoren.toml")
    arguments = ["reviews", "apply", "--config", str(settings.file)]
    applying = ApplyingProcess(arguments, settings.base_folder, again_s=0.1)
    with closing(open_catalog(settings)) as catalog:
        desk = ReviewDesk(lambda: catalog, lambda: "soon")
        with catalog.journal.leases.hold("unify"):
            desk.answer(LOCAL_ADMINISTRATOR, desk.queue(LOCAL_ADMINISTRATOR).reviews[0].id, "same")
            applying.start()
            assert not applying.wait(8.0)
            assert catalog.entities.count("person") == 2
        assert applying.wait(WAIT_S)
        assert catalog.entities.count("person") == 1
    applying.close()


def test_nothing_is_started_once_it_is_closed(tmp_path: Path) -> None:
    applying = ApplyingProcess(["never"], tmp_path)
    applying.close()
    applying.start()
    assert applying.wait(0)
