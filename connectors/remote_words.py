"""What the libraries of S3, WebDAV and SFTP raise, in our words. None of theirs is passed on: they quote secrets."""

from __future__ import annotations

import socket
import ssl

from schemas.errors import SourceBusy, SourceError, SourceRefused

# By the name of the class, so that no library is loaded to compare with; the first that fits anything in the chain.
_REFUSED: tuple[tuple[frozenset[str], str, str], ...] = (
    (
        frozenset(("BadHostKeyException",)),
        "the host shows another key than the one that is trusted",
        "find out why before you change `known_hosts`",
    ),
    (
        frozenset(("UnknownHostKey",)),
        "the host's key is not among the trusted ones",
        "add it to the file that `known_hosts` names",
    ),
    (
        frozenset(
            ("AuthenticationException", "PasswordRequiredException", "InvalidAccessKeyId", "SignatureDoesNotMatch")
        ),
        "it refuses user or secret",
        "correct `user`, `password` or `key_file`",
    ),
    (
        frozenset(("NoCredentialsError", "PartialCredentialsError")),
        "it wants credentials",
        "name `user` and `password`",
    ),
    (
        frozenset(("SSLCertVerificationError", "CertificateVerifyError")),
        "its certificate is not trusted",
        "see `ca_file`",
    ),
    (frozenset(("gaierror",)), "no host is called so", "correct `url`"),
    (frozenset(("ConnectionRefusedError", "NoValidConnectionsError")), "nothing answers there", "check `url`"),
    (frozenset(("FileNotFoundError", "NoSuchBucket", "ResourceNotFound")), "there is no such folder", "correct `url`"),
    (frozenset(("PermissionError", "ForbiddenOperation")), "this account may not list it", "give it the right to list"),
)
_BY_STATUS = {401: _REFUSED[2], 403: _REFUSED[8], 404: _REFUSED[7]}
_BUSY = "it does not answer now"


def told_as(error: BaseException, where: str) -> SourceError:
    """The error for administrators.

    Args:
        error: as a library raised it.
        where: the source and what was asked of it.
    """
    chain = _chain(error)
    names = {name for each in chain for name in _names(each)}
    for fitting, what, what_to_do in _REFUSED:
        if names & fitting:
            return SourceRefused(where, what, what_to_do)
    status = next((code for each in chain if (code := _status(each)) is not None), None)
    if status in _BY_STATUS:
        _, what, what_to_do = _BY_STATUS[status]
        return SourceRefused(where, what, what_to_do)
    if any(isinstance(each, ssl.SSLError) for each in chain):
        return SourceRefused(where, "no secure connection comes about", "check `url` and `ca_file`")
    detail = f"status {status}" if status else type(error).__name__
    return SourceBusy(where, f"{_BUSY} ({detail})", "try again")


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    present: BaseException | None = error
    while present is not None and present not in found:
        found.append(present)
        present = present.__cause__ or present.__context__
    return found


def _names(error: BaseException) -> set[str]:
    names = {kind.__name__ for kind in type(error).__mro__} - {"OSError", "Exception", "BaseException"}
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        names.add(str(response.get("Error", {}).get("Code", "")))
    if isinstance(error, socket.gaierror) or "not known" in str(error) or "resolve" in str(error):
        names.add("gaierror")
    if "refused" in str(error).lower() or "Cannot connect" in str(error) or "Could not connect" in str(error):
        names.add("ConnectionRefusedError")
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        names.add("SSLCertVerificationError")
    if "InvalidAccessKeyId" in str(error) or "SignatureDoesNotMatch" in str(error):
        names.add("AuthenticationException")
    return names


def _status(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        told = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return int(told) if told else None
    told = getattr(response, "status_code", None) or getattr(error, "status_code", None)
    return int(told) if told else None
