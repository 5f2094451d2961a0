"""What drivers say, in our words: by SQLSTATE or error number where they have one, else by their sentences."""

from __future__ import annotations

import re

from sqlalchemy.exc import DBAPIError

from schemas.errors import SourceBusy, SourceError, SourceRefused

_REFUSALS: tuple[tuple[str, str, str], ...] = (
    (
        r"28P01|28000|1045|password authentication failed|Access denied for user|Login failed|ORA-01017",
        "the database refuses name or password",
        "correct the user in `url` or the secret",
    ),
    (r"3D000|1049|database .* does not exist|Unknown database", "there is no such database", "correct `url`"),
    (r"unable to open database file", "the database file cannot be opened", "correct `url`, or give the right to read"),
    (r"file is not a database", "the file is no SQLite database", "correct `url`"),
    (r"could not translate host|resolve host|getaddrinfo|Name or service not known|Unknown MySQL server host",
     "no host is called so", "correct `url`"),
    (r"certificate|SSL connection|requires? SSL|no encryption",
     "no secure connection comes about", "correct the TLS settings in `url`, or the server's certificate"),
    (r"Connection refused|Can't connect to|No route to host|Network is unreachable",
     "nothing answers there", "check `url`, and whether the database runs"),
    (r"42501|1142|1044|1143|permission denied|command denied|ORA-00942", "this account may not read it",
     "give it the right to select"),
    (r"25006|1792|read-only transaction|readonly database", "the query writes, which a source is never asked to",
     "use a query that only selects"),
)  # fmt: skip
_NO_ANSWER = (
    r"57014|1205|1317|1927|1969|2006|2013|2055|3024|timeout|timed out|gone away|Lost connection|closed the connection"
    r"|server closed|terminating connection|connection was killed|database is locked"
)
# Data exceptions and "more than one row": one row's fault, not the query's.
_ROW_STATES = ("21", "22")
_ROW_WORDS = r"\(1242,|\(1365,|malformed JSON|integer overflow|Truncated incorrect|\(1292,"


def in_words(error: DBAPIError, where: str, address: str, password: str) -> SourceError:
    """What a driver's error means for an administrator.

    Args:
        where: the source's name.
        address: of the database, without password.
        password: kept out of every word.
    """
    code = _state(error)
    told = _without(f"{code} {error.orig}".strip(), password)
    first_line = told.splitlines()[0] if told else type(error).__name__
    place = f"{where}: {address}"
    if re.search(_NO_ANSWER, told, re.IGNORECASE):
        return SourceBusy(place, f"no answer in time ({first_line})", "try again, or raise `timeout_s`")
    for pattern, what, what_to_do in _REFUSALS:
        if re.search(pattern, told, re.IGNORECASE):
            return SourceRefused(place, f"{what} ({first_line})", what_to_do)
    if code[:2] in ("0A", "21", "22", "42", "P0") or re.search(r"syntax|no such|\(1\d\d\d,", told, re.IGNORECASE):
        return SourceRefused(place, f"the database refuses the query ({first_line})", "correct `table` or `query`")
    return SourceBusy(place, f"the database gave up ({first_line})", "try again")


def row_fault(error: DBAPIError) -> str:
    """Why a single row cannot be computed, without its values; empty when the error is not about one row."""
    state = _state(error)
    if state[:2] in _ROW_STATES:
        return f"the database cannot compute this row (SQLSTATE {state})"
    told = re.search(_ROW_WORDS, str(error.orig), re.IGNORECASE)
    return f"the database cannot compute this row ({told.group().strip('(,')})" if told else ""


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _without(text: str, password: str) -> str:
    return text.replace(password, "***") if password else text
