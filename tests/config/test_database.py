import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.database import from_environment, look_at
from config.database.embedded import CannotStart, Embedded, is_alive, socket_folder

HOLD = """
import sys, time
from pathlib import Path
from config.database.embedded import Embedded
Embedded(Path(sys.argv[1])).ensure()
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def make_server(var):
    made = []

    def make(**overrides) -> Embedded:
        made.append(Embedded(overrides.get("home", var / "postgres")))
        return made[-1]

    yield make
    for server in made:
        server.leave()


def begin(server: Embedded) -> subprocess.Popen:
    """Another process that uses the server until its standard input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, server.home],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def hold(server: Embedded) -> subprocess.Popen:
    process = begin(server)
    assert process.stdout.readline() == "ready\n"
    return process


def finish(process: subprocess.Popen) -> None:
    process.communicate(timeout=20)


def ask(server: Embedded, sql: str):
    with psycopg.connect(host=str(server.run), user="postgres", dbname="postgres") as connection:
        cursor = connection.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None


def postmaster(server: Embedded) -> psutil.Process:
    return psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))


def test_naming_a_database_starts_nothing(var):
    entry = from_environment("", var)
    assert entry["ENGINE"] == "config.database"
    assert list(var.iterdir()) == []


def test_a_url_names_another_server(var):
    entry = from_environment("postgres://ana:p%40ss@db.example:6432/circle?sslmode=require", var)
    assert {key: entry[key] for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "ENGINE": "config.database",
        "NAME": "circle",
        "USER": "ana",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
    }
    assert entry["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize("url", ["mysql://db/circle", "postgres://db", "postgres://db:many/circle"])
def test_a_url_of_something_else_is_refused(var, url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        from_environment(url, var)


def test_a_long_path_has_its_socket_in_a_short_folder(var, make_server):
    home = var / ("deep" * 20) / "postgres"
    server = make_server(home=home)
    server.ensure()
    assert len(str(server.run)) < 60
    assert server.run.stat().st_mode & 0o777 == 0o700
    assert ask(server, "select 1") == 1
    server.leave()
    server.run.rmdir()


def test_a_path_with_a_comma_has_its_socket_elsewhere(var):
    assert not socket_folder(var / "one, two").is_relative_to(var)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as someone else")
def test_a_closed_folder_is_one_clear_sentence(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(
        CannotStart, match=r"^PostgreSQL never runs as root, and \w+, .*DATABASE_URL\.$"
    ):
        Embedded(closed / "postgres").ensure()


def test_the_folder_is_closed_to_others(make_server):
    server = make_server()
    server.ensure()
    assert server.home.stat().st_mode & 0o777 == 0o700


def test_the_last_to_leave_stops_the_server_and_the_data_stays(make_server):
    first = make_server()
    first.ensure()
    ask(first, "create table kept as select 42 as answer")
    other = hold(first)
    first.leave()
    running = postmaster(first)
    assert is_alive(running)
    finish(other)
    assert not is_alive(running)
    again = make_server()
    again.ensure()
    assert ask(again, "select answer from kept") == 42


def test_many_first_starts_at_once_share_one_server(make_server):
    server = make_server()
    others = [begin(server) for _ in range(3)]
    threads = [threading.Thread(target=server.ensure) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.stdout.readline() for other in others] == ["ready\n"] * 3
    assert ask(server, "select 1") == 1
    for other in others:
        finish(other)


def test_a_killed_server_is_started_again(make_server):
    server = make_server()
    server.ensure()
    killed = postmaster(server)
    with psycopg.connect(host=str(server.run), user="postgres") as connection:
        look_at(connection)
        killed.kill()
        while is_alive(killed):
            time.sleep(0.01)
        with pytest.raises(psycopg.OperationalError):
            look_at(connection)
    server.ensure()
    assert ask(server, "select 1") == 1


def test_what_a_killed_user_left_running_is_used_and_stopped_by_the_next(make_server):
    server = make_server()
    other = hold(server)
    left = postmaster(server)
    other.kill()
    other.communicate()
    assert is_alive(left)
    server.ensure()
    assert postmaster(server).pid == left.pid
    server.leave()
    assert not is_alive(left)


def test_a_trace_with_a_reused_pid_is_no_server(make_server):
    server = make_server()
    server.ensure()
    server.leave()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    again = make_server()
    again.ensure()
    assert ask(again, "select 1") == 1


def test_interrupted_while_the_database_is_made_leaves_nothing_behind(make_server):
    server = make_server()
    process = begin(server)
    making = server.home / "data.new" / "base"
    while not making.exists():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=5)
    assert not server.data.exists()
    server.ensure()
    assert ask(server, "select 1") == 1


def test_a_signal_while_a_program_is_begun_waits_until_it_is_known(make_server, monkeypatch):
    """Else the program would run on with nobody to end it."""
    server, popen, begun = make_server(), subprocess.Popen, []

    def interrupted(*arguments, **options):
        begun.append(popen(*arguments, **options))
        signal.raise_signal(signal.SIGINT)
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", interrupted)
    with pytest.raises(KeyboardInterrupt):
        server.ensure()
    [initdb] = begun
    assert initdb.poll() is not None
    assert not server.data.exists()


def test_what_an_interrupted_program_had_begun_ends_with_it(make_server):
    server = make_server()
    server.ensure()
    postgres = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
    (server.data / "postmaster.pid").unlink()  # as when it has not written it yet
    server._end_strays()
    assert psutil.wait_procs([postgres], timeout=10)[0]


def test_who_has_left_does_not_start_it_again(make_server):
    server = make_server()
    server.ensure()
    server.leave()
    with pytest.raises(CannotStart):
        server.ensure()
