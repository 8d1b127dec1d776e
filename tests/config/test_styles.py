"""What a page shows finds its rules in the style sheets that the page names."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from config.storage import COMMENT, IMPORT
from tests.loading import STATIC, beside, in_static, loaded, pages, source, together

CLASS = re.compile(r'class="([^"]*)"')
ELEMENT = re.compile(r"<([a-z]+-[a-z-]+)")
TAGS = re.compile(r"{%.*?%}|{{.*?}}")
BRACKETS = r"\(((?:[^()]|\([^()]*\))*)\)"
EITHER = re.compile(rf":(?:is|where){BRACKETS}")
NOT = re.compile(rf":not{BRACKETS}")
RULE = re.compile(r"([^{};]+)\{")
SENT = re.compile(r'"((?:readings|sessions|help)/[a-z_]+\.html)')
NAME = re.compile(r"\.([a-zA-Z][\w-]*)|(?<![\w.#:-])([a-z]+-[a-z-]+)")

# What a part brings to other pages only
ELSEWHERE = {"sessions/preview.html": {"keep-words"}, "sessions/recap.html": {"run__notes"}}
SHEETS = [sheet for folder in STATIC for sheet in folder.glob("*/*.css")]


def names_on(page: str) -> set[str]:
    """The classes on a page, whatever its state, and the elements of ours."""
    words = "".join(map(source, together(page)))
    classes = {name for each in CLASS.findall(words) for name in TAGS.sub(" ", each).split()}
    return (classes | elements_on(page)) - ELSEWHERE.get(page, set())


def elements_on(page: str) -> set[str]:
    words = "".join(map(source, together(page)))
    return set(ELEMENT.findall(words)) - ELSEWHERE.get(page, set())


@cache
def taken_in(sheet: Path) -> frozenset[Path]:
    names = [found["name"] for found in IMPORT.finditer(sheet.read_text())]
    return frozenset(in_static(beside(sheet, name)) for name in names)


def files_of(sheets) -> frozenset[Path]:
    return frozenset().union(*map(taken_in, sheets))


@cache
def rules_in(file: Path) -> list[tuple[str, set[str]]]:
    """Each selector, with the classes and elements of ours that it names."""
    words = re.sub(r'"[^"]*"', '""', COMMENT.sub("", file.read_text()))
    found = []
    for rule in RULE.finditer(words):
        for selector in split(NOT.sub("", rule[1])):
            found += [(each, {a or b for a, b in NAME.findall(each)}) for each in ways(selector)]
    return [(each, names) for each, names in found if names and not each.startswith("@")]


def ways(selector: str) -> Iterator[str]:
    """`:is(.a, .b) c` as `.a c` and `.b c`."""
    either = EITHER.search(selector)
    if not either:
        yield selector.strip()
        return
    for each in split(either[1]):
        yield from ways(selector[: either.start()] + each.strip() + selector[either.end() :])


def split(selectors: str) -> list[str]:
    return re.split(r",(?![^()]*\))", selectors)


@pytest.mark.parametrize("page", pages())
def test_a_page_names_the_sheets_of_all_it_shows(page):
    shown = names_on(page)
    elsewhere = files_of(SHEETS) - files_of(file for file in loaded(page) if file in SHEETS)
    lost = {
        f"{file.name}: {selector}"
        for file in elsewhere
        for selector, names in rules_in(file)
        if names <= shown
    }
    assert lost == set()


def test_whatever_views_send_belongs_to_a_page():
    sources = [
        file for app in ("config", "readings", "sessions") for file in Path(app).rglob("*.py")
    ]
    sent = {name for file in sources for name in SENT.findall(file.read_text())}
    assert sent - {part.partition("#")[0] for page in pages() for part in together(page)} == set()


def test_every_style_sheet_is_taken_in_by_one_that_pages_name():
    assert {file for folder in STATIC for file in folder.glob("*/css/*.css")} == files_of(SHEETS)
    assert set(SHEETS) == {file for page in pages() for file in loaded(page) if file in SHEETS}


def test_every_sheet_says_the_order_of_layers_first():
    order = "@layer reset, tokens, base, layout, components, utilities;"
    assert [s for s in SHEETS if not COMMENT.sub("", s.read_text()).startswith(order)] == []


@pytest.mark.parametrize("page", pages())
def test_a_page_loads_the_scripts_of_its_elements(page):
    scripts = "".join(file.read_text() for file in loaded(page) if file.suffix == ".js")
    ways = {
        name: (f'define("{name}"', f'import("./elements/{name}.js")') for name in elements_on(page)
    }
    assert [name for name, ways in ways.items() if not any(way in scripts for way in ways)] == []
