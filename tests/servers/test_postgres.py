"""The database server that tests get is a real one."""

from __future__ import annotations

import pytest
import sqlalchemy

pytestmark = pytest.mark.postgres


def test_each_fresh_database_is_empty_and_speaks_utf8(fresh_postgres: str) -> None:
    engine = sqlalchemy.create_engine(fresh_postgres)
    with engine.begin() as connection:
        assert sqlalchemy.inspect(connection).get_table_names() == []
        connection.execute(sqlalchemy.text("create table people (name text)"))
        connection.execute(sqlalchemy.text("insert into people values ('𬭎')"))
        assert connection.execute(sqlalchemy.text("select length(name) from people")).scalar_one() == 1
    engine.dispose()


def test_a_wrong_password_is_refused(postgres_url: str) -> None:
    url = sqlalchemy.make_url(postgres_url).set(password="wrong")
    engine = sqlalchemy.create_engine(url)
    with pytest.raises(sqlalchemy.exc.OperationalError, match="password authentication failed"):
        engine.connect()
    engine.dispose()
