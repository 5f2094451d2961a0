from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, create_engine, text

from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.database import CatalogUnavailable
from zhaoren.catalog.journal_tables import JOURNAL
from zhaoren.catalog.migrate import NEWEST, Family, scripts_of
from zhaoren.catalog.tables import CATALOG
from zhaoren.foundation.errors import BadInput


def test_opening_twice_changes_nothing(catalog_url: str) -> None:
    Catalog(catalog_url).close()
    again = Catalog(catalog_url)
    assert again.revision == 0
    again.close()


@pytest.mark.parametrize(("family", "tables"), [("catalog", CATALOG), ("journal", JOURNAL)])
def test_the_steps_make_exactly_the_tables_that_the_code_names(
    family: Family, tables: MetaData, tmp_path: Path
) -> None:
    Catalog(f"sqlite:///{tmp_path / 'catalog.db'}").close()
    engine = create_engine(f"sqlite:///{tmp_path / family}.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": f"{family}_version"})
        assert compare_metadata(context, tables) == []
    engine.dispose()


@pytest.mark.postgres
def test_the_steps_make_exactly_the_tables_on_postgresql_too(fresh_postgres: str) -> None:
    Catalog(fresh_postgres).close()
    both = MetaData()
    for table in (*CATALOG.sorted_tables, *JOURNAL.sorted_tables):
        table.to_metadata(both)
    engine = create_engine(fresh_postgres)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        found = [d for d in compare_metadata(context, both) if not str(d).count("_version")]
        assert found == []
    engine.dispose()


@pytest.mark.parametrize("family", ["catalog", "journal"])
def test_the_newest_step_is_the_one_that_the_code_waits_for(family: Family) -> None:
    assert scripts_of(family).get_current_head() == NEWEST[family]


def test_a_catalog_of_an_earlier_version_is_brought_here_without_loss(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    _made_by_step("0002", url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO counters VALUES ('revision', 1)"))
        connection.execute(
            text(
                "INSERT INTO judgements VALUES ('j', 1, 'h', 'person', '1', 'a', 'person', 'x', 1, 'li', '', 'no', '')"
            )
        )
        connection.execute(
            text("INSERT INTO identity_events VALUES (1, 1, 'merge', 'b', 'a', 'unify', 'same_mobile', 't')")
        )
    engine.dispose()
    catalog = Catalog(url)
    (judgement,) = catalog.judgements.counting()
    assert (judgement.id, judgement.who, judgement.reason, judgement.decision_id) == ("j", "li", "no", None)
    (event,) = catalog.identity_events.of_person("a")
    assert (event.person_id, event.evidence, event.records, event.model) == ("b", "same_mobile", (), "")
    catalog.close()


def _made_by_step(step: str, url: str) -> None:
    scripts = scripts_of("catalog")
    engine = create_engine(url)
    with (
        engine.begin() as connection,
        EnvironmentContext(
            Config(), scripts, fn=lambda present, _context: scripts._upgrade_revs(step, present)
        ) as environment,
    ):
        environment.configure(connection=connection, version_table="catalog_version")
        environment.run_migrations()
    engine.dispose()


def test_a_catalog_of_a_newer_version_is_refused(catalog_url: str) -> None:
    Catalog(catalog_url).close()
    engine = create_engine(catalog_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE catalog_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(BadInput, match="a newer version made this catalog"):
        Catalog(catalog_url)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("catalog.db", "no address of a database"),
        ("nosuch://x", "no address of a database"),
        ("mysql+pymysql://x/y", "no address of a database|cannot live in mysql"),
        ("sqlite://", "needs a file"),
    ],
)
def test_an_address_that_cannot_be_is_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        Catalog(url)


def test_a_server_that_is_not_there_is_one_sentence_without_the_password() -> None:
    with pytest.raises(CatalogUnavailable) as told:
        Catalog("postgresql+psycopg://zhaoren:geheim@127.0.0.1:9/none")
    assert "geheim" not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_text("姓名,部门\n" * 500, encoding="utf-8")
    with pytest.raises(CatalogUnavailable, match="not a database"):
        Catalog(f"sqlite:///{tmp_path / 'catalog.db'}")


def test_the_journal_of_sqlite_is_a_file_of_its_own(tmp_path: Path) -> None:
    Catalog(f"sqlite:///{tmp_path / 'data' / 'catalog.db'}").close()
    assert {file.name for file in (tmp_path / "data").glob("*.db")} == {"catalog.db", "journal.db"}
