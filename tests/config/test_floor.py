"""Chrome 105 and Safari 15.4 are the floor: what came later is used where doing without does no harm.

What a browser does not know in a style sheet it skips, one declaration or one rule at a time; in a
script it stops. So style may be finer than the floor where the plain line stands before it or the
page is only less pretty; scripts may not, unless they ask first.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LINE_COMMENT = re.compile(r"(?<![:\"'`\\])//.*")

TOO_NEW_IN_STYLE = {
    "nesting": r"\{[^{}@]*\{",  # a rule in a rule; what starts with @ is taken out before
    "@container": r"@container|container-type|\bcq[wibh]\b|\d(?:cqi|cqb|cqw|cqh)\b",
    "@scope, @starting-style, @position-try": r"@(?:scope|starting-style|position-try|function)\b",
    "@property": r"@property\b",  # a variable without its type may do harm
    "ranges in media queries": r"@(?:media|container)[^{]*[<>]",
    "new viewport units": r"\d(?:s|l|d)v(?:h|w|b|i|min|max)\b",
    "color-mix and relative colours": r"color-mix\(|\((?:\s*)from\s",
    "trigonometry and rounding": r"\b(?:sin|cos|tan|round|mod|rem|sign|pow|hypot)\(",
    ":user-valid, :open, :popover-open, :dir()": r":(?:user-(?:in)?valid|open|popover-open|dir\()",
    "subgrid, masonry": r"\bsubgrid\b|\bmasonry\b",
    "anchors and popovers": r"\banchor(?:-name|-scope)?\b\s*[(:]|position-(?:anchor|area|try)",
    "typed attr(), if()": r"attr\([^)]*\btype\(|\bif\(",
    "overflow: clip, contain-intrinsic": r"overflow(?:-\w+)?:[^;]*\bclip\b|contain-intrinsic",
    "easing by linear()": r"\blinear\(",
    "scroll-driven and view transitions": r"animation-timeline|view-transition",
}  # fmt: skip

TOO_NEW_IN_SCRIPT = {
    "arrays and iterators of 2023 and later": r"\.(?:toSorted|toReversed|toSpliced|fromAsync)\b|\.with\(\d|\bIterator\b",
    "groupBy, withResolvers, Promise.try": r"\.(?:groupBy|withResolvers)\(|Promise\.try\b",
    "sets as in mathematics": r"\.(?:union|intersection|difference|isSubsetOf|isSupersetOf|isDisjointFrom)\(",
    "static blocks, decorators, using": r"\bstatic\s*\{|^\s*@\w+|\b(?:await )?using \w+ =",
    "looking back and sets in patterns": r"\(\?<[=!]|/[dgimsuy]*v[dgimsuy]*[.,;)]",
    "AbortSignal.any and .timeout": r"AbortSignal\.(?:any|timeout)\b",
    "popovers": r"\b(?:show|hide|toggle)Popover\b",
    "inert, checkVisibility, moveBefore": r"\.inert\b|\.checkVisibility\(|\.moveBefore\(",
    "URLPattern, URL.canParse and parse": r"\bURLPattern\b|URL\.(?:canParse|parse)\(",
    "scheduler, requestIdleCallback": r"\bscheduler\.|\brequestIdleCallback\b",
    "view transitions, navigation": r"startViewTransition|\bnavigation\.",
    "Temporal, Float16Array, RegExp.escape": r"\bTemporal\.|\bFloat16Array\b|RegExp\.escape",
    "setHTML, getHTML": r"\.(?:setHTML|getHTML)(?:Unsafe)?\(",
    "JSON and style modules": r"import .* with \{|\bimport\.meta\.resolve\b",
    "requestSubmit, forms with a submitter": r"\.requestSubmit\(|new FormData\([^()]+,",
    "internals, sheets made by script": r"\.attachInternals\(|adoptedStyleSheets|new CSSStyleSheet",
    "closedby, command": r"\.(?:requestClose|commandForElement)\b",
}
ASKED_FIRST = {  # what is newer, and how a script asks whether it is there
    r"\bCSS\.highlights\b|\bnew Highlight\b": "!CSS.highlights",
    r"\bIntl\.Segmenter\b": "!Intl.Segmenter",
    r"\bnavigator\.clipboard\b": "catch",
    r"[\"']scrollend[\"']": '"onscrollend" in window',
    r"\bdocument\.caretPositionFromPoint\b": "caretPositionFromPoint)",
}  # fmt: skip


def ours(end: str) -> dict[str, str]:
    files = (path for app in ("config", "readings", "sessions") for path in (ROOT / app).rglob(end))
    return {
        str(path.relative_to(ROOT)): LINE_COMMENT.sub("", COMMENT.sub("", path.read_text()))
        for path in files
    }


ASKED_IN_STYLE = re.compile(r"@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")


def found(pattern: str, sources: dict[str, str]) -> list[tuple[str, str]]:
    rule = re.compile(pattern, re.MULTILINE)
    return [(name, hit[0]) for name, text in sources.items() for hit in rule.finditer(text)]


def opened(css: str) -> str:
    """The rules alone, without the blocks (@media, @supports) that they stand in."""
    css = re.sub(r"@(?:media|supports|layer|page)[^{;]*\{", "", css)
    return re.sub(r"@(?:keyframes|font-face)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)


@pytest.mark.parametrize("what", TOO_NEW_IN_STYLE)
def test_no_sheet_needs_what_the_floor_has_not(what):
    sheets = {name: ASKED_IN_STYLE.sub("", css) for name, css in ours("*.css").items()}
    if what == "nesting":
        sheets = {name: opened(css) for name, css in sheets.items()}
    assert found(TOO_NEW_IN_STYLE[what], sheets) == []


@pytest.mark.parametrize("what", TOO_NEW_IN_SCRIPT)
def test_no_script_needs_what_the_floor_has_not(what):
    assert found(TOO_NEW_IN_SCRIPT[what], ours("*.js")) == []


def test_what_is_newer_is_asked_for_first():
    for newer, question in ASKED_FIRST.items():
        for name, script in ours("*.js").items():
            if re.search(newer, script):
                assert question in script, (name, newer)


def test_what_the_floor_does_not_know_takes_no_other_rule_with_it():
    """One unknown selector in a list makes the whole rule unknown."""
    unknown = re.compile(r"::highlight\(|::details-content|:state\(|::-webkit-|::-moz-")
    for name, css in ours("*.css").items():
        for selectors in re.findall(r"([^{};]+)\{", opened(css)):
            parts = [part.strip() for part in re.split(r",(?![^(]*\))", selectors)]
            new = [part for part in parts if unknown.search(part)]
            assert new in ([], parts), (name, selectors)


def test_no_colour_needs_what_the_floor_has_not():
    assert found(r"light-dark\(|oklch\(|oklab\(", ours("*.css")) == []


def test_no_template_needs_what_the_floor_has_not():
    newer = re.compile(
        r"\s(?:popover|popovertarget|inert|closedby|commandfor|shadowrootmode)[\s=>]"
    )
    pages = {path.name: path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    assert [(name, hit) for name, html in pages.items() for hit in newer.findall(html)] == []
