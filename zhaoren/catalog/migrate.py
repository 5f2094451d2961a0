"""Bring a database to the tables that this version of the product knows, step by step.

Alembic is loaded only when a step is missing: it would be a third of the time in which a question is answered.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import Connection, inspect, text

from zhaoren.catalog.database import Database
from zhaoren.foundation.errors import BadInput

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

Family = Literal["catalog", "journal"]

# The newest step of each family; a test compares them with the scripts.
NEWEST: Final[dict[Family, str]] = {"catalog": "0004", "journal": "0004"}

_FOLDER = Path(__file__).parent / "migrations"
# Any number will do; two programs that open a new PostgreSQL catalog at once must wait for each other.
_ADVISORY_LOCK = 7_205_111


def upgrade(database: Database, family: Family) -> None:
    """Run the missing steps; a database that is up to date is only read.

    Raises:
        BadInput: a newer version of the product made this database.
        CatalogUnavailable: it cannot be reached or written.
    """
    with database.reading() as connection:
        if _present(connection, family) == NEWEST[family]:
            return
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY_LOCK})
        scripts = scripts_of(family)
        present = _present(connection, family)
        if present is not None and present not in {script.revision for script in scripts.walk_revisions()}:
            raise BadInput(database.place, f"a newer version made this {family} (step {present})", "update zhaoren")
        _run(connection, scripts, family)


def scripts_of(family: Family) -> ScriptDirectory:
    """The steps of one family of tables."""
    from alembic.script import ScriptDirectory

    folder = str(_FOLDER / f"{family}_tables")
    return ScriptDirectory(folder, version_locations=[folder])


def _present(connection: Connection, family: Family) -> str | None:
    table = f"{family}_version"
    if not inspect(connection).has_table(table):
        return None
    found: str | None = connection.exec_driver_sql(f"SELECT version_num FROM {table}").scalar()  # noqa: S608
    return found


def _run(connection: Connection, scripts: ScriptDirectory, family: Family) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    def steps(revision: Any, _context: MigrationContext) -> Any:
        return scripts._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection, version_table=f"{family}_version")
        environment.run_migrations()
