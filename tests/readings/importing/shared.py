"""The shared corpus beside the project, where it is there."""

import json
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"


def corpus(path: str) -> bytes:
    file = CORPUS / path
    if not file.is_file():
        pytest.skip("the shared corpus is not here")
    return file.read_bytes()


def gold(name: str) -> dict:
    return json.loads(corpus(f"gold/{name}.json"))
