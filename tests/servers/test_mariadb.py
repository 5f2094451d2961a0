"""The MariaDB that tests get is a real one."""

from __future__ import annotations

import sqlalchemy

from tests.servers.mariadb import closing_session


def test_each_fresh_database_is_empty_and_keeps_rare_characters(fresh_mariadb: str) -> None:
    engine = sqlalchemy.create_engine(fresh_mariadb)
    with engine.connect() as connection:
        assert sqlalchemy.inspect(connection).get_table_names() == []
        connection.execute(sqlalchemy.text("create table people (name varchar(9))"))
        connection.execute(sqlalchemy.text("insert into people values ('𬭎')"))
        assert connection.scalar(sqlalchemy.text("select char_length(name) from people")) == 1
    engine.dispose()
    with closing_session(fresh_mariadb) as session, session.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        assert "MariaDB" in cursor.fetchone()[0]
