"""Which machines a suggested test may reach, as a table; and that Python's sockets obey it."""

import subprocess
import sys
from pathlib import Path

import pytest

from testwright_ci.network import is_refused


@pytest.mark.parametrize(
    "host",
    [
        "93.184.216.34",
        "2606:2800:220:1:248:1893:25c8:1946",
        "::ffff:93.184.216.34",
        b"93.184.216.34",
        "169.254.169.254",
        "169.254.0.1",
        b"169.254.169.254",
        bytearray(b"169.254.169.254"),
        "::ffff:169.254.169.254",
        "169.254.43518",
        "2852039166",
        "0xa9fea9fe",
        "fe80::1",
        "fe80::a9fe:a9fe%eth0",
        "febf::1",
        "fd00:ec2::254",
        "100.100.100.200",
    ],
)
def test_public_and_link_local_addresses_are_refused(host):
    assert is_refused((host, 80))


@pytest.mark.parametrize(
    "address",
    [
        ("127.0.0.1", 5432),
        ("::1", 5432, 0, 0),
        ("localhost", 5432),
        (b"localhost", 5432),
        ("10.0.0.5", 5432),
        ("172.18.0.2", 6379),
        ("192.168.1.20", 6379),
        ("::ffff:172.18.0.2", 6379),
        ("fd12:3456::2", 6379),
        ("0.0.0.0", 8000),
        ("", 8000),
        ("a" * 300, 80),
        "/run/postgresql/.s.PGSQL.5432",
        b"\0abstract",
        (3, 1024),
        (),
        None,
    ],
)
def test_this_machine_and_containers_beside_it_stay_reachable(address):
    assert not is_refused(address)


CONNECTS = """
import socket
from testwright_ci.network import NetworkBlocked, block_public_network

block_public_network()
for family, kind, act in [
    (socket.AF_INET, socket.SOCK_STREAM, lambda s: s.connect(("169.254.169.254", 80))),
    (socket.AF_INET, socket.SOCK_STREAM, lambda s: s.connect_ex((b"169.254.169.254", 80))),
    (socket.AF_INET, socket.SOCK_DGRAM, lambda s: s.sendto(b"x", ("169.254.169.254", 80))),
    (socket.AF_INET, socket.SOCK_DGRAM, lambda s: s.sendmsg([b"x"], [], 0, ("169.254.169.254", 80))),
]:
    with socket.socket(family, kind) as one:
        one.settimeout(1)
        try:
            act(one)
        except NetworkBlocked as error:
            print("blocked", error)
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname(), timeout=5).close()
print("local")
"""


def test_sockets_cannot_reach_the_metadata_of_a_cloud_and_can_reach_this_machine():
    done = subprocess.run(
        [sys.executable, "-c", CONNECTS],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=30,
    )
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["blocked"] * 4 + ["local"], done.stderr
    assert "169.254.169.254" in lines[0]
