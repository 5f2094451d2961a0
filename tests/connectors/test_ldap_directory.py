"""Against a real slapd."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.ldap_read import measured
from connectors.ldap_directory import LdapConnector
from schemas.errors import SourceBusy
from schemas.vocabulary import RecordKind
from tests.connectors.ldap_making import SUFFIX, UNITS, by_login, person, refusal, source
from tests.connectors.reading import read_all
from tests.servers.slapd import RunningSlapd, SlapdFactory
from zhaoren.demo.large_ldif import write_large_ldif

pytestmark = pytest.mark.slapd


@pytest.fixture(scope="module")
def directory(slapd_factory: SlapdFactory) -> RunningSlapd:
    photo = "jpegPhoto:: /9j/4AAQ"
    entries = "".join(person(f"{number:03}", photo, "manager: UID=000, ou=采购部,o=hn") for number in range(25))
    return slapd_factory(UNITS + entries, suffix=SUFFIX)


Connect = Callable[..., LdapConnector]


@pytest.fixture
def connect(directory: RunningSlapd, tmp_path: Path) -> Connect:
    def with_settings(server: RunningSlapd = directory, **settings: object) -> LdapConnector:
        return source(server, tmp_path, **settings)

    return with_settings


@pytest.mark.parametrize("page_size", [1, 5, 500])
def test_everybody_is_read_whatever_the_page(connect: Connect, page_size: int) -> None:
    reading = read_all(connect(page_size=page_size))
    assert len(reading.of(RecordKind.PERSON)) == 25
    assert reading.outcome.complete
    assert reading.outcome.kinds == {RecordKind.PERSON, RecordKind.UNIT}
    one = by_login(reading)["001"]
    assert one.fields["manager_key"] == ("uid=000,ou=采购部,o=hn",)
    assert one.fields["company"] == ("HN",)
    assert one.changed_at is not None
    assert [unit.fields["name"] for unit in reading.of(RecordKind.UNIT).values()] == [("HN",), ("采购部",)]


@pytest.mark.parametrize("settings", [{"url": "ldaps"}, {"start_tls": True}], ids=["ldaps", "StartTLS"])
def test_it_is_read_over_tls(connect: Connect, directory: RunningSlapd, settings: dict[str, object]) -> None:
    secured = settings if "start_tls" in settings else {"url": directory.ldaps_url}
    assert read_all(connect(**secured)).outcome.complete
    report = connect(**secured).check()
    assert [step.name for step in report.steps] == [
        "reach",
        "tls",
        "bind",
        "scope",
        "rights",
        "count",
        "paging",
        "delta",
        "mapping",
        "sample",
    ]
    assert report.passed
    assert len(report.sample) == 10


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"base": "o=Gone"},
            "base 'o=Gone': it is not there, or this account may not see it; correct `base`; the direc",
        ),
        ({"base": "nonsense"}, "base 'nonsense': not a distinguished name"),
        ({"people": {"filter": "(uid=*"}}, "filter '(uid=*': not a filter"),
        (
            {"people": {"fields": {"name": "mobil"}}},
            "attribute 'mobil': not in the server's schema; did you mean mobile",
        ),
        ({"password": {"env": "UNSET_VARIABLE"}}, "the environment variable 'UNSET_VARIABLE' is not set"),
        ({"password": None}, "`bind_dn` is given without a password"),
        ({"ca_file": "gone.pem", "start_tls": True}, "there is no file 'gone.pem'"),
        ({"url": "ldap://no-such-host.invalid"}, "no host is called 'no-such-host.invalid'; correct `url`"),
        ({"url": "ldap://127.0.0.1:1"}, "127.0.0.1 port 1 refuses the connection"),
        ({"url": "ldaps://127.0.0.1:1"}, "127.0.0.1 port 1 refuses the connection"),
    ],
)
def test_wrong_settings_are_refused_in_words(connect: Connect, settings: dict[str, object], said: str) -> None:
    message = refusal(connect(**settings))
    assert message.startswith("source 'dir'")
    assert said in message
    report = connect(**settings).check()
    assert not report.passed


@pytest.mark.parametrize("way", ["plain", "ldaps", "StartTLS"])
def test_a_host_that_accepts_and_is_silent_costs_no_more_than_its_time(connect: Connect, way: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        url = f"{'ldaps' if way == 'ldaps' else 'ldap'}://127.0.0.1:{port}"
        begun = time.monotonic()
        with pytest.raises(SourceBusy, match="no answer"):
            read_all(connect(url=url, start_tls=way == "StartTLS", timeout_s=1))
        assert time.monotonic() - begun < 6


def test_a_search_that_finds_nothing_proves_nothing(connect: Connect) -> None:
    connector = connect(people={"filter": "(uid=nobody)"})
    outcome = read_all(connector).outcome
    assert not outcome.complete
    assert "the search found nothing with filter (uid=nobody)" in outcome.why_incomplete
    assert [(step.name, step.passed) for step in connector.check().steps[-2:]] == [("rights", False), ("mapping", True)]


@pytest.mark.slow
def test_fault_19_fifty_thousand_people_are_read_in_bounded_memory(slapd_factory: SlapdFactory, tmp_path: Path) -> None:
    write_large_ldif(tmp_path / "people.ldif", 50_000)
    server = slapd_factory(tmp_path / "people.ldif")
    (tmp_path / "secret").write_text(server.reader_password)
    took = measured("ours", server.url, f"ou=people,{server.suffix}", server.reader_dn, tmp_path / "secret")
    assert took["entries"] == 50_000
    # 11 MB were measured: one page, the keys already seen and the units; one unpaged search would need 400.
    assert took["above_rest_mb"] < 60


def test_active_directory_is_mapped_by_its_preset(connect: Connect, slapd_factory: SlapdFactory) -> None:
    schema = "\n".join(
        f"attributetype ( 1.2.840.113556.1.4.{number} NAME '{name}' EQUALITY {rule} SYNTAX {syntax} SINGLE-VALUE )"
        for number, name, rule, syntax in [
            (2, "objectGUID", "octetStringMatch", "1.3.6.1.4.1.1466.115.121.1.40"),
            (8, "userAccountControl", "integerMatch", "1.3.6.1.4.1.1466.115.121.1.27"),
            (221, "sAMAccountName", "caseIgnoreMatch", "1.3.6.1.4.1.1466.115.121.1.15"),
            (782, "objectCategory", "caseIgnoreMatch", "1.3.6.1.4.1.1466.115.121.1.15"),
            (146, "company", "caseIgnoreMatch", "1.3.6.1.4.1.1466.115.121.1.15"),
            (141, "department", "caseIgnoreMatch", "1.3.6.1.4.1.1466.115.121.1.15"),
        ]
    )
    schema += (
        "\nobjectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP top AUXILIARY MAY ( objectGUID $ userAccountControl $"
        " sAMAccountName $ objectCategory $ company $ department ) )"
    )
    entry = (
        "dn: CN=张三,OU=采购部,OU=海南矿业,DC=corp,DC=example\nobjectClass: inetOrgPerson\nobjectClass: user\n"
        "objectCategory: person\ncn: 张三\nsn: 张\nsAMAccountName: zhangs\nuserAccountControl: 514\n"
        "department: 采购部\nobjectGUID:: AAECAwQFBgcICQoLDA0ODw==\n\n"
    )
    above = "".join(
        f"dn: {dn}\nobjectClass: organizationalUnit\nou: {dn[3:].partition(',')[0]}\n\n"
        for dn in ("OU=海南矿业,DC=corp,DC=example", "OU=采购部,OU=海南矿业,DC=corp,DC=example")
    )
    server = slapd_factory(above + entry, suffix="dc=corp,dc=example", schema=schema)
    (record,) = read_all(connect(server, preset="active_directory")).of(RecordKind.PERSON).values()
    assert record.key == "03020100-0504-0706-0809-0a0b0c0d0e0f"
    assert record.fields["company"] == ("海南矿业",)
    assert record.fields["department"] == ("采购部",)
    assert (record.fields["login"], record.fields["enabled"], record.fields["status"]) == (
        ("zhangs",), ("false",), ("disabled",),
    )  # fmt: skip
