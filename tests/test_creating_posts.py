"""Every form that makes something can be sent again: same key, one row, same page; same key with
other words, 422, the words back in their box and a fresh key; twenty at once, one row. What the
server cannot take comes back in a box, and sent again from there it is stored once."""

import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from readings import builtin_guides
from readings.guide_files import headings_line, read
from readings.people.forms import KeyedForm
from readings.people.models import Receipt
from sessions.models import Reaction
from tests import creating
from tests.builders import make_annotation
from tests.creating import CASES, GUIDE, OUR_GUIDE
from tests.pages import text

OTHER = "Quite other words"
WRITTEN = [case for case in CASES if case.words]


def each(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.__name__)


@pytest.fixture(autouse=True)
def our_guide(request, monkeypatch):
    """One guide comes with the app, and fits the text."""
    study_session = request.getfixturevalue("study_session")
    ours = read(GUIDE)
    ours.headings = headings_line(study_session.edition.text.outline)
    monkeypatch.setattr(builtin_guides, "all_guides", lambda: {OUR_GUIDE: ours})


@pytest.fixture
def ready(study_session, member):
    """`address, data = ready(case)`: the session is as far as the case asks."""

    def prepare(case):
        if not case.before_the_meeting:
            study_session.start()
        return case.prepare(study_session, member)

    return prepare


@pytest.fixture
def browser(login, facilitator):
    """`browser(case)`: a new one, of whoever would send it."""
    return lambda case: Client() if case.by_visitor else login(facilitator)


def send(client, address, data, **headers):
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return client.post(address, data, **headers)


def test_each_keyed_form_has_a_case():
    """A new form that creates something fails this until it has one in tests/creating.py."""

    def made_of(form):
        below = form.__subclasses__()
        return {form}.union(*map(made_of, below)) if below else {form}

    bases = {form for form in made_of(KeyedForm) if form.__subclasses__()} - {KeyedForm}
    makes = {form for form in made_of(KeyedForm) - bases if form.base_fields["key"].required}
    assert makes == {case.form for case in CASES}  # for a change a version does what a key does


@each(CASES)
def test_same_key_twice_makes_one(case, ready, browser, monkeypatch):
    address, data = ready(case)
    used, clean = set(), KeyedForm.full_clean
    monkeypatch.setattr(
        KeyedForm, "full_clean", lambda form: (used.add(type(form)), clean(form))[1]
    )
    before, data = case.makes.objects.count(), {**data, "key": uuid4()}
    first = send(browser(case), address, data)
    assert case.form in used
    assert first.status_code < 400
    assert case.makes.objects.count() == before + 1
    second = send(browser(case), address, data)
    assert (second.status_code, second.headers.get("Location")) == (
        first.status_code,
        first.headers.get("Location"),
    )
    assert case.makes.objects.count() == before + 1


@each([case for case in WRITTEN if case is not creating.answer])
def test_same_key_with_other_words_keeps_them_and_offers_a_fresh_key(case, ready, browser):
    address, data = ready(case)
    key = str(uuid4())
    send(browser(case), address, {**data, "key": key})
    after_one = case.makes.objects.count()
    again = send(browser(case), address, {**data, case.words: OTHER, "key": key})
    assert again.status_code == 422
    assert OTHER in text(again)
    fresh = re.search(r'name="key" value="([0-9a-f-]{36})"', again.content.decode())
    assert fresh
    assert fresh[1] != key
    assert case.makes.objects.count() == after_one


def test_another_answer_with_the_same_key_is_kept_to_be_saved_over_the_first(ready, browser):
    case = creating.answer
    address, data = ready(case)
    client, key = browser(case), str(uuid4())
    send(client, address, {**data, "key": key})
    again = send(client, address, {**data, "body": OTHER, "key": key})
    assert again.status_code == 409
    assert OTHER in text(again)
    case.makes.objects.get().erase()
    alone = send(client, address, {**data, "body": OTHER, "key": key})
    assert alone.status_code == 422
    assert OTHER in text(alone)


# Twenty at once

TOGETHER = [
    *(creating.answer, creating.annotate, creating.reply, creating.note_add),
    *(creating.question_add, creating.circle_join, creating.join, creating.copy),
]  # fmt: skip


def statuses_of_twenty(browsers, post) -> set[int]:
    def alone(client):
        try:
            return post(client).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(browsers)) as pool:
        return set(pool.map(alone, browsers))


@pytest.mark.django_db(transaction=True)
@each(TOGETHER)
def test_twenty_at_once_make_one(case, ready, browser):
    address, data = ready(case)
    before, data = case.makes.objects.count(), {**data, "key": uuid4()}
    browsers = [browser(case) for _ in range(20)]
    assert statuses_of_twenty(browsers, lambda one: send(one, address, data)) == {302}
    assert case.makes.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_are_one_reaction(study_session, facilitator, member, login):
    address = reverse("sessions:react", args=[make_annotation(study_session, by=member).pk])
    browsers = [login(facilitator) for _ in range(20)]
    pressed = statuses_of_twenty(browsers, lambda one: one.post(address, {"add": "me_too"}))
    assert pressed == {302}
    assert Reaction.objects.count() == 1


# Nothing lost


class Form(HTMLParser):
    """The form on a page that holds what was sent: its address, and its fields by name."""

    def __init__(self, response) -> None:
        super().__init__()
        self.fields, self.boxes, self._open, self._in_main = {}, {}, None, False
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self._in_main |= tag == "main"
        if not self._in_main:
            return
        if tag == "form":
            self.action = given["action"]
        elif tag == "input":
            self.fields[given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self._open = given["name"]
            self.boxes[self._open] = ""

    def handle_data(self, data):
        if self._open:
            self.boxes[self._open] += data

    def handle_endtag(self, tag):
        self._in_main &= tag != "main"
        if tag == "textarea" and self._open:
            self.boxes[self._open] = self.boxes[self._open].removeprefix("\n")
            self._open = None


def old_token(client, address, data):
    client.handler.enforce_csrf_checks = True
    return send(client, address, {**data, "csrfmiddlewaretoken": "old"})


def signed_out(client, address, data):
    return send(Client(), address, data)


def broken(client, address, data):
    client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as server:
        server.setattr(Receipt, "once", lambda **_body: 1 / 0)
        return send(client, address, data)


def assert_kept_and_stored_once(refusal, status, case, ready, browser):
    """The plain form comes back with its words in their box; sent from there twice, it is one row."""
    address, data = ready(case)
    data |= {case.words: "My very own words", "key": str(uuid4())}
    before = case.makes.objects.count()
    refused = refusal(browser(case), address, data)
    form = Form(refused)
    assert refused.status_code == status
    assert form.boxes[case.words] == "My very own words"
    assert "Send again" in text(refused)
    assert form.action == address
    assert case.makes.objects.count() == before
    client = browser(case)
    secret = {name: value for name, value in data.items() if name == "password"}  # typed anew
    again = secret | form.fields | form.boxes
    assert [send(client, form.action, again).status_code for _time in range(2)] == [302, 302]
    assert case.makes.objects.count() == before + 1


@each(WRITTEN)
def test_an_old_token_loses_no_word(case, ready, browser):
    assert_kept_and_stored_once(old_token, 403, case, ready, browser)


@each([case for case in WRITTEN if not case.by_visitor])
def test_signed_out_meanwhile_loses_no_word(case, ready, browser):
    assert_kept_and_stored_once(signed_out, 401, case, ready, browser)


@each(WRITTEN)
def test_a_broken_server_loses_no_word(case, ready, browser):
    assert_kept_and_stored_once(broken, 500, case, ready, browser)


def test_words_to_what_is_gone_or_closed_to_one_are_given_back_to_be_copied(
    study_session, member, outsider, login
):
    for who, address, status in [
        (outsider, reverse("sessions:annotate", args=[study_session.pk]), 404),
        (member, reverse("sessions:note_add", args=[study_session.pk]), 403),
    ]:
        answer = login(who).post(address, {"body": "My very own words", "key": uuid4()})
        assert answer.status_code == status
        assert Form(answer).boxes == {"body": "My very own words"}
        assert "Send again" not in text(answer)
