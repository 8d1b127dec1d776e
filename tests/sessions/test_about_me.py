"""Each person finds the figures that others see about them, and none that a gate holds back."""

import pytest

from sessions.models import Gate, Prompt
from tests.builders import make_annotation, make_answer, make_user
from tests.pages import text, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def see(login, study_session):
    return lambda user: text(login(user).get(url("about_me", study_session)))


def fact(page: str, name: str) -> str:
    return page.split(f"<dt>{name}</dt><dd>")[1].split("</dd>")[0]


def test_who_wrote_and_read_it_is_one_of_so_many(see, study_session, facilitator, member):
    for user in (facilitator, member):
        make_annotation(study_session, by=user)
        study_session.admit(user).say_prepared(True)
    page = see(member)
    assert fact(page, "In this session") == "You are one of 2."
    assert fact(page, "Have written") == "You are one of 2."
    assert fact(page, "Have read it") == "You are one of 2."
    assert facilitator.name not in page


def test_who_did_neither_is_in_no_number_and_told_so(see, study_session, facilitator, member):
    make_annotation(study_session, by=facilitator)
    make_annotation(study_session, by=member, audience="private", body="Mine alone")
    study_session.admit(facilitator).say_prepared(True)
    page = see(member)
    assert fact(page, "Have written") == "You have shared nothing yet. Nobody is shown that."
    assert fact(page, "Have read it") == "You have not said so. Nobody is shown that."
    assert "Where you stopped" not in page


def test_the_figures_are_those_that_facilitators_see(
    see, login, study_session, facilitator, member
):
    make_annotation(study_session, by=member, paragraph=2)
    make_annotation(study_session, by=make_user(), paragraph=2)
    make_annotation(study_session, by=facilitator, paragraph=3)
    stops = login(facilitator).get(url("prepare", study_session)).context["preparation"].stops
    assert [stop.people for stop in stops] == [2, 1]
    page = see(member)
    assert '¶ 2</a></div><span class="list__side">you are one of 2<' in page
    assert "¶ 3" not in page


def test_an_answer_is_one_of_so_many(see, study_session, facilitator, member):
    prompt = Prompt.objects.create(study_session=study_session, text="And you?", beforehand=True)
    for user in (facilitator, member):
        make_answer(prompt, by=user)
    assert 'And you?</a></div><span class="list__side">you are one of 2<' in see(member)


def test_what_a_gate_holds_back_is_in_no_number(see, study_session, facilitator, member):
    for text_ in ("Answered", "Not yet"):
        prompt = Prompt.objects.create(study_session=study_session, text=text_, beforehand=True)
        make_answer(prompt, by=facilitator)
    make_answer(Prompt.objects.get(text="Answered"), by=member)
    page = see(member)
    assert fact(page, "Have written").startswith("You are one of those who have.")
    assert "Not yet" not in page
    make_answer(Prompt.objects.get(text="Not yet"), by=member)
    assert fact(see(member), "Have written") == "You are one of 2."


def test_behind_the_gate_of_the_margin_no_number_tells_of_the_others(
    see, study_session, facilitator, member
):
    study_session.gate = Gate.AFTER_OWN
    study_session.save(update_fields=["gate"])
    make_annotation(study_session, by=facilitator)
    make_answer(Prompt.objects.in_order()[0], by=member)
    study_session.start()
    assert fact(see(member), "Have written").startswith("You are one of those who have.")


@pytest.mark.parametrize("state", ["open", "running", "ended"])
def test_it_is_a_press_away_from_the_session(login, study_session, member, state):
    if state != "open":
        study_session.start()
    if state == "ended":
        study_session.end()
    assert url("about_me", study_session) in text(login(member).get(url("detail", study_session)))


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(login, study_session, member, rows, django_assert_num_queries):
    for number in range(1, rows + 1):
        make_annotation(study_session, by=member, paragraph=number)
        prompt = Prompt.objects.create(study_session=study_session, text="And?", beforehand=True)
        make_answer(prompt, by=member)
    client = login(member)
    with django_assert_num_queries(11):
        client.get(url("about_me", study_session))
