"""What a notebook may not do while it is graded: told to its own process, before its cells run.

This holds off accidents. Whoever wants to get past it can.
"""

import os
import sys
from contextlib import suppress
from ipaddress import ip_address

try:
    import resource
except ImportError:  # Windows
    resource = None

HEADROOM = 256 * 2**20  # bytes, once the memory has been full
FILE = 256 * 2**20  # bytes of one file
BORN = ("os.fork", "os.forkpty", "os.system", "subprocess.Popen")
ASKED = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
CALLED = ("socket.connect", "socket.sendto", "socket.sendmsg", *ASKED)
NO_NETWORK = "there is no network while a notebook is graded"
TOO_MANY = "a notebook that is graded may start {} processes, and no more"


def limit(memory: int) -> None:
    """Let this process take `memory` bytes more, write no huge file, and leave no core dump."""
    if not resource:
        return
    for kind, most in ((resource.RLIMIT_FSIZE, FILE), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most, hard))
    _set_memory(_taken() + memory)


def make_room() -> None:
    """A little more memory, so that the cells behind one that has filled it can run."""
    if resource:
        _set_memory(_taken() + HEADROOM)


def _set_memory(most):
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(ValueError):  # macOS has the limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _taken():
    """Bytes of addresses that this process has."""
    import psutil

    return psutil.Process().memory_info().vms


def watch_calls(processes: int, count: str) -> None:
    """Refuse the network, and more than so many processes by this one and its children.

    They are counted in the file `count`, which all of them lengthen.
    """
    births = os.open(count, os.O_CREAT | os.O_APPEND | os.O_RDWR)

    def hook(event, arguments):
        if event in BORN:
            os.write(births, b".")
            if os.fstat(births).st_size > processes:
                raise BlockingIOError(TOO_MANY.format(processes))
        elif event in CALLED and not _is_here(event, arguments):
            raise ConnectionRefusedError(NO_NETWORK)

    sys.addaudithook(hook)


def _is_here(event, arguments):
    """Whether an address is on this machine: no name is looked up for that."""
    place = arguments[0 if event in ASKED else 1]
    host = place[0] if isinstance(place, tuple) and place else place
    if host is None:
        return True
    host = os.fsdecode(host)
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in ("", "localhost") or host.startswith(("/", "\0"))
