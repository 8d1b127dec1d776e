import contextlib
import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
# Settings come from the environment: none of the tests' own may reach the site under test.
OWN = {
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "DJANGO_SETTINGS_MODULE",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "DEBUG",
    "DEMO",
}


@contextlib.contextmanager
def var_folder():
    """A var folder of the test's own, in none that only root may enter (as pytest's own may be)."""
    folder = Path(tempfile.mkdtemp(prefix="colloquy-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for process in processes_of(folder):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        shutil.rmtree(folder)


@pytest.fixture
def var():
    with var_folder() as folder:
        yield folder


def processes_of(var: Path) -> list[psutil.Process]:
    """Everything alive that was started for this folder: server, worker, PostgreSQL."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            started_here = process.environ().get("VAR") == str(var)
            if started_here and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def named(var: Path, words: str) -> list[psutil.Process]:
    return [process for process in processes_of(var) if words in " ".join(process.cmdline())]


def wait_for(what, seconds: float = 60):
    """The first true answer of `what`."""
    deadline = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return answer


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


numbers = itertools.count()


class Site:
    """`manage.py serve` as a process of its own."""

    def __init__(self, var: Path, *arguments: str, command: str = "serve", port: int | None = None):
        self.var = var
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = var / f"output-{next(numbers)}"
        environment = {key: value for key, value in os.environ.items() if key not in OWN}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", command, "--port", str(self.port), *arguments],
                cwd=ROOT,
                env={**environment, "VAR": str(var)},
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def get(self, path: str = "/healthz") -> int:
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=30) as response:  # noqa: S310
                return response.status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def wait_until_ready(self) -> "Site":
        wait_for(lambda: "Press Ctrl-C" in self.said or self.process.poll() is not None, 60)
        assert self.process.poll() is None, self.said
        assert self.get() == 200
        return self

    def end(self, number: int = signal.SIGTERM) -> float:
        """How many seconds passed until every process of this site was gone."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        wait_for(lambda: not processes_of(self.var))
        return time.monotonic() - began
