"""The connection to Elasticsearch: addresses, credentials, and its errors in the words of the port."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, Elasticsearch, SSLError, TransportError

from zhaoren.search_index.port import EngineUnavailable

_REFUSED = (401, 403)


@dataclass(frozen=True, slots=True)
class ElasticAddress:
    """Where a cluster is and how to sign in.

    Attributes:
        urls: of one or more nodes, such as https://search-1:9200; tried in turn.
        api_key: base64 form, as the cluster hands it out.
        user, password: instead of an API key.
        ca_file: certificates that sign the cluster's own; the system's when absent. Nothing turns this check off.
        timeout_s: for one request.
    """

    urls: tuple[str, ...]
    api_key: str | None = field(default=None, repr=False)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    timeout_s: float = 10.0

    def connect(self) -> Elasticsearch:
        """A client; nothing is sent yet.

        Raises:
            ValueError: the address cannot be used; says why.
        """
        if not self.urls:
            raise ValueError("search index: no address of Elasticsearch; give at least one URL")
        if self.api_key and self.user:
            raise ValueError("search index: both an API key and a user are given for Elasticsearch; give one of them")
        if self.ca_file is not None and not self.ca_file.is_file():
            raise ValueError(f"search index: {self.ca_file} is not a file; give the certificates of Elasticsearch's CA")
        options: dict[str, Any] = {"request_timeout": self.timeout_s, "max_retries": 2}
        if self.api_key:
            options["api_key"] = self.api_key
        if self.user:
            options["basic_auth"] = (self.user, self.password or "")
        if self.ca_file is not None:
            options["ca_certs"] = str(self.ca_file)
        try:
            return Elasticsearch(list(self.urls), **options)
        except ValueError as error:
            raise ValueError(f"search index: the address of Elasticsearch does not serve: {error}") from error


@contextmanager
def elastic_errors(doing: str) -> Iterator[None]:
    """Turn what the client raises into EngineUnavailable."""
    try:
        yield
    except ApiError as error:
        if error.meta.status in _REFUSED:
            raise EngineUnavailable(
                f"Elasticsearch refused {doing} ({error.meta.status}); check the credentials and their rights"
            ) from error
        raise EngineUnavailable(f"Elasticsearch could not do this: {doing}: {reason(error)}") from error
    except SSLError as error:
        raise EngineUnavailable(
            f"Elasticsearch's certificate is not trusted ({error.message}); check the address and the CA file"
        ) from error
    except TransportError as error:
        raise EngineUnavailable(f"Elasticsearch does not answer ({doing}): {error.message}") from error


def reason(error: ApiError) -> str:
    """The first sentence of what the server says, without its stack of causes."""
    body = error.body if isinstance(error.body, dict) else {}
    told = body.get("error", {})
    root: Sequence[object] = told.get("root_cause", ()) if isinstance(told, dict) else ()
    cause = root[0] if root else told
    return str(cause.get("reason", error.message)) if isinstance(cause, dict) else str(error.message)
