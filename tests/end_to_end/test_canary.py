"""Secrets put wherever an administrator may put one: they show in no stream, no file, no message, no process title."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.cli.running import Ended, command_environment, zhaoren
from tests.servers.mail import mail_server, web_service

_SECRET = "Canary/8f2e@:k'ey%x"
_CONFIGURATION = """
group_name = "海棠科技"

[alarm.mail]
host = "127.0.0.1"
port = {mail_port}
security = "none"
user = "zhaoren"
password = {{ env = "TEST_SECRET" }}
sender = "zhaoren@example.com"
receivers = ["it@example.com"]

[alarm.webhook]
secret_url = {{ env = "TEST_HOOK" }}
token = {{ file = "secret" }}

[[sources]]
name = "directory"
kind = "ldap_directory"
url = "ldap://127.0.0.1:1"
base = "dc=example,dc=com"
bind_dn = "cn=reader,dc=example,dc=com"
password = {{ file = "secret" }}
timeout_s = 1

[[sources]]
name = "hr"
kind = "hr_database"
url = "postgresql+psycopg://reader@127.0.0.1:1/hr"
password = {{ connection = "hr" }}
timeout_s = 1
[[sources.people]]
query = "select 1 as a, 2 as b"
key = "a"
fields = {{ name = "b" }}

[[sources]]
name = "staff"
kind = "legacy_files"
company = "海棠科技有限公司"
[sources.people]
path = "staff.csv"
key = "工号"
fields = {{ name = "姓名", mobile = "手机" }}
"""

_CRASH = """
from pathlib import Path
from zhaoren.foundation.settings import load_settings
from zhaoren.wiring import open_source, open_tellers
settings = load_settings(Path("zhaoren.toml"))
raise SystemError(settings, open_tellers(settings), [vars(open_source(settings, one)) for one in settings.sources])
"""


def _clean(folder: Path, *ended: Ended) -> None:
    forms = {_SECRET, quote(_SECRET, safe=""), quote(_SECRET), repr(_SECRET)[1:-1], ascii(_SECRET)[1:-1]}
    for form in forms:
        for one in ended:
            assert form not in one.out + one.err
        for file in folder.rglob("*"):
            if file.is_file() and file.name != "secret":
                assert form.encode() not in file.read_bytes(), file


@pytest.fixture
def environment() -> dict[str, str]:
    return {"TEST_SECRET": _SECRET, "AIRFLOW_CONN_HR": f"postgres://reader:{quote(_SECRET, safe='')}@127.0.0.1/hr"}


def _write(folder: Path, mail_port: int) -> None:
    (folder / "zhaoren.toml").write_text(_CONFIGURATION.format(mail_port=mail_port), encoding="utf-8")
    (folder / "secret").write_text(_SECRET + "\n", encoding="utf-8")
    (folder / "staff.csv").write_text("工号,姓名,手机\nK001,王伟,138\n,password=x,1\n", encoding="utf-8")


def test_fault_49_no_secret_shows_in_any_stream_file_report_audit_or_message(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with mail_server("zhaoren", _SECRET) as mail, web_service() as hook:
        _write(tmp_path, mail.port)
        environment["TEST_HOOK"] = f"{hook.url}/{quote(_SECRET, safe='')}"
        told: list[Ended] = []
        for arguments in (
            ["-v", "sync"],
            ["sync", "--json"],
            ["runs"],
            ["runs", "--json"],
            ["quarantine", "list", "--json"],
            ["alarms", "--json"],
            ["alarms", "--test"],
            ["check"],
            ["schedule", "--plan"],
            ["find", "王伟", "--json"],
        ):
            told.append(zhaoren(tmp_path, *arguments, environment=environment))
            assert "Traceback" not in told[-1].err
        shown = [["runs", "show", run["id"], "--json"] for run in told[3].json]
        told += [zhaoren(tmp_path, *arguments, environment=environment) for arguments in shown]
        hook.status, mail.refuses = 500, True
        told.append(zhaoren(tmp_path, "alarms", "--test", environment=environment))
        assert told[-1].code == 2
        told_by_mail = "".join(one.as_string() for one in mail.mails) + str(hook.bodies)
    assert mail.signed_in
    assert hook.bodies
    assert _SECRET not in told_by_mail
    _clean(tmp_path, *told)


def test_fault_49_no_secret_shows_in_the_title_or_crash_of_a_process(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    _write(tmp_path, 1)
    environment["TEST_HOOK"] = "http://127.0.0.1:1/x"
    titles: list[bytes] = []
    running = subprocess.Popen(
        [sys.executable, "-m", "zhaoren.cli.main", "sync"],
        cwd=tmp_path,
        env=command_environment(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watching = threading.Thread(target=_watch, args=(running, titles))
    watching.start()
    out, err = running.communicate(timeout=120)
    watching.join()
    assert titles
    assert all(_SECRET.encode() not in title for title in titles)
    _clean(tmp_path, Ended(running.returncode, out, err))
    died = subprocess.run(
        [sys.executable, "-c", _CRASH],
        cwd=tmp_path,
        env=command_environment(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "SystemError" in died.stderr
    _clean(tmp_path, Ended(died.returncode, died.stdout, died.stderr))


def _watch(running: subprocess.Popen[str], titles: list[bytes]) -> None:
    place = Path("/proc") / str(running.pid) / "cmdline"
    while running.poll() is None and place.exists():
        titles.append(place.read_bytes())
        time.sleep(0.05)
