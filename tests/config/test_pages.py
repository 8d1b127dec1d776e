"""Pages that belong to nobody in particular: errors, old tokens, signing in; and what every template owes."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.views import defaults

from config import views

TEMPLATES = Path(__file__).parents[2] / "templates"


class Parts(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def find(self, tag: str, **attributes) -> list[dict]:
        return [
            found
            for name, found in self.tags
            if name == tag and attributes.items() <= found.items()
        ]


def parts(response) -> Parts:
    return Parts(response.content.decode())


INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script in the page": re.compile(
        r"<script\b(?![^>]*\b(?:src=|type=.application/json))", re.I
    ),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"\bhx-on\b"),
    "js: in an attribute": re.compile(r"=\s*[\"'](?:js|javascript):", re.I),
}


@pytest.mark.parametrize("what", INLINE)
def test_templates_hold_nothing_inline(what):
    guilty = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.*")
        if INLINE[what].search(path.read_text())
    ]
    assert guilty == []


def test_unknown_page_shows_the_way_back(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
    assert parts(response).find("a", href="/")


@pytest.mark.parametrize("view", [views.server_error, defaults.bad_request])
def test_errors_need_neither_database_nor_person(view):
    arguments = [] if view is views.server_error else [Exception()]
    response = view(HttpRequest(), *arguments)
    assert "<h1>" in response.content.decode()
    assert parts(response).find("link", rel="stylesheet")


WORDS = 'What I think of ¶ 34 </textarea><b>and "why"\n\nSecond paragraph.'


def post_with_old_token(data, **headers):
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"} | headers)
    return client.post("/accounts/login/?next=/me/", {"csrfmiddlewaretoken": "old"} | data)


def test_old_token_keeps_the_words(db):
    at = {"Referer": "http://testserver/accounts/login/"}
    response = post_with_old_token({"body": WORDS, "key": "b7c1", "password": "open sesame"}, **at)
    html = response.content.decode()
    assert response.status_code == 403
    assert "What I think of ¶ 34 &lt;/textarea&gt;&lt;b&gt;and &quot;why&quot;\n\nSecond" in html
    assert "open sesame" not in html
    page = parts(response)
    assert page.find("a", href="http://testserver/accounts/login/")
    assert page.find("form", action="/accounts/login/?next=/me/", method="post")
    assert page.find("input", name="key", value="b7c1", type="hidden")
    assert [field["value"] for field in page.find("input", name="csrfmiddlewaretoken")] != ["old"]
    assert "Send again" in html


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_words_from_elsewhere_get_no_button_of_ours(db, headers):
    html = post_with_old_token({"body": WORDS}, **headers).content.decode()
    assert "What I think of" in html
    assert "Send again" not in html


def test_signed_out_meanwhile_keeps_the_words(client, db):
    response = client.post("/sessions/1/annotate/", {"body": WORDS, "key": "b7c1"})
    html = response.content.decode()
    assert response.status_code == 401
    assert "What I think of ¶ 34 &lt;/textarea&gt;" in html
    assert "You are no longer signed in" in html
    page = parts(response)
    assert page.find("form", action="/sessions/1/annotate/", method="post")
    assert page.find("a", href="/accounts/login/")


@pytest.mark.parametrize("header", ["HX-Request", "X-Auto-Save"])
def test_a_piece_of_a_page_is_refused_to_visitors_without_another_page(client, db, header):
    response = client.post("/sessions/1/annotate/", {"body": WORDS}, headers={header: "true"})
    assert response.status_code == 401
    assert response.content == b""


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_account_pages_wear_our_frame(client, db, name):
    response = client.get(reverse(name))
    page = parts(response)
    assert response.status_code == 200
    assert page.find("main", id="main")
    assert page.find("a", href="#main")
    assert page.find("html", lang="en", dir="ltr")


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_coming_in_is_asked_in_our_words(client, db, name, settings):
    settings.MAIL_ENABLED = True
    html = client.get(reverse(name)).content.decode()
    assert "E-mail" in html
    assert "placeholder" not in html


def test_a_wrong_password_is_said_plainly(client, db):
    answer = client.post(reverse("account_login"), {"login": "a@b.org", "password": "wrong"})
    assert "This e-mail and password do not belong together." in answer.content.decode()


def test_every_field_says_its_name(client, db):
    page = parts(client.post(reverse("account_login"), {"login": "", "password": ""}))
    labelled = {label["for"] for label in page.find("label")}
    fields = [f for f in page.find("input") if f.get("type") not in {"hidden", "submit"}]
    assert {field["id"] for field in fields} <= labelled
    assert all(field["aria-invalid"] == "true" for field in fields)
    errors = {f"{field['id']}_error" for field in fields}
    assert errors == {f["aria-describedby"].split()[-1] for field in [fields] for f in field}
    assert errors <= {ul.get("id") for ul in page.find("ul")}


def test_visitor_changes_the_language(client, db):
    page = parts(client.get(reverse("account_login")))
    assert page.find("form", action=reverse("set_language"), method="post")
    response = client.post(reverse("set_language"), {"language": "fr", "next": "/accounts/login/"})
    assert response.url == "/accounts/login/"
    assert parts(client.get("/accounts/login/")).find("html", lang="fr")
