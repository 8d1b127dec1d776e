"""The README tells everything one may set, run or be; this reads it and compares."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
READ_SETTING = re.compile(
    r"(?:\benv\.(?:text|flag|words|number)|environ(?:\.get|\.setdefault)?[(\[]|\btext|\bflag)\(?\"([A-Z_]+)\""
)
NOT_FOR_HOSTS = {"DJANGO_SETTINGS_MODULE"}


def settings_read() -> set[str]:
    sources = [*(ROOT / "config").rglob("*.py"), ROOT / "manage.py"]
    return {name for p in sources for name in READ_SETTING.findall(p.read_text())} - NOT_FOR_HOSTS


def test_finds_settings():
    assert {"SITE_URL", "DEBUG", "ALLOWED_HOSTS", "SECRET_KEY"} <= settings_read()


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_setting_is_documented(name):
    assert f"| `{name}` |" in README


def test_commands_named_exist():
    for name in re.findall(r"manage\.py (\w+)", README):
        assert list(ROOT.rglob(f"management/commands/{name}.py")), name


def test_roles_are_documented():
    for role in ["visitor", "guest", "member", "facilitator", "editor", "administrator"]:
        assert f"\n| {role} |" in README


def test_ci_runs_the_readmes_test_command():
    assert "uv run pytest" in README
    assert "uv run pytest" in (ROOT / ".ci" / "run").read_text()
