"""Keeps suggested tests from reaching other machines; runs in the test process."""

import ipaddress
import os
import socket
import sys

_EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}

# Clouds hand out credentials at link-local addresses, and some at these as well.
_METADATA = {ipaddress.ip_address("fd00:ec2::254"), ipaddress.ip_address("100.100.100.200")}


class NetworkBlocked(ConnectionError):
    """Raised instead of opening a connection."""


def block_public_network() -> None:
    """Refuses connections to public and link-local addresses from now on.

    Private ones stay open: there is the database or cache beside the job.
    An audit hook sees every connection that Python's own socket module makes, whoever asks for it:
    https://docs.python.org/3/library/audit_events.html. It does not see other processes, nor libraries that
    open sockets by themselves.
    """

    def watch(event: str, arguments: tuple) -> None:
        if event in _EVENTS and arguments[1] is not None and is_refused(arguments[1]):
            raise NetworkBlocked(f"Testwright blocks connections to other machines ({arguments[1]}).")

    sys.addaudithook(watch)


def is_refused(address) -> bool:
    """Whether a test may not connect to this socket address; a name is refused when any of its addresses is."""
    if not isinstance(address, tuple) or not address:
        return False
    host = address[0]
    if isinstance(host, (bytes, bytearray)):
        host = os.fsdecode(bytes(host))
    if not isinstance(host, str):
        return False
    try:
        return _is_outside(ipaddress.ip_address(_without_scope(host)))
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False  # The original call fails with its own error.
    return any(_is_outside(ipaddress.ip_address(_without_scope(entry[4][0]))) for entry in found)


def _is_outside(ip) -> bool:
    # Older versions of Python take every IPv4 address written as IPv6 for a private one.
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global or ip.is_link_local or ip in _METADATA


def _without_scope(host: str) -> str:
    return host.split("%")[0]
