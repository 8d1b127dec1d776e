"""The last change of a plan is undone, and done again; nothing that someone else wrote goes with it."""

from uuid import uuid4

import pytest

from readings.models import Passage
from sessions.models import AgendaItem, FacilitatorNote, PlanChange, Prompt, Stale
from sessions.models.agenda import Begun
from sessions.models.plan_changes import KEPT, state_of
from sessions.models.plans import (
    add_step,
    choose_text,
    fill_plan,
    move_step,
    remove_step,
    replan,
    save_step,
    set_sections,
)
from sessions.models.steps import Answered
from tests.builders import make_answer, make_reading, make_step, make_study_session, make_user
from tests.pages import HTMX, text, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(circle, reading):
    return make_study_session(circle, reading=reading, state="draft", steps=0)


@pytest.fixture
def steps(draft):
    return [
        make_step(draft, title=title, question=f"{title}?") for title in ("One", "Two", "Three")
    ]


@pytest.fixture
def full(draft, steps, facilitator):
    """The second step with all a step can have."""
    save_step(
        steps[1],
        by=facilitator,
        version=1,
        title="Two",
        minutes=7,
        question="Why?",
        beforehand=True,
        span=(0, 16),
        note="Slowly",
    )
    return AgendaItem.objects.select_related("passage").get(pk=steps[1].pk)


def says(study_session) -> dict:
    return state_of(study_session) | {"versions": None}


def last() -> PlanChange:
    return PlanChange.objects.standing().first()


CHANGES = {
    "add": lambda draft, full, by: add_step(
        draft, by=by, key=uuid4(), after=0, title="New", minutes=5, question="Who?"
    ),
    "edit": lambda draft, full, by: save_step(
        full, by=by, version=full.version, title="Else", minutes=9, span=(5, 20), note="Fast"
    ),
    "empty": lambda draft, full, by: save_step(
        full, by=by, version=full.version, title="Two", minutes=7
    ),
    "move": lambda draft, full, by: move_step(full, by=by, after=0),
    "remove": lambda draft, full, by: remove_step(full, by=by),
    "fill": lambda draft, full, by: fill_plan(
        draft,
        by=by,
        key=uuid4(),
        title="One question",
        steps=[{"title": "A", "minutes": 5, "question": "A?"}, {"title": "B", "minutes": 55}],
        minutes=60,
    ),
    "details": lambda draft, full, by: replan(
        draft, by=by, version=draft.version, title="Other", minutes=50, preparation="Pencils"
    ),
    "sections": lambda draft, full, by: set_sections(
        draft.assigned, [1], by=by, version=draft.assigned.version
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_undone_and_done_again(draft, full, change):
    before = says(draft)
    change(draft, full, make_user("Ines"))
    after = says(draft)
    assert after != before
    for _time in range(2):
        PlanChange.undo(draft, change=last().pk)
        assert says(draft) == before
        PlanChange.redo(draft, change=PlanChange.objects.undone().first().pk)
        assert says(draft) == after


def test_one_by_one_back_to_the_beginning(draft, steps, facilitator):
    before = says(draft)
    remove_step(steps[0], by=facilitator)
    move_step(steps[2], by=facilitator, after=0)
    add_step(draft, by=facilitator, key=uuid4(), title="New", minutes=5)
    for _change in range(3):
        PlanChange.undo(draft, change=last().pk)
    assert says(draft) == before
    assert last() is None
    assert PlanChange.objects.undone().count() == 3


def test_what_is_typed_in_one_go_is_one_change(steps, facilitator):
    for version, title in enumerate(["T", "Ti", "Title"], start=1):
        save_step(steps[0], by=facilitator, version=version, title=title, minutes=10)
    assert str(PlanChange.objects.get()) == "Changed: Title."
    save_step(steps[0], by=make_user("Ines"), version=4, title="Hers", minutes=10)
    assert PlanChange.objects.count() == 2


def test_a_save_that_changes_nothing_is_no_change(steps, facilitator):
    content = {"title": "One", "minutes": 10, "question": "One?"}
    save_step(steps[0], by=facilitator, version=1, **content)
    move_step(steps[0], by=facilitator, after=0)
    assert not PlanChange.objects.exists()


def test_only_so_many_are_kept(draft, facilitator):
    for number in range(KEPT + 3):
        add_step(draft, by=facilitator, key=uuid4(), title=f"Step {number}", minutes=5)
    assert PlanChange.objects.count() == KEPT


def test_a_new_change_forgets_what_was_undone(draft, steps, facilitator):
    remove_step(steps[0], by=facilitator)
    PlanChange.undo(draft, change=last().pk)
    move_step(steps[1], by=facilitator, after=0)
    assert str(PlanChange.objects.get()) == "Moved: Two."


def test_another_change_meanwhile_is_not_undone_by_mistake(draft, steps, facilitator):
    remove_step(steps[0], by=facilitator)
    seen = last().pk
    move_step(steps[1], by=make_user("Ines"), after=steps[2].pk)
    with pytest.raises(Stale):
        PlanChange.undo(draft, change=seen)


def test_what_was_written_elsewhere_since_stays(draft, full, facilitator):
    """The note of a step is also written while the meeting runs, on a page of its own."""
    ines, words = make_user("Ines"), {"minutes": 7, "question": "Why?", "note": "Slowly"}
    save_step(full, by=ines, version=2, title="Else", **words)
    FacilitatorNote.put(full, "From the meeting")
    PlanChange.undo(draft, change=last().pk)
    full.refresh_from_db()
    assert full.title == "Two"
    assert FacilitatorNote.objects.get(agenda_item=full).body == "From the meeting"
    PlanChange.redo(draft, change=PlanChange.objects.undone().first().pk)
    save_step(full, by=facilitator, version=5, title="Else", minutes=7)
    FacilitatorNote.put(full, "Later words")
    with pytest.raises(Stale):
        PlanChange.undo(draft, change=last().pk)


def test_a_page_that_read_the_step_before_does_not_win_over_one_that_came_back(
    draft, full, facilitator
):
    remove_step(full, by=facilitator)
    PlanChange.undo(draft, change=last().pk)
    with pytest.raises(Stale):
        save_step(full, by=facilitator, version=full.version, title="Old page", minutes=7)


def test_undoing_leaves_the_evening_alone(study_session, member, facilitator):
    step = add_step(
        study_session, by=facilitator, key=uuid4(), title="New", minutes=5, question="Who?", after=0
    )
    answer = make_answer(Prompt.objects.get(agenda_item=step), by=member)
    with pytest.raises(Answered):
        PlanChange.undo(study_session, change=last().pk)
    answer.erase()
    type(answer)._base_manager.all().delete()
    study_session.start()
    with pytest.raises(Begun):
        PlanChange.undo(study_session, change=last().pk)


def test_another_text_ends_what_can_be_undone(draft, circle, full, facilitator):
    other = make_reading(circle, title="Another")
    choose_text(draft, by=facilitator, key=uuid4(), source={"reading": other})
    assert not PlanChange.objects.exists()
    assert not Passage.objects.exists()


# On the page


def test_the_plan_offers_to_undo_and_says_whose_change_it_was(draft, steps, facilitator, login):
    browser = login(facilitator)
    browser.post(url("step_remove", draft, steps[1].pk))
    page = text(browser.get(url("plan", draft)))
    assert "Taken out: Two." in page
    assert "Fay Facilitator</bdi>: " not in page
    assert "Do it again" not in page
    move_step(steps[0], by=make_user("Ines"), after=steps[2].pk)
    assert 'Ines</bdi>: <span dir="auto">Moved: One.' in text(browser.get(url("plan", draft)))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_undo_and_redo_are_presses(draft, steps, facilitator, login, headers):
    browser = login(facilitator)
    browser.post(url("step_remove", draft, steps[1].pk))
    change = {"change": last().pk}
    response = browser.post(url("plan_undo", draft), change, headers=headers)
    assert response.status_code == (200 if headers else 302)
    assert [step.title for step in draft.agenda_items.all()] == ["One", "Two", "Three"]
    if headers:
        assert "Undone. Taken out: Two." in text(response)
        assert 'id="steps" role="list" hx-swap-oob="true"' in text(response)
    browser.post(url("plan_redo", draft), change, headers=headers)
    assert [step.title for step in draft.agenda_items.all()] == ["One", "Three"]
    stale = browser.post(url("plan_redo", draft), change, headers=headers)
    assert stale.status_code == 409
    assert "The plan has changed meanwhile" in text(stale)


def test_undone_details_come_back_into_their_fields(draft, facilitator, login):
    replan(draft, by=facilitator, version=draft.version, title="Other")
    response = login(facilitator).post(url("plan_undo", draft), {"change": last().pk}, headers=HTMX)
    assert f'value="{draft.title}"' not in text(response)
    assert 'value="Tuesday\'s session"' in text(response)
