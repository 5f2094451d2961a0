"""An S3 service for tests: moto in a process of its own, a new bucket for each test that asks."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.servers.daemon import Daemon, accepts, free_port, remove_folder, scratch_folder

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """An empty bucket; `client` is boto3's, with every right."""

    endpoint: str
    name: str
    client: Any

    def put(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=content)

    def reader(self, *, denied: str = "") -> tuple[str, str]:
        """Id and secret of an access key that may list and read, but for one key; from now on rights count."""
        import boto3  # not in the Airflow environment, which reads this file, too

        iam = boto3.client("iam", **_access(self.endpoint))
        user = f"reader{next(_numbers)}"
        everything = [f"arn:aws:s3:::{self.name}", f"arn:aws:s3:::{self.name}/*"]
        statements = [{"Effect": "Allow", "Action": ["s3:List*", "s3:Get*", "s3:Head*"], "Resource": everything}]
        if denied:
            refused = f"arn:aws:s3:::{self.name}/{denied}"
            statements.append({"Effect": "Deny", "Action": "s3:*", "Resource": [refused]})
        iam.create_user(UserName=user)
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_user_policy(UserName=user, PolicyName="read", PolicyDocument=policy)
        key = iam.create_access_key(UserName=user)["AccessKey"]
        httpx.post(f"{self.endpoint}/moto-api/reset-auth", content="0")
        return key["AccessKeyId"], key["SecretAccessKey"]


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """Address of the service."""
    folder, port = scratch_folder("s3"), free_port()
    daemon = Daemon(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        log=folder / "moto.log",
        ready=lambda: accepts(port),
        environment={"MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS": "true"},
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        daemon.stop()
        remove_folder(folder)


@pytest.fixture
def s3_bucket(s3_endpoint: str) -> Iterator[Bucket]:
    """A new bucket; anybody may do anything until `reader` is asked."""
    import boto3

    client = boto3.client("s3", **_access(s3_endpoint))
    name = f"bucket-{next(_numbers)}"
    client.create_bucket(Bucket=name)
    try:
        yield Bucket(s3_endpoint, name, client)
    finally:
        httpx.post(f"{s3_endpoint}/moto-api/reset-auth", content="inf")
        client.close()


def _access(endpoint: str) -> dict[str, Any]:
    return {
        "endpoint_url": endpoint,
        "aws_access_key_id": "everybody",
        "aws_secret_access_key": "everybody",
        "region_name": "us-east-1",
    }
