"""The whole weekly run where there is no network but loopback: it succeeds and asks nobody."""

from __future__ import annotations

import subprocess
import sys

import pytest

import needed

pytestmark = pytest.mark.slow
# A second device leads nowhere and counts what is sent there: packets for any outside address.
INSIDE = """
ip link set lo up || exit 97
if ip link add trap type veth peer name end 2>/dev/null; then
  for each in trap end; do ip link set $each addrgenmode none 2>/dev/null; done
  ip address add 192.0.2.1/24 dev trap && ip link set end up && ip link set trap up &&
    ip neighbour add 192.0.2.2 lladdr 02:00:00:00:00:01 dev trap &&
    ip route add default via 192.0.2.2 || exit 97
fi
"$@"
code=$?
after=$(awk '$1 == "trap:" { print $11 }' /proc/net/dev)
echo "packets sent outside: ${after:-none could be}"
exit $code
"""


def alone(*words):
    """A command in a network namespace of its own."""
    found = needed.namespaces("--net")
    reason = "no 'ip' on PATH (Debian: apt install iproute2)"
    needed.need(needed.program("ip"), reason, without="STAGELIFT_NO_IP")
    command = [found, "--net", "--map-root-user", "sh", "-c", INSIDE, "sh", *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=170)
    assert done.returncode != 97, done.stderr  # what stands in INSIDE could not be set up
    return done


def test_a_packet_for_an_outside_address_would_be_counted():
    asks = "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'?', ('198.51.100.1', 53))"
    done = alone(sys.executable, "-c", asks)
    if "none could be" in done.stdout:
        assert "unreachable" in done.stderr
    else:
        assert done.stdout == "packets sent outside: 1\n"


def test_a_weekly_run_asks_no_outside_address(shop):
    printed = ["--pdf"] if needed.program("chromium") else []
    words = ["-C", shop, "report", "run", "weekly", "--period", "2026-W45", *printed]
    done = alone(sys.executable, "-m", "stagelift", *map(str, words))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] in (
        "packets sent outside: 0",
        "packets sent outside: none could be",
    )
    page = shop / "site" / "weekly" / "2026-W45.html"
    assert page.is_file()
    assert page.with_suffix(".pdf").is_file() == bool(printed)
