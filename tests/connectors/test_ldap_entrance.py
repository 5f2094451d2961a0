"""How a directory is entered: TLS and its faults, accounts that may not, servers elsewhere that must not be asked."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.ldap_checking import UNENCRYPTED, UNVERIFIED
from schemas.errors import SourceError
from tests.connectors.ldap_making import SUFFIX, UNITS, account, logins, people, person, refusal, source
from tests.connectors.reading import read_all
from tests.servers.authority import CertificateAuthority
from tests.servers.ldap_fault_proxy import LdapFaultProxy
from tests.servers.ldap_faults import Freeze, Refuse
from tests.servers.slapd import RunningSlapd, SlapdFactory

pytestmark = pytest.mark.slapd

STRONG_AUTH_REQUIRED, INVALID_CREDENTIALS = 8, 49


@pytest.fixture(scope="module")
def directory(slapd_factory: SlapdFactory) -> RunningSlapd:
    return slapd_factory(UNITS + person("1"), suffix=SUFFIX)


@pytest.mark.parametrize("way", ["ldaps", "StartTLS"])
@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        ("expired", "its certificate has expired; renew the certificate"),
        ("wrong_host", "its certificate is for another address; use the host name that the certificate names"),
        ("unknown", "its certificate comes from an authority that is not trusted; name the authority"),
        ("self_signed", "its certificate is signed by itself and is not trusted; name the authority"),
    ],
)
def test_fault_26_each_bad_certificate_is_told_for_what_it_is_and_ignoring_it_is_said_in_every_report(
    slapd_factory: SlapdFactory,
    certificate_authority: CertificateAuthority,
    tmp_path: Path,
    way: str,
    flaw: str,
    said: str,
) -> None:
    files = {
        "expired": certificate_authority.expired,
        "wrong_host": certificate_authority.wrong_host,
        "unknown": CertificateAuthority(tmp_path, "somebody else").issue,
        "self_signed": certificate_authority.self_signed,
    }[flaw]()
    server = slapd_factory(UNITS + person("1"), suffix=SUFFIX, tls=files)
    chosen = {"url": server.ldaps_url} if way == "ldaps" else {"start_tls": True}
    settings = {**chosen, "ca_file": certificate_authority.ca_file}
    assert said in refusal(source(server, tmp_path, **settings))
    step = source(server, tmp_path, **settings).check().steps[-1]
    assert (step.name, step.passed) == ("tls", False)
    assert said in step.message
    unverified = source(server, tmp_path, **settings, verify_certificate=False)
    for _ in range(2):
        outcome = read_all(unverified).outcome
        assert outcome.complete
        assert UNVERIFIED in outcome.notes
    assert UNVERIFIED in unverified.check().steps[1].message
    server.stop()


def test_fault_26_a_plain_server_on_the_port_for_tls_is_told(directory: RunningSlapd, tmp_path: Path) -> None:
    plain_as_ldaps = directory.url.replace("ldap:", "ldaps:")
    assert "the server does not speak TLS there" in refusal(source(directory, tmp_path, url=plain_as_ldaps))


def test_fault_26_a_plain_connection_is_said_in_every_report(directory: RunningSlapd, tmp_path: Path) -> None:
    assert UNENCRYPTED in read_all(source(directory, tmp_path)).outcome.notes
    assert UNENCRYPTED not in read_all(source(directory, tmp_path, start_tls=True)).outcome.notes
    assert UNVERIFIED not in read_all(source(directory, tmp_path, start_tls=True)).outcome.notes


@contextlib.contextmanager
def old_tls_server(authority: CertificateAuthority) -> Iterator[int]:
    """Speaks TLS 1.0 and nothing newer."""
    files = authority.issue()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.cert_file, files.key_file)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1 is deprecated"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1

    def serve(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                with contextlib.suppress(OSError), client:
                    context.wrap_socket(client, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_fault_26_a_server_that_speaks_only_old_tls_is_told(
    directory: RunningSlapd, certificate_authority: CertificateAuthority, tmp_path: Path
) -> None:
    with old_tls_server(certificate_authority) as port:
        said = refusal(source(directory, tmp_path, url=f"ldaps://127.0.0.1:{port}"))
        assert "the server speaks no TLS that is still safe" in said
        assert "allow TLS 1.2" in said


def test_fault_27_a_wrong_password_is_tried_once_and_said_without_the_password(
    directory: RunningSlapd, tmp_path: Path
) -> None:
    (tmp_path / "wrong").write_text("hunter2")
    with LdapFaultProxy(directory.url) as proxy:
        said = refusal(source(directory, tmp_path, url=proxy.url, password={"file": "wrong"}))
        assert "bind as 'cn=reader,o=HN': the directory refuses name or password" in said
        assert "tried once" in said
        assert "hunter2" not in said
        assert proxy.binds == 1


POLICY = (
    "dn: cn=policy,o=HN\nobjectClass: pwdPolicy\nobjectClass: device\ncn: policy\npwdAttribute: userPassword\n"
    "pwdMaxAge: 86400\npwdLockout: TRUE\npwdMaxFailure: 3\npwdMustChange: TRUE\npwdExpireWarning: 80000\n\n"
)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("pwdChangedTime: 20200101000000Z", "bind as 'cn=robot,o=HN': the password has expired"),
        ("pwdAccountLockedTime: 000001010000Z", "bind as 'cn=robot,o=HN': the account is locked"),
        ("pwdReset: TRUE", "bind as 'cn=robot,o=HN': the password must be changed first"),
    ],
    ids=["expired", "locked", "to be changed"],
)
def test_fault_27_expired_and_locked_accounts_are_told_for_what_they_are(
    slapd_factory: SlapdFactory, tmp_path: Path, state: str, said: str
) -> None:
    overlay = 'overlay ppolicy\nppolicy_default "cn=policy,o=HN"\nppolicy_use_lockout'
    server = slapd_factory(UNITS + POLICY + account("robot", state) + person("1"), suffix=SUFFIX, limits=overlay)
    (tmp_path / "robot").write_text("hunter2")
    told = refusal(source(server, tmp_path, bind_dn="cn=robot,o=HN", password={"file": "robot"}))
    assert said in told
    assert "hunter2" not in told
    server.stop()


def test_a_password_that_will_expire_soon_is_said_in_every_report(slapd_factory: SlapdFactory, tmp_path: Path) -> None:
    changed = (datetime.now(UTC) - timedelta(hours=6)).strftime("%Y%m%d%H%M%SZ")
    robot = account("robot", f"pwdChangedTime: {changed}")
    overlay = 'overlay ppolicy\nppolicy_default "cn=policy,o=HN"'
    server = slapd_factory(UNITS + POLICY + robot + person("1"), suffix=SUFFIX, limits=overlay)
    (tmp_path / "robot").write_text("hunter2")
    connector = source(server, tmp_path, bind_dn="cn=robot,o=HN", password={"file": "robot"})
    expires = "the password of 'cn=robot,o=HN' expires in 0 days"
    assert expires in read_all(connector).outcome.notes
    assert expires in connector.check().steps[2].message
    server.stop()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("80090308: LdapErr: DSID-0C090569, comment: AcceptSecurityContext error, data 52e, v4f7c", "(wrong password)"),
        ("80090308: LdapErr: DSID-0C090569, comment: AcceptSecurityContext error, data 532, v4f7c", "has expired"),
        ("80090308: LdapErr: DSID-0C090569, comment: AcceptSecurityContext error, data 775, v4f7c", "is locked"),
        ("password expired!", "the password has expired"),
        ("", "the directory refuses name or password"),
    ],
    ids=["wrong", "expired", "locked", "389 expired", "silent"],
)
def test_fault_27_what_other_servers_say_of_an_account_is_understood(
    directory: RunningSlapd, tmp_path: Path, words: str, said: str
) -> None:
    with LdapFaultProxy(directory.url, Refuse("bind", INVALID_CREDENTIALS, words)) as proxy:
        assert said in refusal(source(directory, tmp_path, url=proxy.url))
        assert proxy.binds == 1


def test_fault_27_a_server_that_wants_encryption_is_told(directory: RunningSlapd, tmp_path: Path) -> None:
    with LdapFaultProxy(directory.url, Refuse("bind", STRONG_AUTH_REQUIRED, "Transport encryption required.")) as proxy:
        said = refusal(source(directory, tmp_path, url=proxy.url))
        assert "the directory wants an encrypted connection; use ldaps:// or `start_tls`" in said


REFERRAL = "dn: ou=other,o=HN\nobjectClass: referral\nobjectClass: extensibleObject\nou: other\nref: {}\n\n"


@pytest.mark.parametrize("target", ["dead", "alive"])
@pytest.mark.parametrize("changes", ["auto", "none"], ids=["synchronised", "paged"])
def test_fault_25_references_are_told_and_never_followed_with_our_password(
    slapd_factory: SlapdFactory, directory: RunningSlapd, tmp_path: Path, target: str, changes: str
) -> None:
    with LdapFaultProxy(directory.url) as other:
        url = f"{other.url}/o=HN" if target == "alive" else "ldap://127.0.0.1:1/o=x"
        server = slapd_factory(UNITS + person("2") + REFERRAL.format(url), suffix=SUFFIX)
        reading = read_all(source(server, tmp_path, changes=changes))
        assert logins(reading) == {"2"}
        assert not reading.outcome.complete
        assert not reading.outcome.kinds
        said = reading.outcome.why_incomplete
        assert f"base 'o=HN': 1 parts lie on other servers and were not followed ({url}" in said
        source(server, tmp_path).check()
        assert other.requests == []
        server.stop()


def test_fault_25_a_base_that_lies_on_another_server_is_refused_and_nobody_there_is_asked(
    slapd_factory: SlapdFactory, directory: RunningSlapd, tmp_path: Path
) -> None:
    with LdapFaultProxy(directory.url) as other:
        server = slapd_factory(UNITS + person("2") + REFERRAL.format(f"{other.url}/o=HN"), suffix=SUFFIX)
        said = refusal(source(server, tmp_path, base="ou=people,ou=other,o=HN"))
        assert "base 'ou=people,ou=other,o=HN': it lies on another server" in said
        assert "connect to that server" in said
        assert "\n" not in said
        assert other.requests == []
        server.stop()


def test_fault_54_the_check_tells_each_thing_for_itself(directory: RunningSlapd, tmp_path: Path) -> None:
    report = source(directory, tmp_path, url=directory.ldaps_url).check()
    assert report.passed
    told = {step.name: step.message for step in report.steps}
    assert told["reach"].startswith("127.0.0.1 port")
    assert told["tls"].startswith("TLSv1.3, certificate verified")
    assert told["bind"] == "bound as 'cn=reader,o=HN'"
    assert told["scope"] == "found 'o=HN'"
    assert told["rights"].startswith("person: 1 entries looked at, none of them shows givenName, ")
    assert told["count"] == "person: 1"
    assert told["paging"] == "person: 1 entries in all"
    assert told["delta"] == "changes and removals are told by content synchronisation"


@pytest.mark.parametrize(
    ("settings", "failed"),
    [
        ({"url": "ldap://127.0.0.1:1"}, "reach"),
        ({"start_tls": True, "ca_file": None}, "tls"),
        ({"bind_dn": "cn=nobody,o=HN"}, "bind"),
        ({"base": "o=Gone"}, "scope"),
        ({"people": {"filter": "(uid=none)"}}, "rights"),
        ({"people": {"fields": {"name": "cnn"}}}, "rights"),
        ({"people": {"fields": {"name": "cn", "title": "titel"}}}, "mapping"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_fault_54_the_first_thing_that_fails_is_named(
    directory: RunningSlapd, tmp_path: Path, settings: dict[str, object], failed: str
) -> None:
    report = source(directory, tmp_path, **settings).check()
    assert next(step.name for step in report.steps if not step.passed) == failed


@pytest.mark.parametrize(
    "frozen",
    [Freeze("connect"), Freeze("bind"), Freeze("search"), Freeze("search", after=1), Freeze("search", after=12)],
    ids=["connecting", "binding", "searching", "rights", "counting"],
)
@pytest.mark.slow
def test_fault_54_the_check_ends_within_ten_seconds_wherever_the_server_freezes(
    slapd_factory: SlapdFactory, tmp_path: Path, frozen: Freeze
) -> None:
    server = slapd_factory(UNITS + people(40), suffix=SUFFIX)
    with LdapFaultProxy(server.url, frozen) as proxy:
        begun = time.monotonic()
        report = source(server, tmp_path, url=proxy.url, timeout_s=300).check()
        assert time.monotonic() - begun < 12  # ten, and what a busy machine adds
        assert not report.passed
        assert "no answer" in repr(report.steps) or "broke off" in repr(report.steps)
    server.stop()


def test_an_unreadable_secret_is_no_bind(directory: RunningSlapd, tmp_path: Path) -> None:
    with LdapFaultProxy(directory.url) as proxy:
        with pytest.raises(SourceError, match="cannot be read"):
            read_all(source(directory, tmp_path, url=proxy.url, password={"file": "gone"}))
        assert proxy.requests == []
