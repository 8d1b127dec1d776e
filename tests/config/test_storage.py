"""Static files as the real site serves them."""

import re

import pytest
from django.core.management import call_command
from django.test import override_settings

from config.storage import IMPORT
from tests.loading import in_static, loaded, source, static_name, together

REAL = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticFiles"},
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=REAL, STATIC_ROOT=folder):
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)  # as a second start does
    return folder


def only(folder, pattern):
    [path] = folder.glob(pattern)
    return path.read_text()


def test_a_style_sheet_is_one_file_with_its_layers_in_order(collected):
    source = only(collected, "site/site.????????????.css")
    assert "@import" not in source
    assert "/*" not in source
    assert source.startswith("@layer reset, tokens, base, layout, components, utilities;")
    assert source.count("{") == source.count("}")
    assert re.search(r"@layer utilities \{\n@media print \{", source)
    for rule in ("--surface", ".button", ".nav"):
        assert rule in source


def test_no_import_is_left_for_the_browser(collected):
    sheets = [*collected.glob("site/*.css"), *collected.glob("sessions/*.css")]
    assert sheets
    assert not any(IMPORT.search(path.read_text()) for path in sheets)


def test_scripts_import_each_other_by_their_hashed_names(collected):
    script = only(collected, "site/js/site.????????????.js")
    names = re.findall(r'import\s*"\./([^"]+)"', script)
    assert names
    assert all(re.fullmatch(r".+\.[0-9a-f]{12}\.js", name) for name in names)
    assert all((collected / "site/js" / name).exists() for name in names)


@pytest.mark.parametrize("page", ["sessions/read.html", "readings/detail.html"])
@pytest.mark.parametrize("kind", [".css", ".js"])
def test_a_text_is_light_to_open(collected, page, kind):
    """Before one does anything with it: on a bad line and an old phone, each kilobyte is felt."""
    files = [collected / static_name(f) for f in loaded(page, later=False) if f.suffix == kind]
    weights = {file.name: file.stat().st_size for file in files}
    assert sum(weights.values()) < 40_000, weights


def test_scripts_of_a_text_are_asked_for_at_once():
    """Each import that is found only in a script is another journey to the server."""
    page = "sessions/read.html"
    words = "".join(map(source, together(page, later=False)))
    named = {in_static(name) for name in re.findall(r"{% static '([^']+\.js)' %}", words)}
    assert {file for file in loaded(page, later=False) if file.suffix == ".js"} <= named
