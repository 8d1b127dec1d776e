"""What administrators see, and what they do not."""

import pytest
from django.contrib import admin
from django.urls import reverse

from readings.models import Import, Reading
from sessions.models import AgendaItem, Answer, FacilitatorNote, Note, Prompt
from tests.builders import make_annotation, make_answer, make_user

CANARY = "canary-words-of-a-member"


@pytest.fixture
def administrator(login, db):
    return login(make_user("Ada", is_staff=True, is_superuser=True))


@pytest.fixture
def talk(study_session, member, facilitator):
    """Words of every sort in one session."""
    step = AgendaItem.objects.first()
    make_annotation(study_session, by=member, body=CANARY)
    make_answer(Prompt.objects.get(agenda_item=step), by=member, body=CANARY)
    Note.objects.create(
        study_session=study_session, kind="minutes", body=CANARY, author=facilitator
    )
    FacilitatorNote.objects.create(study_session=study_session, agenda_item=step, body=CANARY)
    return study_session


def test_no_page_of_the_administration_shows_what_was_written(administrator, talk):
    assert Answer.objects.filter(body=CANARY).exists()
    seen = 0
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        html = administrator.get(reverse(f"{name}_changelist")).content.decode()
        for row in model._default_manager.all()[:3]:
            answer = administrator.get(reverse(f"{name}_change", args=[row.pk]))
            assert answer.status_code == 200, page
            html += answer.content.decode()
            seen += 1
        assert CANARY not in html, name
    assert seen > 5


def test_administration_is_for_administrators(login, facilitator, circle):
    assert login(facilitator).get("/admin/").status_code == 302


def test_administration_adds_nobody(administrator):
    for name in ("people_user", "people_circle", "readings_reading", "study_sessions_studysession"):
        assert administrator.get(reverse(f"admin:{name}_add")).status_code == 403


def test_job_pages_are_ours(administrator, circle, facilitator):
    Import.begin(reading=Reading.objects.create(circle=circle), by=facilitator, data=b"words")
    html = administrator.get(
        reverse("admin:procrastinate_procrastinatejob_changelist")
    ).content.decode()
    assert "readings.read_import" in html
    assert "style=" not in html
