"""Keeps suggested tests from reaching other machines; runs in the test process."""

import ipaddress
import socket
import sys

_EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}


class NetworkBlocked(ConnectionError):
    """Raised instead of opening a connection."""


def block_public_network() -> None:
    """Refuses connections to public addresses from now on; a database or cache beside the job stays reachable.

    An audit hook sees every connection that Python's own socket module makes, whoever asks for it:
    https://docs.python.org/3/library/audit_events.html
    """

    def watch(event: str, arguments: tuple) -> None:
        if event in _EVENTS and arguments[1] is not None and _is_public(arguments[1]):
            raise NetworkBlocked(f"Testwright blocks connections to other machines ({arguments[1]}).")

    sys.addaudithook(watch)


def _is_public(address) -> bool:
    if not isinstance(address, tuple) or not address or not isinstance(address[0], str):
        return False
    host = address[0].split("%")[0]
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False  # The original call fails with its own error.
    return any(ipaddress.ip_address(entry[4][0].split("%")[0]).is_global for entry in found)
