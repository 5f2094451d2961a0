"""A certificate authority for tests: good, expired and wrong-host server certificates."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files of a server: who vouches for it, its certificate, its key."""

    ca_file: Path
    cert_file: Path
    key_file: Path


class CertificateAuthority:
    """Issues certificates into `folder`. Two authorities do not know each other."""

    def __init__(self, folder: Path, name: str = "zhaoren test authority") -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        now = datetime.now(UTC)
        certificate = (
            _builder(self._name, self._name, self._key, now - timedelta(days=400), now + timedelta(days=400))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def issue(
        self,
        *hosts: str,
        valid_from: timedelta = timedelta(days=-30),
        valid_until: timedelta = timedelta(days=30),
    ) -> TlsFiles:
        """A server certificate for these names or addresses (127.0.0.1 and localhost if none), valid from now on."""
        named = hosts or ("127.0.0.1", "localhost")
        now = datetime.now(UTC)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(_name(named[0]), self._name, key, now + valid_from, now + valid_until, signer=self._key)
            .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in named]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return self._written(f"{named[0]}-{certificate.serial_number:x}", certificate, key)

    def expired(self) -> TlsFiles:
        """A certificate for the right host that ran out yesterday."""
        return self.issue(valid_from=timedelta(days=-30), valid_until=timedelta(days=-1))

    def wrong_host(self) -> TlsFiles:
        """A valid certificate for somebody else's name."""
        return self.issue("directory.example.org")

    def self_signed(self) -> TlsFiles:
        """A valid certificate for 127.0.0.1 that nobody else vouches for; `ca_file` is the authority's."""
        now = datetime.now(UTC)
        key, name = ec.generate_private_key(ec.SECP256R1()), _name("127.0.0.1")
        certificate = (
            _builder(name, name, key, now - timedelta(days=1), now + timedelta(days=30))
            .add_extension(x509.SubjectAlternativeName([_general_name("127.0.0.1")]), critical=False)
            .sign(key, hashes.SHA256())
        )
        return self._written(f"self-signed-{certificate.serial_number:x}", certificate, key)

    def _written(self, stem: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> TlsFiles:
        files = TlsFiles(self.ca_file, self._folder / f"{stem}.pem", self._folder / f"{stem}.key")
        files.cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        files.key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return files


@pytest.fixture(scope="session")
def certificate_authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    """The authority that the tests' servers are vouched for by."""
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    valid_from: datetime,
    valid_until: datetime,
    signer: ec.EllipticCurvePrivateKey | None = None,
) -> x509.CertificateBuilder:
    issued_by = (signer or key).public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_until)
        # ssl in newer Pythons refuses a chain without key identifiers.
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issued_by), critical=False)
    )
