"""What answers a question loads none of the heavy libraries that syncing needs; numpy holds its tables."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import importlib, pkgutil, sys
import search_api, zhaoren.people_search, zhaoren.wiring
for package in (search_api, zhaoren.people_search):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
loaded = {name.partition(".")[0] for name in sys.modules}
print(*sorted(loaded & {"connectors", "duckdb", "ldap", "openpyxl", "pandas", "pypdf", "splink"}))
"""


def test_importing_all_that_answers_loads_no_pandas_and_no_connector() -> None:
    answer = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert answer.stdout.split() == []
