import subprocess
import sys

import pytest

CODE = """
import socket, subprocess, sys
from helpers.classroom import guard

guard.watch_calls(2, sys.argv[1])
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(("localhost", server.getsockname()[1])).close()
for attempt in (
    lambda: socket.create_connection(("192.0.2.1", 80), 1),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: socket.gethostbyname("example.org"),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", ("192.0.2.1", 80)),
    *[lambda: subprocess.run([sys.executable, "-c", ""])] * 3,
):
    try:
        attempt()
        print("fine")
    except OSError as error:
        print(error)
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    count = tmp_path_factory.mktemp("guard") / "processes"
    command = [sys.executable, "-c", CODE, str(count)]
    return subprocess.check_output(command, encoding="utf-8").splitlines()


def test_no_way_leads_out_of_the_machine_and_each_says_so(said):
    assert said[:4] == ["there is no network while a notebook is graded"] * 4


def test_processes_are_counted_and_the_first_too_many_is_refused(said):
    limit = "a notebook that is graded may start 2 processes, and no more"
    assert said[4:] == ["fine", "fine", limit]
