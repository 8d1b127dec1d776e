"""The French catalogue is whole: every message, each placeholder, French typography, *vous*."""

import re

import polib
import pytest

from config.translations import LOCALE
from tests.messages import Message, messages

NARROW = "\u202f"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+|href=\"[^\"]*\"")
TOO_FAMILIAR = re.compile(r"\b(tu|toi|tes)\b", re.IGNORECASE)
ENTRIES = list(polib.pofile(LOCALE / "fr" / "LC_MESSAGES" / "django.po"))


def said(entry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def faulty(is_wrong) -> list[str]:
    return [words for entry in ENTRIES for words in said(entry) if is_wrong(entry, words)]


def test_it_says_every_message_and_none_that_is_gone():
    known = {
        Message(entry.msgid, entry.msgid_plural, entry.msgctxt)
        for entry in ENTRIES
        if not entry.obsolete
    }
    assert set(messages()) - known == set()
    assert known - set(messages()) == set()


def test_nothing_is_untranslated_fuzzy_or_obsolete():
    assert [entry.msgid for entry in ENTRIES if not all(said(entry))] == []
    assert [entry.msgid for entry in ENTRIES if entry.fuzzy or entry.obsolete] == []


def test_each_placeholder_and_tag_is_kept():
    """The plural keeps all; a singular may say one in words."""

    def has_others(entry, words):
        asked = {entry.msgid_plural or entry.msgid: True, entry.msgid: False}
        return not any(
            sorted(PLACEHOLDER.findall(words)) == sorted(PLACEHOLDER.findall(original))
            for original in asked
        )

    assert faulty(has_others) == []


def test_high_signs_have_their_narrow_space():
    high = re.compile(rf"(?<![{NARROW}\w/?%)])[;?](?!\w)|[^{NARROW}]»|«[^{NARROW}]|[ \xa0][:;?!»]")
    assert faulty(lambda entry, words: high.search(re.sub(r"&\w+;|https?:\S+", "", words))) == []


@pytest.mark.parametrize("sign", ["!", "'", '"'])
def test_signs_that_do_not_belong(sign):
    """No exclamation, no straight apostrophe; straight quotes only in tags."""
    assert faulty(lambda entry, words: sign in re.sub(r"<[^>]*>", "", words)) == []


def test_people_are_addressed_as_vous():
    assert faulty(lambda entry, words: TOO_FAMILIAR.search(words)) == []
