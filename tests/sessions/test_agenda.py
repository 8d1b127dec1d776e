from uuid import uuid4

import pytest
from django.urls import reverse

from readings.models import Passage
from sessions.models import AgendaItem, FacilitatorNote, Prompt, Stale
from sessions.models.agenda import Begun
from sessions.models.plans import add_step, remove_step, save_step
from tests.builders import make_answer, make_step, make_study_session, make_user
from tests.pages import HTMX


@pytest.fixture
def draft(circle, reading):
    return make_study_session(circle, reading=reading, state="draft", steps=0)


@pytest.fixture
def steps(draft):
    return [make_step(draft, title=title) for title in ("One", "Two", "Three")]


def url(name: str, step: AgendaItem) -> str:
    return reverse(f"sessions:{name}", args=[step.study_session_id, step.pk])


def save(step: AgendaItem, *, version: int, **content) -> AgendaItem:
    """As another facilitator would."""
    content = {"title": step.title, "minutes": step.minutes, **content}
    return save_step(step, by=make_user("Ines"), version=version, **content)


def content(step: AgendaItem, **fields) -> dict:
    return {
        "version": step.version,
        "title": step.title,
        "minutes": step.minutes,
        "question": "",
        "section": "",
        "paragraphs": "",
        "note": "",
        **fields,
    }


def order(study_session) -> list[str]:
    return list(study_session.agenda_items.values_list("title", flat=True))


def test_a_step_is_saved_with_all_it_has(steps, reading, facilitator, login):
    body = content(
        steps[0],
        title="Read together",
        minutes="25",
        question="Why?",
        beforehand="on",
        paragraphs="2-3",
        note="Slowly",
    )
    response = login(facilitator).post(url("step_save", steps[0]), body, headers=HTMX)
    step = AgendaItem.objects.get(pk=steps[0].pk)
    assert response.status_code == 200
    assert (step.title, step.minutes, step.version) == ("Read together", 25, 2)
    prompt = Prompt.objects.get(agenda_item=step)
    assert (prompt.text, prompt.beforehand) == ("Why?", True)
    assert FacilitatorNote.objects.get(agenda_item=step).body == "Slowly"
    blocks = reading.edition.blocks
    assert step.passage.start == blocks.get(number=2).start
    assert step.passage.end == blocks.get(number=3).end


def test_what_changed_comes_back_and_not_the_fields(steps, facilitator, login):
    body = content(steps[0], minutes="30", paragraphs="2")
    page = login(facilitator).post(url("step_save", steps[0]), body, headers=HTMX).content.decode()
    assert f"innerHTML:#step-{steps[1].pk}-time" in page
    assert "¶ 2" in page
    assert f'value="2" id="step-{steps[0].pk}-version"' in page
    assert "<textarea" not in page


def test_a_section_is_pinned_whole_and_shown_chosen(steps, reading, facilitator, login):
    browser = login(facilitator)
    browser.post(url("step_save", steps[0]), content(steps[0], section="1"))
    passage = AgendaItem.objects.get(pk=steps[0].pk).passage
    section = reading.edition.text.outline[1]
    assert (passage.start, passage.end) == (section["start"], section["end"])
    page = browser.get(reverse("sessions:plan", args=[steps[0].study_session_id])).context
    assert page["steps"][0].form["section"].value() == 1


def test_saving_again_keeps_the_passage_another_one_replaces_it(steps, facilitator, login):
    browser = login(facilitator)
    browser.post(url("step_save", steps[0]), content(steps[0], paragraphs="2"))
    first = Passage.objects.get()
    browser.post(
        url("step_save", steps[0]), content(steps[0], version=2, paragraphs="¶ 2", title="x")
    )
    assert Passage.objects.get() == first
    browser.post(url("step_save", steps[0]), content(steps[0], version=3, paragraphs="3"))
    assert Passage.objects.get() != first
    browser.post(url("step_save", steps[0]), content(steps[0], version=4))
    assert not Passage.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "What is this step called?"),
        ({"title": "x" * 201}, "200"),
        ({"minutes": "0"}, "A step takes at least one minute."),
        ({"minutes": ""}, "How many minutes?"),
        ({"paragraphs": "200"}, "There is no ¶ 200: the text ends with ¶ 5."),
        ({"paragraphs": "2-9"}, "There is no ¶ 9: the text ends with ¶ 5."),
        ({"paragraphs": "some"}, "Write a number, or two: 34, or 34-36."),
        ({"paragraphs": "2", "section": "1"}, "choose one of the two"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_bad_input_is_named_and_nothing_saved(steps, facilitator, login, fields, sentence, headers):
    body = content(steps[0], question="Typed already?", **{"title": "New", **fields})
    response = login(facilitator).post(url("step_save", steps[0]), body, headers=headers)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert AgendaItem.objects.get(pk=steps[0].pk).title == "One"
    if not headers:
        assert "Typed already?" in response.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_step_changed_meanwhile_shows_both(steps, facilitator, login, headers):
    save(steps[0], version=1, title="Theirs", minutes=5)
    body = content(steps[0], title="Mine")
    response = login(facilitator).post(url("step_save", steps[0]), body, headers=headers)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs" in page
    assert 'name="version" value="2">Keep mine' in page
    assert AgendaItem.objects.get(pk=steps[0].pk).title == "Theirs"


def test_a_save_that_arrives_twice_is_one(steps):
    content = {"title": "Mine", "minutes": 5, "question": "Why?", "span": (0, 6), "note": "Slowly"}
    save(steps[0], version=1, **content)
    assert save(steps[0], version=1, **content).title == "Mine"
    with pytest.raises(Stale):
        save(steps[0], version=1, **content | {"note": "Quickly"})
    save(steps[1], version=1, title="Plain", minutes=5, beforehand=True)
    save(steps[1], version=1, title="Plain", minutes=5, beforehand=True)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_words_for_a_step_that_is_gone_can_come_back(draft, steps, facilitator, login, headers):
    body = content(steps[1], title="Still here", question="Why?")
    remove_step(steps[1], by=make_user("Ines"))
    browser = login(facilitator)
    response = browser.post(url("step_save", steps[1]), body, headers=headers)
    page = response.content.decode()
    assert response.status_code == 409
    assert 'name="again" value="on">Put it back with my words' in page
    if not headers:
        assert 'value="Still here"' in page
    assert order(draft) == ["One", "Three"]
    browser.post(url("step_save", steps[1]), body | {"again": "on"}, headers=headers)
    assert order(draft) == ["One", "Still here", "Three"]
    assert Prompt.objects.get().agenda_item_id == steps[1].pk
    other = body | {"again": "on", "title": "Other words"}
    assert browser.post(url("step_save", steps[1]), other, headers=headers).status_code == 409
    assert order(draft) == ["One", "Still here", "Three"]


def test_a_step_that_never_was_here_does_not_come_back(draft, circle, facilitator, login):
    other = make_step(make_study_session(circle, state="draft", steps=0), title="Elsewhere")
    for pk in (other.pk, other.pk + 1000):
        address = reverse("sessions:step_save", args=[draft.pk, pk])
        body = content(other, title="Here", again="on")
        assert login(facilitator).post(address, body, headers=HTMX).status_code == 409
    assert order(draft) == []
    assert AgendaItem.objects.get(pk=other.pk).title == "Elsewhere"


def test_an_answered_question_keeps_its_words(study_session, member, facilitator, login):
    prompt = Prompt.objects.first()
    make_answer(prompt, by=member)
    step = prompt.agenda_item
    response = login(facilitator).post(url("step_save", step), content(step), headers=HTMX)
    assert response.status_code == 422
    assert "People have answered this question" in response.content.decode()
    assert Prompt.objects.filter(pk=prompt.pk).exists()


# Order


@pytest.mark.parametrize(
    ("moved", "after", "expected"),
    [
        (2, None, ["Three", "One", "Two"]),
        (2, 0, ["One", "Three", "Two"]),
        (0, 2, ["Two", "Three", "One"]),
        (0, 1, ["Two", "One", "Three"]),
        (1, 0, ["One", "Two", "Three"]),
    ],
)
def test_a_step_moves_after_another(draft, steps, facilitator, login, moved, after, expected):
    target = 0 if after is None else steps[after].pk
    response = login(facilitator).post(
        url("step_move", steps[moved]), {"after": target}, headers=HTMX
    )
    assert response.status_code == 200
    assert order(draft) == expected
    place = expected.index(steps[moved].title) + 1
    assert f"{steps[moved].title} moved to place {place} of 3." in response.content.decode()


def test_what_has_begun_keeps_its_place(study_session):
    study_session.start()
    first, second = study_session.agenda_items.all()
    with pytest.raises(Begun):
        first.move(after=second.pk)
    with pytest.raises(Begun):
        second.move(after=0)
    assert order(study_session) == ["Step 1", "Step 2"]


def test_a_refused_move_says_why(study_session, facilitator, login):
    study_session.start()
    second = study_session.agenda_items.last()
    response = login(facilitator).post(url("step_move", second), {"after": 0}, headers=HTMX)
    assert response.status_code == 409
    assert "keeps its place" in response.content.decode()


# Adding, taking out


def test_add_puts_a_starter_at_the_end(draft, steps, facilitator, login):
    body = {"key": str(uuid4()), "starter": "hard"}
    address = reverse("sessions:step_add", args=[draft.pk])
    response = login(facilitator).post(address, body, headers=HTMX)
    assert order(draft) == ["One", "Two", "Three", "Question"]
    added = draft.agenda_items.last()
    assert "second reading" in Prompt.objects.get(agenda_item=added).text
    page = response.content.decode()
    assert f'hx-swap-oob="afterend:#step-{steps[2].pk}"' in page
    assert f'id="step-{added.pk}"' in page


def test_add_twice_with_one_key_adds_once(draft, facilitator, login):
    body = {"key": str(uuid4()), "starter": "break"}
    address = reverse("sessions:step_add", args=[draft.pk])
    browser = login(facilitator)
    browser.post(address, body)
    browser.post(address, body)
    assert order(draft) == ["Break"]


def test_a_step_with_answers_stays(study_session, member, facilitator, login):
    prompt = Prompt.objects.first()
    make_answer(prompt, by=member)
    response = login(facilitator).post(url("step_remove", prompt.agenda_item), headers=HTMX)
    assert response.status_code == 409
    assert "so it stays" in response.content.decode()
    assert study_session.agenda_items.count() == 2


def test_a_step_that_has_begun_stays(study_session, facilitator, login):
    study_session.start()
    first = study_session.agenda_items.first()
    assert login(facilitator).post(url("step_remove", first), headers=HTMX).status_code == 409
    assert study_session.agenda_items.count() == 2


def test_steps_of_another_session_are_out_of_reach(circle, steps, facilitator, login):
    other = make_study_session(circle, state="draft")
    address = reverse("sessions:step_remove", args=[other.pk, steps[0].pk])
    login(facilitator).post(address, headers=HTMX)
    assert AgendaItem.objects.filter(pk=steps[0].pk).exists()


@pytest.mark.parametrize("name", ["step_save", "step_move", "step_remove"])
def test_steps_are_changed_by_facilitators_only(study_session, member, outsider, login, name):
    step = study_session.agenda_items.first()
    assert login(member).post(url(name, step)).status_code == 403
    assert login(outsider).post(url(name, step)).status_code == 404
    assert login(member).get(url(name, step)).status_code == 405


def test_a_new_step_goes_to_the_end_when_its_place_was_passed(study_session, facilitator):
    study_session.start()
    step = add_step(study_session, by=facilitator, key=uuid4(), after=0, title="Late", minutes=5)
    assert order(study_session) == ["Step 1", "Step 2", step.title]
