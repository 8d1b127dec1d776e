"""Help in the app: a few short pages in Markdown, one file for each language.

What stands on the screen is written between backticks, in the words of the templates, and shown in
the reader's language: help and buttons always say the same.
"""

from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override
from markdown_it import MarkdownIt

FOLDER = Path(__file__).parent / "pages"
SLUGS = [
    "first-session",
    "good-questions",
    "running-the-meeting",
    "phones-and-paper",
    "who-sees-what",
    "hosting",
]


@dataclass(frozen=True)
class HelpPage:
    slug: str
    title: str
    lead: str
    html: SafeString  # what follows the lead


@cache
def page(slug: str, language: str) -> HelpPage:
    """One of SLUGS, in English where this language has none. Read once: it comes with the program."""
    file = FOLDER / f"{slug}.{language}.md"
    words = (file if file.exists() else FOLDER / f"{slug}.en.md").read_text(encoding="utf-8")
    title, lead, rest = words.removeprefix("# ").split("\n\n", 2)
    with override(language):
        html = _markdown().render(rest)
    return HelpPage(slug, title, lead, mark_safe(html))  # noqa: S308 (the words are ours)


def pages(language: str) -> list[HelpPage]:
    return [page(slug, language) for slug in SLUGS]


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark")
    markdown.add_render_rule("code_inline", _on_screen)
    return markdown


def _on_screen(renderer, tokens, index, options, env) -> str:
    return f"<strong>{escape(gettext(tokens[index].content))}</strong>"
