"""Parse a stranger's file in a process of its own, so that the worst file harms only itself.

The child gets the bytes as its standard input and a file for its answer: no pipe can fill, and the
limit on file size is the limit on the answer. It sets its own limits before it reads (__main__.py).
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from . import LARGEST, format_of
from .document import Document
from .sentences import Unreadable

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds on the clock; the child's own limit is on its work
SUFFIXES = {"text": ".txt", "markdown": ".md"}


def read_isolated(data: bytes, name: str) -> Document:
    """As `read`, in a child process; every failure is an Unreadable."""
    suffix = SUFFIXES[format_of(name)]
    if len(data) > LARGEST:
        raise Unreadable("too_large")
    with (
        tempfile.TemporaryDirectory() as empty,
        tempfile.TemporaryFile() as question,
        tempfile.TemporaryFile() as answer,
    ):
        question.write(data)
        question.seek(0)
        _run(suffix, empty, question, answer)
        answer.seek(0)
        return _document(answer.read())


def _run(suffix: str, folder: str, question, answer) -> None:
    child = subprocess.Popen(  # noqa: S603 our own module, and only a suffix of ours as argument
        [sys.executable, "-P", "-X", "utf8", "-m", "readings.importing", suffix],
        stdin=question,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"PYTHONPATH": str(PROJECT)},
        start_new_session=True,
    )
    try:
        code = child.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow") from None
    finally:
        if child.returncode is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Unreadable("too_slow")
    if code != 0:
        raise Unreadable("failed")


def _document(answer: bytes) -> Document:
    try:
        answer = json.loads(answer)
    except ValueError:
        raise Unreadable("failed") from None
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"], **answer["values"])
    return Document.from_data(answer)
