import pytest

from readings.text import fold, reading_minutes, runs_from_the_right, words
from tests.readings.importing.shared import corpus


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’Été  à la\u00a0mer", "l'ete a la mer"),
        ("« Straße »", '" STRASSE "'),
        ("cœur", "Coeur"),
        ("peut\u2011être – oui", "peut-etre - oui"),
        ("ﬁn", "FIN"),
        ("שָׁלוֹם", "שלום"),
        ("Ångström", "angstrom"),
        ("soft\u00adly", "softly"),
    ],
)
def test_folding_makes_the_same_of_what_readers_take_for_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("が", "か"), ("क्या", "कया"), ("a b", "ab"), ("mat", "mast")]
)
def test_folding_keeps_different_letters_apart(one, other):
    assert fold(one) != fold(other)


def test_folding_twice_changes_nothing():
    text = "« L’Œuvre », Ångström… 2½ ﬁ"
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" – … ", 0),
        ("It’s well-known, isn't it?", 4),
        ("L’eau est peut-être là.", 4),
        ("3.5 of 10,000", 3),
        ("两次都没有人", 3),
        ("川の流れ and two", 4),
        ("النهر المنقول", 2),
    ],
)
def test_words(text, count):
    assert words(text) == count


def test_words_of_the_seed_text():
    assert words(corpus("files/seed.txt").decode()) == pytest.approx(11_006, rel=0.01)


def test_minutes_are_rounded_up():
    assert [reading_minutes(count) for count in (0, 1, 200, 201, 11_006)] == [0, 1, 1, 2, 56]


@pytest.mark.parametrize(
    ("title", "is_so"),
    [("On lamps", False), ("«مصابيح»", True), ("1. פנסים", True), ("…", False), ("", False)],
)
def test_a_title_tells_which_way_it_runs(title, is_so):
    assert runs_from_the_right(title) is is_so
