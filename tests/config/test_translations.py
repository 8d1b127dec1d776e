import gettext
import os

from config.translations import compile_all

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Share with %(count)d people"
msgstr "Partager avec %(count)d personnes"

#, fuzzy
msgid "Step"
msgstr "Pas"
"""


def test_compiles_what_is_newer_and_skips_guesses(tmp_path):
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)
    target = source.with_suffix(".mo")
    assert compile_all(tmp_path) == [target]
    with target.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Share with %(count)d people") == "Partager avec %(count)d personnes"
    assert catalogue.gettext("Step") == "Step"
    assert compile_all(tmp_path) == []
    os.utime(target, (0, 0))
    assert compile_all(tmp_path) == [target]
