"""What the demo reads: as files, before anybody has written about it."""

import re

import pytest

from readings.importing import read
from readings.models import Block
from readings.text import words
from sessions.demo.texts import ESSAYS, WORDS

NEVER_IMPORTED = {Block.Kind.LEFT_OUT}
TWO_PART_SIGNS = re.compile(
    r"(?<=[^\s\u202f])[;!?»]|[^\u202f][:](?=\s)|«(?!\u202f)|[ \u00a0][;:!?»]"
)


@pytest.fixture(scope="module")
def essays():
    return {language: read((WORDS / name).read_bytes(), name) for language, name in ESSAYS.items()}


def shape(document):
    """Kind and depth of each block, and how many notes it points at: the same in every language."""
    return [
        (block.kind, block.level, sum(mark["kind"] == "note" for mark in block.marks))
        for block in document.blocks
    ]


def test_every_kind_of_block_occurs(essays):
    for document in essays.values():
        assert {block.kind for block in document.blocks} == set(Block.Kind) - NEVER_IMPORTED


def test_it_is_as_long_as_a_circle_reads_in_a_week(essays):
    for document in essays.values():
        assert 1500 <= sum(words(block.text) for block in document.blocks) <= 2500


def test_both_languages_have_the_same_paragraphs(essays):
    assert shape(essays["en"]) == shape(essays["fr"])
    years = {
        language: [re.findall(r"1[789]\d\d|20\d\d", block.text) for block in document.blocks]
        for language, document in essays.items()
    }
    assert years["en"] == years["fr"]
    assert [essays[language].language for language in ESSAYS] == list(ESSAYS)


def test_the_french_keeps_its_signs_with_their_words(essays):
    for block in essays["fr"].blocks:
        assert not TWO_PART_SIGNS.search(block.text), block.text
