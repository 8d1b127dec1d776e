import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def var():
    """A var folder of the test's own, in none that only root may enter (as pytest's own may be)."""
    folder = Path(tempfile.mkdtemp(prefix="colloquy-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
