"""In a language that puts brackets round every message, no word of the interface stands without.

Outside brackets may stand what people wrote, names, numbers and dates; nothing else.
"""

import re
from html.parser import HTMLParser

import polib
import pytest
from django.apps import apps
from django.conf.locale import LANG_INFO
from django.db import models
from django.test import override_settings

from readings.people.models import Circle, User
from tests.crawl import pages
from tests.messages import messages
from tests.world import STANDINGS

pytestmark = pytest.mark.django_db

LANGUAGE = "xa"
SAID = ("title", "alt", "placeholder", "aria-label", "aria-description", "aria-valuetext")
SILENT = ("script", "style", "pre", "code")
MARKS = "¶,:;.()“” –—0123456789"
OWN_NAMES = {info["name_local"].strip(MARKS) for info in LANG_INFO.values() if "name_local" in info}
OWN_NAMES |= {"English", "Brackets"}  # languages, as those who speak them call them
LETTER = r"[^\W\d_]"
MONTHS = "January February March April May June July August September October November December"
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
NOT_OURS = re.compile(  # dates, which Django says; names of zones; what things are called anywhere
    rf"\b(?:{'|'.join(f'{name}|{name[:3]}' for name in (MONTHS + ' ' + DAYS).split())}"
    r"|[A-Z][\w-]+(?:/[\w -]+)+|UTC|GMT|Colloquy)\b|https?://\S+"
)


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory):
    """The app in a language of brackets."""
    folder = tmp_path_factory.mktemp("locale")
    target = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for message in messages():
        words = {"msgid": message.msgid, "msgctxt": message.context}
        if message.plural:
            both = {0: f"⟦{message.msgid}⟧", 1: f"⟦{message.plural}⟧"}
            words |= {"msgid_plural": message.plural, "msgstr_plural": both}
        else:
            words["msgstr"] = f"⟦{message.msgid}⟧"
        catalogue.append(polib.POEntry(**words))
    catalogue.save_as_mofile(target)
    with override_settings(
        LOCALE_PATHS=[folder], LANGUAGES=[("en", "English"), (LANGUAGE, "Brackets")]
    ):
        yield


class Reader(HTMLParser):
    """Collects the words of a page that stand outside brackets."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.silent, self.bare = 0, 0, []

    def handle_starttag(self, tag, attributes):
        self.silent += tag in SILENT
        for name, value in attributes:
            is_sentence = name.startswith("data-") and " " in (value or "")
            if value and (name in SAID or is_sentence):
                self.bare += outside(value, 0)[0]

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT

    def handle_data(self, data):
        if not self.silent:
            bare, self.depth = outside(data, self.depth)
            self.bare += bare


def outside(words: str, depth: int) -> tuple[list[str], int]:
    """What of this text has letters and stands outside brackets, and how deep it ends."""
    bare = []
    for piece in re.split(r"([⟦⟧])", words):
        if piece in "⟦⟧" and piece:
            depth += 1 if piece == "⟦" else -1
        elif not depth:
            parts = NOT_OURS.sub("", piece).split("·")
            bare += [" ".join(part.split()).strip(MARKS) for part in parts]
    return bare, depth


def what_people_wrote() -> str:
    """Every text in the database, one below the other."""
    written = []
    for model in apps.get_models():
        if model._meta.app_label in {"people", "readings", "study_sessions"}:
            fields = (models.CharField, models.TextField)
            names = [f.name for f in model._meta.concrete_fields if isinstance(f, fields)]
            for row in model._base_manager.values_list(*names) if names else ():
                written += [str(value) for value in row if value]
    return "\n".join(" ".join(text.split()) for text in written)


@pytest.mark.parametrize("standing", [s for s in STANDINGS if s in {"guest", "facilitator"}])
def test_no_word_of_the_interface_stands_without_brackets(world, bracketed, standing):
    with world.undone():
        User.objects.update(language=LANGUAGE)
        Circle.objects.update(language=LANGUAGE)
        written, found, seen = what_people_wrote(), {}, 0
        browser = world.browser(standing)
        for address in pages(world):
            response = browser.get(address)
            is_page = response.headers.get("Content-Type", "").startswith("text/html")
            if not is_page or address.startswith("/help/"):  # help is whole files, one a language
                continue
            reader = Reader()
            reader.feed(response.content.decode())
            seen += response.content.decode().count("⟦")
            for words in reader.bare:
                if re.search(LETTER, words) and words not in written and words not in OWN_NAMES:
                    found.setdefault(words, address)
    assert seen > 1000
    assert found == {}
