"""The server that `zhaoren serve` starts: loopback only, and plain words when an address cannot be had."""

from __future__ import annotations

import socket

import pytest

from search_api.serving import run_server
from zhaoren.foundation.errors import BadInput
from zhaoren.foundation.settings import Settings


def nothing(_address: str) -> None:
    raise AssertionError("it was served")


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.5", "::", "example.org"])
def test_an_address_that_others_can_reach_is_refused(host: str) -> None:
    with pytest.raises(BadInput, match="only this machine"):
        run_server(Settings.model_construct(), host, 0, nothing)


def test_a_taken_port_is_said_to_be_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadInput, match="another program uses it"):
            run_server(Settings.model_construct(), "127.0.0.1", taken.getsockname()[1], nothing)
