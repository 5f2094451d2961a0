"""What every room's tests may ask for: real servers, and slow matrices sampled unless `--whole` is given."""

from __future__ import annotations

import os
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, settings

from tests.servers.authority import certificate_authority as certificate_authority
from tests.servers.chromium import chromium_path as chromium_path
from tests.servers.directory_389 import directory_389_factory as directory_389_factory
from tests.servers.elasticsearch_node import elastic_url as elastic_url
from tests.servers.mariadb import fresh_mariadb as fresh_mariadb
from tests.servers.mariadb import mariadb_url as mariadb_url
from tests.servers.object_store import s3_bucket as s3_bucket
from tests.servers.object_store import s3_endpoint as s3_endpoint
from tests.servers.postgres import fresh_postgres as fresh_postgres
from tests.servers.postgres import postgres_url as postgres_url
from tests.servers.samba_domain import corp_domain as corp_domain
from tests.servers.samba_domain import domain_factory as domain_factory
from tests.servers.sftp import sftp as sftp
from tests.servers.slapd import slapd_factory as slapd_factory
from tests.servers.webdav import webdav as webdav

# Of each slow matrix, so many cases run in `make test`: the first, the last and some between.
_SAMPLED_CASES = 3

settings.register_profile("laptop", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") == "true" else "laptop")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="run every case of tests marked slow, not a sample")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--whole") or any("::" in argument for argument in config.args):
        return
    matrices: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("slow"):
            matrices[item.nodeid.partition("[")[0]].append(item)
    left_out = {item for cases in matrices.values() for item in _not_sampled(cases)}
    if left_out:
        config.hook.pytest_deselected(items=sorted(left_out, key=items.index))
        items[:] = [item for item in items if item not in left_out]


def _not_sampled(cases: list[pytest.Item]) -> list[pytest.Item]:
    last = len(cases) - 1
    chosen = {round(step * last / (_SAMPLED_CASES - 1)) for step in range(_SAMPLED_CASES)}
    return [case for place, case in enumerate(cases) if place not in chosen]
