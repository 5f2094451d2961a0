"""Why a TLS connection fails, in words. The LDAP library says the same of every bad certificate."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

# LDAPMessage { messageID 1, extendedReq [APPLICATION 23] { requestName [0] 1.3.6.1.4.1.1466.20037 } }
_OID = b"1.3.6.1.4.1.1466.20037"
_START_TLS = bytes((0x30, 7 + len(_OID), 2, 1, 1, 0x77, 2 + len(_OID), 0x80, len(_OID))) + _OID

_WORDS = {
    10: "its certificate has expired",
    9: "its certificate is not valid yet (or this machine's clock is wrong)",
    62: "its certificate is for another host name",
    64: "its certificate is for another address",
    18: "its certificate is signed by itself and is not trusted",
    19: "its certificate comes from an authority that is not trusted",
    20: "its certificate comes from an authority that is not trusted",
    21: "its certificate comes from an authority that is not trusted",
    23: "its certificate was revoked",
}
_MEND = {
    10: "renew the certificate",
    9: "check clock and certificate",
    62: "use the host name that the certificate names",
    64: "use the host name that the certificate names",
}
_TRUST = "name the authority's certificate as `ca_file`"


@dataclass(frozen=True, slots=True)
class TlsFinding:
    """What a handshake showed.

    Attributes:
        reached: a connection came about at all.
        trusted: the handshake succeeded with the certificate verified.
        busy: the server did not answer; a later try may work.
        what: the failure in words, or the protocol version.
        what_to_do: what mends it.
    """

    reached: bool
    trusted: bool
    busy: bool
    what: str
    what_to_do: str = ""


def try_connection(host: str, port: int, timeout_s: float) -> TlsFinding:
    """Whether anything listens there."""
    try:
        with socket.create_connection((host, port), timeout_s):
            return TlsFinding(reached=True, trusted=False, busy=False, what=f"{host} port {port} answers")
    except OSError as error:
        return _unreached(host, port, timeout_s, error)


def try_tls(
    host: str, port: int, timeout_s: float, *, start_tls: bool, ca_file: Path | None, verify: bool = True
) -> TlsFinding:
    """Make the handshake that the LDAP library would make, and say what came of it.

    Args:
        host: name or address, as the certificate should name it.
        port: of the server.
        timeout_s: for each step.
        start_tls: ask for TLS on a plain LDAP connection first.
        ca_file: who is trusted besides the system's authorities.
        verify: whether the certificate counts.
    """
    try:
        plain = socket.create_connection((host, port), timeout_s)
    except OSError as error:
        return _unreached(host, port, timeout_s, error)
    with plain:
        try:
            if start_tls and not _asked_for_tls(plain):
                what = "the server does not offer StartTLS"
                return TlsFinding(True, False, False, what, "use ldaps://, or set up TLS on the server")
            context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
            if not verify:
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            with context.wrap_socket(plain, server_hostname=host) as secured:
                return TlsFinding(True, True, False, secured.version() or "TLS")
        except ssl.SSLCertVerificationError as error:
            words = _WORDS.get(error.verify_code, f"its certificate is refused: {error.verify_message}")
            return TlsFinding(True, False, False, words, _MEND.get(error.verify_code, _TRUST))
        except ssl.SSLError as error:
            return _no_tls(error)
        except TimeoutError:
            return TlsFinding(True, False, True, f"no answer to the TLS handshake within {timeout_s:g} s")
        except ConnectionError:
            return _no_tls(None)


def _asked_for_tls(plain: socket.socket) -> bool:
    plain.sendall(_START_TLS)
    answer = plain.recv(4096)
    # ExtendedResponse is [APPLICATION 24]; its first member is the result code, ENUMERATED 0 = success.
    place = answer.find(b"\x78")
    return place > 0 and b"\x0a\x01\x00" in answer[place : place + 8]


def _no_tls(error: ssl.SSLError | None) -> TlsFinding:
    reason = (error.reason or "") if error is not None else ""
    if "PROTOCOL" in reason or "ALERT" in reason:
        return TlsFinding(
            True, False, False, f"the server speaks no TLS that is still safe ({reason})", "allow TLS 1.2"
        )
    return TlsFinding(True, False, False, "the server does not speak TLS there", "use ldap:// with `start_tls`, or 636")


def _unreached(host: str, port: int, timeout_s: float, error: OSError) -> TlsFinding:
    if isinstance(error, socket.gaierror):
        return TlsFinding(False, False, False, f"no host is called '{host}'", "correct `url`")
    if isinstance(error, TimeoutError):
        what = f"no answer from {host} port {port} within {timeout_s:g} s"
        return TlsFinding(False, False, False, what, "check `url` and the firewall")
    what = f"{host} port {port} refuses the connection ({error.strerror or error})"
    return TlsFinding(False, False, False, what, "check `url`, and whether the server runs")
