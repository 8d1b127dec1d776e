"""The help pages: they open for everyone, in both languages, and say what the screen says."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from config import help
from sessions.models import Invitation
from tests.builders import make_study_session, make_user
from tests.pages import text

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = [code for code, name in settings.LANGUAGES]
ON_SCREEN = re.compile(r"`([^`]+)`")

pytestmark = pytest.mark.django_db


def source(slug, language):
    return (help.FOLDER / f"{slug}.{language}.md").read_text(encoding="utf-8")


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(params=help.SLUGS)
def slug(request):
    return request.param


def get(client, address, language):
    return client.get(address, headers={"Accept-Language": language})


def test_every_file_is_a_page():
    files = {path.name for path in help.FOLDER.iterdir()}
    assert files == {f"{slug}.{language}.md" for slug in help.SLUGS for language in LANGUAGES}


def test_a_visitor_reads_every_page_in_both_languages(client, slug, language):
    page = get(client, reverse("help_page", args=[slug]), language).content.decode()
    title = source(slug, language).splitlines()[0].removeprefix("# ")
    assert f"<h1>{title}</h1>" in page
    assert f'<html lang="{language}"' in page
    assert "`" not in page


def test_the_contents_lead_to_every_page(client, language):
    contents = get(client, reverse("help"), language).content.decode()
    for page in help.pages(language):
        assert reverse("help_page", args=[page.slug]) in contents
        assert page.title in contents


def test_links_in_a_page_resolve(client, slug, language):
    html = get(client, reverse("help_page", args=[slug]), language).content.decode()
    here = reverse("help_page", args=[slug])
    for target in re.findall(r'href="(\.\./[^"]*)"', html):
        answer = client.get(reverse("help") + target.removeprefix("../"))
        assert answer.status_code == 200, (here, target)


def test_pages_are_short(slug, language):
    words = re.findall(r"\w[\w’.-]*", source(slug, language))
    assert 300 <= len(words) <= 500


def test_both_languages_name_the_same_buttons(slug):
    english, french = (ON_SCREEN.findall(source(slug, language)) for language in ("en", "fr"))
    assert sorted(english) == sorted(french)


def test_what_is_said_to_stand_on_the_screen_is_what_the_app_says(slug):
    """Whoever changes the words of a button changes them in the help, too."""
    said = {
        path: path.read_text(encoding="utf-8")
        for folder in ("templates", "sessions", "readings")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".html", ".py"}
    }
    for words in ON_SCREEN.findall(source(slug, "en")):
        assert any(f'"{words}"' in text for text in said.values()), words


def test_words_of_the_screen_are_shown_in_the_reader_s_language(monkeypatch):
    monkeypatch.setattr(help, "gettext", {"Next step": "<Étape suivante>"}.get)
    html = help._markdown().render("Press `Next step`.")
    assert html == "<p>Press <strong>&lt;Étape suivante&gt;</strong>.</p>\n"


def test_settings_that_help_names_are_in_the_readme(slug, language):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"\*\*([A-Z]+_[A-Z_]+)\*\*", source(slug, language)):
        assert f"`{name}`" in readme


def test_french_is_set_as_french(slug):
    words = re.sub(r"(?m)^    .*$|`[^`]*`|\(\.\..*?\)", "x", source(slug, "fr"))
    assert not re.findall(r".{8}[^\u202f][;:!?»]|«[^\u202f]|'", words)


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("new", ["first-session"]),
        ("plan", ["good-questions"]),
        ("run", ["running-the-meeting"]),
        ("invite", ["phones-and-paper", "who-sees-what"]),
    ],
)
def test_help_is_linked_from_where_it_is_needed(login, facilitator, study_session, name, slugs):
    args = [] if name == "new" else [study_session.pk]
    page = login(facilitator).get(reverse(f"sessions:{name}", args=args)).content.decode()
    assert f'href="{reverse("help")}"' in page
    for slug in slugs:
        assert f'href="{reverse("help_page", args=[slug])}"' in page


def test_help_begins_where_one_begins(client, login, circle, facilitator):
    assert reverse("help_page", args=["first-session"]) in text(login(facilitator).get("/"))
    link = Invitation.for_session(make_study_session(circle=circle)).get_absolute_url()
    assert reverse("help_page", args=["who-sees-what"]) in text(client.get(link))


def test_who_administers_the_site_finds_how_to_host_it(login):
    ada = make_user("Ada", is_staff=True, is_superuser=True)
    assert reverse("help_page", args=["hosting"]) in text(login(ada).get(reverse("admin:index")))


def test_titles_are_read_in_the_language_asked_for():
    with override("en"):
        assert help.page("hosting", "fr").title == "Héberger"
