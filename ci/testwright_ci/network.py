"""Keeps suggested tests and probes from reaching other machines; runs in the test process."""

import ipaddress
import socket

attempts: list = []


class NetworkBlocked(ConnectionError):
    """Raised instead of opening a connection."""


def block_network(kind: str) -> None:
    """Replaces the connecting calls of `socket.socket`.

    `public`: connections to public addresses are refused; a database or cache beside the job stays reachable.
    `all`: every connection and name look-up is refused, only Unix sockets remain.
    """

    def refuse(address) -> None:
        attempts.append(str(address))
        raise NetworkBlocked(f"Testwright blocks network connections here ({address}).")

    def checked(original):
        def call(self, address, *rest):
            if self.family in (socket.AF_INET, socket.AF_INET6) and (kind == "all" or _is_public(address)):
                refuse(address)
            return original(self, address, *rest)

        return call

    # A subclass-free replacement: libraries keep isinstance checks against socket.socket.
    socket.socket.connect = checked(socket.socket.connect)
    socket.socket.connect_ex = checked(socket.socket.connect_ex)
    if kind == "all":

        def look_up(host, *rest, **named):
            return refuse(host)

        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
            setattr(socket, name, look_up)


def _is_public(address) -> bool:
    host = address[0] if isinstance(address, tuple) and address else ""
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_global
    except (ValueError, AttributeError):
        pass
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False  # The original call fails with its own error.
    return any(ipaddress.ip_address(entry[4][0].split("%")[0]).is_global for entry in found)
