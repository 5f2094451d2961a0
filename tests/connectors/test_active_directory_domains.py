"""Domain controllers that lag behind, were set back or replaced, and several domains."""

from __future__ import annotations

import base64
import json
import shutil
import struct
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from schemas.errors import SourceBusy, SourceRefused
from schemas.records import Checkpoint
from schemas.vocabulary import RecordKind
from tests.connectors.active_directory import Corner
from tests.connectors.reading import read_all
from tests.servers.samba_domain import DomainFactory, RunningDomain

pytestmark = pytest.mark.samba


@pytest.fixture(scope="module")
def corner(domain_factory: DomainFactory) -> Corner:
    """A domain of its own, because its past is played with."""
    return Corner(domain_factory("lag.example"), "总部")


@contextmanager
def as_it_was(corner: Corner, change: str = "") -> Iterator[None]:
    """Within the block the controller serves the state of a copy that was made of it before the block."""
    domain, kept = corner.domain, corner.domain.folder / "kept"
    now = domain.folder / "private"
    domain.stop()
    now.rename(domain.folder / "later")
    shutil.copytree(kept, now)
    if change:
        domain.change(change, "relax:0")
    domain.start()
    try:
        yield
    finally:
        domain.stop()
        shutil.rmtree(now)
        (domain.folder / "later").rename(now)
        domain.start()
        corner.wire = corner.connection()


def keep(domain: RunningDomain) -> None:
    domain.stop()
    shutil.rmtree(domain.folder / "kept", ignore_errors=True)
    sockets = shutil.ignore_patterns("ldapi", "ldap_priv")
    shutil.copytree(domain.folder / "private", domain.folder / "kept", ignore=sockets)
    domain.start()


def another_controller(corner: Corner, has: int | None, of: str) -> str:
    """Changes that make a controller another one, which has so many changes of the first; None: it does not tell."""
    settings = "CN=NTDS Settings,CN=DC1,CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration"
    new = base64.b64encode(uuid.uuid4().bytes_le).decode()
    lines = [f"dn: {settings},{corner.domain.suffix}", "changetype: modify", "replace: invocationId"]
    lines += [f"invocationId:: {new}", ""]
    if has is not None:
        vector = struct.pack("<4I", 2, 0, 1, 0) + uuid.UUID(of).bytes_le + struct.pack("<QQ", has, 0)
        lines += [f"dn: {corner.domain.suffix}", "changetype: modify", "replace: replUpToDateVector"]
        lines += [f"replUpToDateVector:: {base64.b64encode(vector).decode()}", ""]
    return "\n".join(lines) + "\n"


def test_fault_32_an_older_state_never_overwrites_a_newer_one(corner: Corner) -> None:
    guid = corner.person("老李", title="经理")
    keep(corner.domain)
    corner.wire = corner.connection()
    corner.set(corner.dn("老李"), title="总监")
    corner.person("小新")
    connector = corner.connector()
    before = read_all(connector).outcome.checkpoint
    assert before is not None
    told = json.loads(before.value)

    with as_it_was(corner):
        with pytest.raises(SourceRefused, match="it was set back to an older state, and nothing of it was taken"):
            read_all(connector, before)
        on_request = read_all(connector)
        assert on_request.of(RecordKind.PERSON)[guid].fields["title"] == ("经理",)

    lagging = another_controller(corner, told["usn"] - 1, told["controller"])
    with as_it_was(corner, lagging), pytest.raises(SourceBusy, match=r"lags behind: it has the changes of dc1\.lag"):
        read_all(connector, before)

    silent = another_controller(corner, None, told["controller"])
    with as_it_was(corner, silent):
        with pytest.raises(SourceBusy, match="does not tell whether it has all the changes"):
            read_all(connector, before)
        told_earlier = {**told, "read_at": (datetime.now(UTC) - timedelta(hours=25)).isoformat()}
        assert read_all(connector, Checkpoint(json.dumps(told_earlier))).outcome.complete

    caught_up = another_controller(corner, told["usn"], told["controller"])
    with as_it_was(corner, caught_up):
        reading = read_all(connector, before)
        assert reading.outcome.complete
        assert not reading.deletions
        assert reading.outcome.checkpoint is not None
        assert json.loads(reading.outcome.checkpoint.value)["controller"] != told["controller"]

    still = read_all(connector, before)
    assert not still.outcome.complete
    assert not still.deletions


def test_fault_24_a_cookie_of_another_controller_is_not_used(corner: Corner) -> None:
    connector = corner.connector()
    before = read_all(connector).outcome.checkpoint
    assert before is not None
    told = json.loads(before.value)
    foreign = {**told, "controller": str(uuid.uuid4()), "usn": 1, "read_at": "2026-01-01T00:00:00+00:00"}
    reading = read_all(connector, Checkpoint(json.dumps(foreign)))
    assert reading.outcome.complete
    assert not reading.deletions


def test_everything_is_read_once_the_last_whole_reading_is_nearly_too_long_ago(corner: Corner) -> None:
    connector = corner.connector()
    before = read_all(connector).outcome.checkpoint
    assert before is not None
    told = json.loads(before.value)
    for hours, whole in ((1, False), (23, True)):
        told["whole_at"] = (datetime.now(UTC) - timedelta(hours=hours)).isoformat()
        assert read_all(connector, Checkpoint(json.dumps(told))).outcome.complete is whole
    told |= {"whole_at": datetime.now(UTC).isoformat(), "read_at": (datetime.now(UTC) + timedelta(days=2)).isoformat()}
    assert read_all(connector, Checkpoint(json.dumps(told))).outcome.complete


def test_fault_32_somebody_whom_two_searches_find_is_read_once(corner: Corner) -> None:
    corner.unit("子公司")
    guid = corner.person("两见", "子公司")
    twice = [{"base": corner.base}, {"base": f"OU=子公司,{corner.base}"}]
    reading = read_all(corner.connector(people=twice))
    assert [record.key for record in reading.records].count(guid) == 1
    assert not reading.skipped
    assert reading.outcome.complete


def test_fault_32_two_domains_keep_their_people_apart_by_guid(corner: Corner, corp_domain: RunningDomain) -> None:
    other = Corner(corp_domain, "子域")
    here, there = corner.person("同名"), other.person("同名")
    first = read_all(corner.connector()).of(RecordKind.PERSON)
    second = read_all(other.connector()).of(RecordKind.PERSON)
    assert here in first
    assert there in second
    assert not first.keys() & second.keys()
    assert not {key for record in first.values() for key in record.also_keys} & {
        key for record in second.values() for key in record.also_keys
    }


def test_the_forests_own_parts_are_no_missing_people(corner: Corner) -> None:
    reading = read_all(corner.connector(base=corner.domain.suffix))
    assert reading.of(RecordKind.PERSON)
    assert reading.outcome.complete


def test_fault_34_mailboxes_that_are_no_people_and_people_whom_exchange_hides(corner: Corner) -> None:
    corner.domain.add_exchange()
    corner.wire = corner.connection()
    corner.unit("邮箱")
    kinds = {"用户": 1, "共享邮箱": 4, "会议室": 16, "投影仪": 32, "云用户": 2**31, "云会议室": 2**33, "云共享": 2**35}
    for name, kind in kinds.items():
        corner.person(name, "邮箱", msExchRecipientTypeDetails=kind)
    hidden = corner.person("藏", "邮箱", msExchHideFromAddressLists="TRUE", msExchRecipientTypeDetails=1)
    connector = corner.connector(base=f"OU=邮箱,{corner.base}")
    first = read_all(connector)
    people = first.of(RecordKind.PERSON)
    assert {record.fields["name"][0] for record in people.values()} == {"用户", "云用户", "藏"}
    assert people[hidden].fields["hidden"] == ("TRUE",)
    # A person's mailbox that becomes a shared one is no person any more.
    corner.set(corner.dn("用户", "邮箱"), msExchRecipientTypeDetails=4)
    corner.set(corner.dn("藏", "邮箱"), msExchHideFromAddressLists="FALSE")
    later = read_all(connector, first.outcome.checkpoint)
    assert corner.guid(corner.dn("用户", "邮箱")) in {deletion.key for deletion in later.deletions}
    assert later.of(RecordKind.PERSON)[hidden].fields["hidden"] == ("FALSE",)
