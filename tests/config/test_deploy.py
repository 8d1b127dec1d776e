import os
import subprocess
import sys

from tests.config.conftest import OWN, ROOT, processes_of


def test_check_deploy_is_clean_and_starts_no_database(var):
    environment = {key: value for key, value in os.environ.items() if key not in OWN}
    done = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT,
        env={**environment, "VAR": str(var)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not (var / "postgres").exists()
    assert processes_of(var) == []
