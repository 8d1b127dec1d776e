"""The shape of the house, read from the source: layers, import direction, roads to hidden rows."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
HEIGHT = {"config": 3, "sessions": 2, "readings": 1, "readings.people": 0}
LAYERS = ["models", "permissions", "forms", "views"]
NO_DJANGO = [
    "readings/guide_files",
    "readings/importing",
    "readings/text.py",
    "readings/inline.py",
    "readings/rendering.py",
]


def sources():
    for top in ("config", "sessions", "readings"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT)


def package_of(module: str) -> str | None:
    return next(
        (name for name in ("readings.people", *HEIGHT) if f"{module}.".startswith(f"{name}.")), None
    )


def imports(path: Path):
    """The absolute names of the modules a file imports at its top level or inside."""
    package = ".".join(path.with_suffix("").parts)
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                is_package = path.name == "__init__.py"
                base = package.removesuffix(".__init__").split(".")
                base = base[: len(base) - node.level + is_package]
                name = ".".join([*base, node.module] if node.module else base)
            else:
                name = node.module
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", list(sources()), ids=str)
def test_imports_go_downwards(path):
    own = package_of(".".join(path.with_suffix("").parts))
    for name in imports(path):
        other = package_of(name)
        if other:
            assert HEIGHT[other] <= HEIGHT[own], f"{path} imports {name}"


@pytest.mark.parametrize("path", list(sources()), ids=str)
def test_layers_of_an_app_go_downwards(path):
    own = next((i for i, layer in enumerate(LAYERS) if layer in {*path.parts, path.stem}), None)
    if own is None:
        return
    for name in imports(path):
        if package_of(name):
            layer = next((i for i, word in enumerate(LAYERS) if word in name.split(".")), -1)
            assert layer <= own, f"{path} imports {name}"


@pytest.mark.parametrize("path", list(sources()), ids=str)
def test_parsing_and_rendering_know_no_django(path):
    if any(str(path).startswith(place) for place in NO_DJANGO):
        assert not [name for name in imports(path) if name.split(".")[0] == "django"]


def test_hideable_rows_have_no_reverse_names():
    hideable = [
        *("Contribution", "FacilitatorNote", "Note", "Kept", "Change", "Prompt", "Attendance"),
        *("Reaction", "Draft", "ReadMark"),
    ]
    for name in hideable:
        for field in apps.get_model("study_sessions", name)._meta.get_fields():
            if field.is_relation and field.concrete:
                assert field.remote_field.hidden, f"{name}.{field.name}"


@pytest.mark.parametrize("path", [p for p in sources() if "views" in {*p.parts, p.stem}], ids=str)
def test_views_fetch_through_visible_to(path):
    """In views, `Model.objects` is always followed by `.visible_to(`."""
    tree = ast.parse((ROOT / path).read_text())
    allowed = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "visible_to"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager"}:
            assert id(node) in allowed, f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", list(sources()), ids=str)
def test_roles_are_named_where_rights_are_decided_only(path):
    """In models, Viewers and permissions; pages and forms get answers."""
    if not {"models", "viewer", "permissions"} & {*path.parts, path.stem}:
        names = {
            node.attr
            for node in ast.walk(ast.parse((ROOT / path).read_text()))
            if isinstance(node, ast.Attribute)
        }
        assert not names & {"facilitated_circle_ids", "is_facilitator", "is_editor", "Role"}


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
