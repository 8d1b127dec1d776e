import subprocess
import sys
import time

import pytest

from readings.importing import Unreadable, isolate, read
from readings.importing.isolate import read_isolated

TEXT = b"The river\n\nIt was moved twice, once for the mill and once for the road.\n\n- a\n- b\n"


def test_the_child_says_what_we_would():
    assert read_isolated(TEXT, "river.txt") == read(TEXT, "river.txt")
    assert read_isolated(b"# T\n\n*a* \xc3\xa9\n", "river.md") == read(
        b"# T\n\n*a* \xc3\xa9\n", "river.md"
    )


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (b"\0", "a.txt", "binary"),
        (b"a", "a.pdf", "format"),
        (b"a" * 5_000_000, "a.txt", "too_large"),
    ],
)
def test_refusals_come_through(data, name, code):
    with pytest.raises(Unreadable) as caught:
        read_isolated(data, name)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["é" * 300 + ".txt", "🙂\n.md", "../../x.txt", "-c.txt"])
def test_names_do_not_reach_the_child(name):
    assert read_isolated(b"text", name).blocks[0].text == "text"


def run_instead(monkeypatch, program):
    """Let the child run this program in place of ours."""
    popen = subprocess.Popen
    monkeypatch.setattr(
        isolate.subprocess,
        "Popen",
        lambda command, **more: popen([sys.executable, "-c", program], **more),
    )


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("raise SystemExit(3)", "failed"),
        ("print('not json')", "failed"),
        ("import os; os.kill(os.getpid(), 24)", "too_slow"),
        ("import os; os.kill(os.getpid(), 11)", "failed"),
    ],
)
def test_a_child_that_fails_is_a_refusal(monkeypatch, program, code):
    run_instead(monkeypatch, program)
    with pytest.raises(Unreadable) as caught:
        read_isolated(TEXT, "a.txt")
    assert caught.value.code == code


def test_a_child_that_hangs_is_ended_with_all_it_started(monkeypatch):
    run_instead(
        monkeypatch,
        "import subprocess, sys; subprocess.run(['sleep', '60'])",
    )
    monkeypatch.setattr(isolate, "PATIENCE", 0.3)
    start = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        read_isolated(TEXT, "a.txt")
    assert caught.value.code == "too_slow"
    assert time.monotonic() - start < 5


def test_the_child_limits_itself():
    program = (
        "import readings.importing.__main__ as child, resource, sys, io\n"
        "sys.stdin = open('/dev/null')\n"
        "child.main('.txt')\n"
        "print([resource.getrlimit(limit) == (value, value) for limit, value in child.LIMITS.items()])\n"
        "print([name for name in sys.modules if name.startswith('django')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=isolate.PROJECT,
        check=True,
    )
    assert done.stdout.endswith("[True, True, True, True]\n[]\n")
