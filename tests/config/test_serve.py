"""The whole app as real processes: how it starts, ends, and outlives a kill -9 of any of them."""

import http.client
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from config.worker import BY_WILL, DYING_SECONDS
from tests.config.conftest import ROOT, Site, named, processes_of, var_folder, wait_for

pytestmark = pytest.mark.process

ENDED_WITHIN = 5


@pytest.fixture(scope="module")
def var():
    """Of the one site that most tests here share."""
    with var_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def site(var):
    site = Site(var).wait_until_ready()
    yield site
    site.process.terminate()
    site.process.wait(30)
    wait_for(lambda: not processes_of(var))


@pytest.fixture
def fresh():
    with var_folder() as folder:
        yield folder


def worker(var):
    return wait_for(lambda: named(var, "config.worker"))[0]


def postmaster(var):
    return named(var, "bin/postgres -D")[0]


def test_a_first_start_ends_at_once_whenever_it_is_told_to(fresh):
    for number, moment in (
        (signal.SIGTERM, "postgres"),
        (signal.SIGINT, "postgres/data"),
        (signal.SIGTERM, "static"),
    ):
        site = Site(fresh)
        wait_for(lambda moment=moment: (fresh / moment).exists())
        assert site.end(number) < ENDED_WITHIN, site.said
        assert "Traceback" not in site.said
    site = Site(fresh).wait_until_ready()
    assert site.end() < ENDED_WITHIN


def test_two_first_demos_at_once_both_come_through(fresh):
    sites = [Site(fresh, command="demo"), Site(fresh, command="demo")]
    for site in sites:
        site.wait_until_ready()
    first, second = sites
    first.process.terminate()
    first.process.wait(10)
    with urllib.request.urlopen(f"{second.url}/", timeout=10) as landing:  # noqa: S310
        assert b"Rosa, facilitator" in landing.read()
    assert len(named(fresh, "bin/postgres -D")) == 1
    assert second.end() < ENDED_WITHIN
    site = Site(fresh).wait_until_ready()
    assert "This folder holds the demo." in site.said
    site.end()


def test_it_says_where_to_open_it_and_how_to_begin(site):
    lines = site.said.splitlines()
    assert lines[0] == f"Colloquy is ready. Open {site.url}/"
    assert lines[1].startswith(f"First time: open {site.url}/setup/")
    assert lines[2:] == ["Press Ctrl-C to stop."]


def test_a_port_in_use_is_one_clear_sentence(site):
    second = Site(site.var, port=site.port)
    assert second.process.wait(20) == 1
    assert second.said.count("\n") == 1
    assert f"port {site.port}: address already in use." in second.said
    assert site.get() == 200


def test_a_killed_worker_is_replaced(site):
    killed = worker(site.var)
    killed.kill()
    wait_for(lambda: any(new.pid != killed.pid for new in named(site.var, "config.worker")))
    assert site.get() == 200


def test_a_killed_database_comes_back(site):
    killed = postmaster(site.var)
    killed.kill()
    wait_for(lambda: site.get("/accounts/login/") == 200 and site.get() == 200, 10)
    assert postmaster(site.var).pid != killed.pid
    wait_for(lambda: named(site.var, "config.worker"))


def test_a_killed_database_process_ends_nobody_else(site):
    postmaster(site.var).children()[-1].kill()
    wait_for(lambda: site.get("/accounts/login/") == 200 and site.get() == 200, 10)


def test_half_sent_posts_delay_nobody(site):
    head = (
        f"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nlogin="
    )
    phones = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(50)]
    for phone in phones:
        phone.sendall(head.encode())
    began = time.monotonic()
    assert site.get("/accounts/login/") == 200
    assert time.monotonic() - began < 2
    for phone in phones:
        phone.close()


@pytest.mark.parametrize(("megabytes", "status"), [(1, 403), (7, 413)])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_is_bounded_however_it_is_sent(site, megabytes, status, chunked):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    pieces = [b"x" * 1024**2] * megabytes
    connection.request(
        "POST", "/accounts/login/", body=iter(pieces) if chunked else b"".join(pieces), encode_chunked=chunked,
        headers={"Transfer-Encoding": "chunked"} if chunked else {},
    )  # fmt: skip
    assert connection.getresponse().status == status  # 403: it got as far as the missing csrf token
    connection.close()


@pytest.fixture(scope="module")
def kept():
    """A folder whose data stays from start to start."""
    with var_folder() as folder:
        yield folder


def test_a_half_sent_post_does_not_delay_the_end(kept):
    site = Site(kept).wait_until_ready()
    with socket.create_connection(("127.0.0.1", site.port)) as phone:
        phone.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx")
        assert site.end(signal.SIGINT) < ENDED_WITHIN
    assert "Traceback" not in site.said


def test_a_killed_server_takes_the_rest_along(kept):
    site = Site(kept).wait_until_ready()
    users = str(kept / "postgres" / "users")
    wait_for(lambda: users in [file.path for file in worker(kept).open_files()])
    assert site.end(signal.SIGKILL) < ENDED_WITHIN


def test_a_worker_waits_until_a_killed_server_is_gone():
    """The kernel takes the pipe from it before its part in the database, now and then."""
    ends = "import os; from config import worker; worker._end_with_the_server(os.getppid())"
    took = {}
    for said in (BY_WILL, b""):
        began = time.monotonic()
        ended = subprocess.run([sys.executable, "-c", ends], input=said, cwd=ROOT)
        took[said] = time.monotonic() - began
        assert ended.returncode == -signal.SIGTERM
    assert took[b""] > took[BY_WILL] + DYING_SECONDS / 2
