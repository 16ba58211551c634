"""Which addresses are out on the internet."""

import pytest

from bot.remote.addresses import is_outside

INSIDE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.170.2",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "168.63.129.16",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::7f00:1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "ff0e::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:7f00:1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "2002:808:808::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "5f00::1",
    "4000::1",
]
OUTSIDE = [
    "1.1.1.1",
    "8.8.8.8",
    "31.13.72.36",
    "157.240.1.35",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700:4700::1111",
    "2a03:2880:f12f:83:face:b00c:0:25de",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
]
NONE = ["", "localhost", "127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "1.1.1.1.", "1.1.1.1 ", "[::1]"]


@pytest.mark.parametrize("address", [*INSIDE, *NONE])
def test_what_is_ours_or_special_or_no_address_is_not_outside(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_open_internet_is_outside(address: str) -> None:
    assert is_outside(address)
