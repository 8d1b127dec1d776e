"""What a page is made of and what it loads, read from the templates."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = [settings.BASE_DIR / app / "static" for app in ("config", "readings", "sessions")]

# What views put into a page, or send to it later
LATER = {
    "readings/detail.html": ["sessions/_on_reading.html"],
    "readings/guide.html": ["sessions/_use_guide.html"],
    "readings/review.html": ["readings/_block_changed.html"],
    "sessions/detail.html": [
        "sessions/_prepare.html",
        "sessions/_now.html",
        "sessions/_after.html",
    ],
    "sessions/plan.html": ["sessions/plan_answer.html"],
    "sessions/preview.html": [
        "sessions/_prepare.html",
        "sessions/_now.html",
        "sessions/_after.html",
    ],
    "sessions/read.html": ["sessions/talk.html#talk", "sessions/_thread.html"],
    "sessions/talk.html": ["sessions/_thread.html"],
}

USED = re.compile(r"""{% (extends|include) ['"]([^'"]+)['"]""")
BLOCK = re.compile(r"{% block (\w+) %}((?:(?!{% block).)*?){% endblock %}", re.S)
NAMED = re.compile(r"""([\w-]+)="{% static '([^']+\.(?:css|js))' %}""")
IMPORT = re.compile(r'^import (?:[^"]* from )?"([^"]+)";', re.M)


def pages() -> list[str]:
    """Every page of ours, by its template."""
    names = [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.html"))]
    return [n for n in names if "{% extends" in source(n) and not n.startswith("admin/")]


@cache
def source(template: str) -> str:
    """The words of a template, or of one part of it: `page.html#part`."""
    name, _, part = template.partition("#")
    words = get_template(name).template.source
    if part:
        words = re.search(rf"{{% partialdef {part}\b.*?%}}(.*?){{% endpartialdef", words, re.S)[1]
    return words


def together(
    template: str, later: bool = True, met: frozenset[str] = frozenset()
) -> frozenset[str]:
    """A template with all it extends and includes, and with what comes to it later."""
    met |= {template}
    used = [name for _, name in USED.findall(source(template))]
    for name in [*used, *(LATER.get(template, []) if later else [])]:
        if name not in met:
            met |= together(name, later, met)
    return met


def loaded(page: str, later: bool = True) -> set[Path]:
    """The style sheets and scripts that a page names, and the scripts these import.

    What an attribute other than `href` or `src` names comes later, when a script asks for it; so does
    what a part names that is sent to the page.
    """
    words, filled = "", {}
    for template in reversed(lineage(page)):
        filled |= dict(BLOCK.findall(source(template)))
        words += BLOCK.sub("", source(template))
    included = together(page, later) - set(lineage(page))
    words += "".join(filled.values()) + "".join(map(source, included))
    named = {name for how, name in NAMED.findall(words) if later or how in {"href", "src"}}
    return with_imports(map(in_static, named))


def lineage(page: str) -> list[str]:
    """A template and those it extends, itself first."""
    above = [name for how, name in USED.findall(source(page)) if how == "extends"]
    return [page, *(lineage(above[0]) if above else [])]


def with_imports(files) -> set[Path]:
    found, waiting = set(), [*files]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            if file.suffix == ".js":
                names = IMPORT.findall(file.read_text())
                waiting += [in_static(beside(file, name)) for name in names]
    return found


def beside(file: Path, name: str) -> str:
    """The static name of what `file` calls `name`."""
    return str((Path("/") / static_name(file)).parent.joinpath(name).resolve())[1:]


def static_name(file: Path) -> str:
    static = next(folder for folder in STATIC if folder in file.parents)
    return str(file.relative_to(static))


def in_static(name: str) -> Path:
    return next(folder / name for folder in STATIC if (folder / name).exists())
