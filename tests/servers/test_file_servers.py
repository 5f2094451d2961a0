"""The servers of files that tests get are real ones: S3 by moto, WebDAV by wsgidav, SFTP by OpenSSH."""

from __future__ import annotations

import httpx
import paramiko
import pytest

from tests.servers.object_store import Bucket
from tests.servers.sftp import Sftp
from tests.servers.webdav import PASSWORD, USER, WebDav


def test_a_bucket_gives_what_was_put_and_refuses_what_is_denied(s3_bucket: Bucket) -> None:
    import boto3

    s3_bucket.put("a b", b"1")
    s3_bucket.put("closed", b"2")
    key, secret = s3_bucket.reader(denied="closed")
    reader = boto3.client(
        "s3", endpoint_url=s3_bucket.endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
        region_name="us-east-1",
    )  # fmt: skip
    assert reader.get_object(Bucket=s3_bucket.name, Key="a b")["Body"].read() == b"1"
    with pytest.raises(reader.exceptions.ClientError, match="AccessDenied"):
        reader.get_object(Bucket=s3_bucket.name, Key="closed")
    reader.close()


def test_webdav_wants_its_password_and_takes_nothing(webdav: WebDav) -> None:
    (webdav.folder / "a.txt").write_text("text")
    address = webdav.url.replace("webdav", "http", 1) + "/a.txt"
    assert httpx.get(address).status_code == 401
    assert httpx.get(address, auth=(USER, PASSWORD)).text == "text"
    assert httpx.put(address, content="x", auth=(USER, PASSWORD)).status_code == 403


def test_sftp_shows_the_key_that_is_in_its_known_hosts(sftp: Sftp) -> None:
    (sftp.folder / "a.txt").write_text("text")
    with paramiko.SSHClient() as client:
        client.load_host_keys(str(sftp.known_hosts))
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        client.connect("127.0.0.1", sftp.port, sftp.user, key_filename=str(sftp.key_file), allow_agent=False)
        with client.open_sftp() as files:
            assert files.open(f"{sftp.folder}/a.txt").read() == b"text"
