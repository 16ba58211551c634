"""Which addresses are out on the internet: none of ours, none of a cloud's own services.

Source: IANA special-purpose address registries; RFC 6890, 6052 (NAT64), 3056 (6to4), 4380 (Teredo).
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

#: What the standard library calls global all the same: relays of 6to4, protocol assignments, Azure's own services.
_NOT_OUTSIDE_V4 = tuple(map(ip_network, ("192.88.99.0/24", "192.0.0.0/24", "168.63.129.16/32")))
#: The only part of IPv6 that is given out; in it tunnels, whose other end may be anywhere, and documentation.
_UNICAST = IPv6Network("2000::/3")
_NOT_OUTSIDE_V6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
#: An IPv4 address stands in the last 32 bits.
_NAT64 = IPv6Network("64:ff9b::/96")


def is_outside(address: str) -> bool:
    """Say whether an address belongs to the open internet; what is no address does not."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return _is_outside_v4(found)
    return _is_outside_v6(found)


def _is_outside_v4(address: IPv4Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in network for network in _NOT_OUTSIDE_V4)


def _is_outside_v6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address.ipv4_mapped is not None:
        return _is_outside_v4(address.ipv4_mapped)
    if address in _NAT64:
        return _is_outside_v4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in _UNICAST or not address.is_global:
        return False
    return not any(address in network for network in _NOT_OUTSIDE_V6)
