"""Which machine a link of somebody else's may lead to: one that all the world can reach, never one of ours.

A name is resolved once and the connection goes to the address that was looked at, so that a name which
answers otherwise the second time (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from tasks.errors import ProviderUnavailableError, RefusedFileUrlError

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[Address]]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # https://www.rfc-editor.org/rfc/rfc6052


def is_public(address: Address) -> bool:
    """Whether it is an address of the open internet; one that wraps an IPv4 address is as public as that."""
    inner = _wrapped(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _wrapped(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def resolve(host: str, port: int) -> list[Address]:
    """Every address of a host, in the order to try them.

    Raises:
        ProviderUnavailableError: The name cannot be looked up now.
        RefusedFileUrlError: There is no such name.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise ProviderUnavailableError(f"The name {host} cannot be looked up now: {error}") from error
        raise RefusedFileUrlError(f"There is no host named {host}: check the link") from None
    except UnicodeError:
        raise RefusedFileUrlError("The link's host is no name that can be looked up") from None
    # An address may carry a zone (`fe80::1%eth0`), which says nothing of how public it is.
    addresses = (ipaddress.ip_address(str(where[4][0]).partition("%")[0]) for where in found)
    return list(dict.fromkeys(addresses))


@dataclass(frozen=True, slots=True)
class Internet:
    """The world that links lead to; a test may bring one of its own.

    Attributes:
        lookup: Finds the addresses of a host.
        admits: Says to which addresses a link may lead.
        https_port: Where its hosts answer.
        trust: Which certificates are good; None is whose `certifi` says.
    """

    lookup: Resolve = resolve
    admits: Callable[[Address], bool] = is_public
    https_port: int = 443
    trust: ssl.SSLContext | None = None

    def addresses(self, host: str) -> list[Address]:
        """The addresses to connect to.

        Raises:
            RefusedFileUrlError: One of them is private: then none is used.
            ProviderUnavailableError: The name cannot be looked up now.
        """
        found = self.lookup(host, self.https_port)
        if not found or not all(map(self.admits, found)):
            raise RefusedFileUrlError(
                f"{host} is not a machine of the open internet: files are not fetched from private addresses"
            )
        return found


INTERNET = Internet()
