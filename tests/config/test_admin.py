"""What administrators see and do, and what they do not see."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from readings.models import Import, Job, Reading
from readings.models.imports import forget_files
from readings.people.models import Circle, Membership, Site, User
from sessions.models import Contribution, StudySession
from tests.builders import make_annotation, make_circle, make_guest, make_reading, make_user
from tests.pages import text
from tests.sessions.test_canaries import WORDS, all_bytes


@pytest.fixture
def ada(db):
    return make_user("Ada", is_staff=True, is_superuser=True)


@pytest.fixture
def administrator(login, ada):
    return login(ada)


def page(model, kind="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


def pages():
    """Every page of the administration: lists, searched too, and all that a row has."""
    yield reverse("admin:index")
    for model, its_admin in admin.site._registry.items():
        yield page(model)
        yield f"{page(model)}?q=canary" if its_admin.search_fields else page(model)
        for row in model._default_manager.all():
            yield page(model, "change", row.pk)
            yield page(model, "history", row.pk)
            yield page(model, "delete", row.pk)
    for user in User.objects.exclude(email=None):
        yield reverse("admin:people_user_password_link", args=[user.pk])


@pytest.mark.django_db
def test_no_page_of_the_administration_shows_what_was_written(world):
    """Titles of sessions are names, as those of circles are; everything else in them is theirs."""
    guide = {"guidequestion", "guidenote", "guidename", "guidetext"}
    secrets = {f"canary{word}" for word in {*WORDS, *guide} - {"title"}}
    browser, shown, leaks = world.browser("administrator"), 0, []
    with world.undone():
        for address in pages():
            response = browser.get(address)
            assert response.status_code in {200, 302, 403}, address
            said = all_bytes(response).lower()
            shown += response.status_code == 200
            leaks += [(secret, address) for secret in secrets if secret in said]
            assert "style=" not in said, address
    assert leaks == []
    assert Contribution.objects.filter(body__contains="canary").exists()
    assert shown > 50


def test_administration_is_for_administrators(login, facilitator, circle):
    assert login(facilitator).get("/admin/").status_code == 302
    assert login(make_user(is_editor=True)).get("/admin/").status_code == 302


def test_administration_adds_nobody(administrator):
    for model in (User, Circle, Reading, StudySession, Site):
        assert administrator.get(page(model, "add")).status_code == 403


def test_administration_leads_to_no_page_that_is_not_for_administrators(administrator, circle):
    html = text(administrator.get(page(Circle, "change", circle.pk)))
    assert circle.get_absolute_url() not in html
    assert "/admin/r/" not in html
    assert "/admin/account/" not in text(administrator.get("/admin/"))


def test_the_frame_bears_the_sites_name(administrator, settings):
    settings.SITE_NAME = "Our readers"
    assert "Our readers: administration" in text(administrator.get("/admin/"))


# People


def person(user, **fields):
    data = {"name": user.name, "language": "", "timezone": "", "is_active": "on"}
    inline = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    return data | inline | fields


def test_rights_are_given_and_taken(administrator, member):
    address = page(User, "change", member.pk)
    administrator.post(address, person(member, is_editor="on", is_staff="on"))
    member.refresh_from_db()
    assert (member.is_editor, member.is_staff, member.is_superuser) == (True, True, True)
    administrator.post(address, person(member))
    member.refresh_from_db()
    assert (member.is_editor, member.is_staff, member.is_superuser) == (False, False, False)


def test_who_is_deactivated_is_out_at_once(administrator, login, member, circle):
    browser = login(member)
    assert browser.get(circle.get_absolute_url()).status_code == 200
    data = person(member)
    del data["is_active"]
    administrator.post(page(User, "change", member.pk), data)
    assert browser.get(circle.get_absolute_url()).status_code == 302


def test_nobody_locks_themselves_out(administrator, ada):
    answer = administrator.post(page(User, "change", ada.pk), person(ada))
    assert "Another administrator has to take this from you." in text(answer)
    ada.refresh_from_db()
    assert ada.is_staff


def test_people_are_found_and_sorted_out(administrator, member):
    make_guest("Gus")
    shown = text(administrator.get(page(User), {"q": "mo@example"}))
    assert "Mo Member" in shown
    assert "Gus" not in shown
    assert "Gus" in text(administrator.get(page(User), {"account": "no"}))


def test_the_list_of_people_says_their_rights(administrator, facilitator, member):
    User.objects.filter(pk=member.pk).update(
        is_editor=True, is_active=False, date_joined=datetime(2026, 3, 2, 12, tzinfo=UTC)
    )
    shown = text(administrator.get(page(User), {"q": "mo@example"}))
    assert '<td class="field-rights">editor, deactivated</td>' in shown
    assert "2 Mar 2026" in shown
    assert '<td class="field-rights">-</td>' in text(administrator.get(page(User), {"q": "fay@"}))


def test_a_link_sets_a_password_once(administrator, client, member):
    address = reverse("admin:people_user_password_link", args=[member.pk])
    assert "/accounts/password/" not in text(administrator.get(address))
    link = re.search(r'value="(http[^"]+)"', text(administrator.post(address)))[1]
    form = client.get(link, follow=True)
    assert form.status_code == 200
    new = {"password1": "a long new password", "password2": "a long new password"}
    client.post(form.redirect_chain[-1][0], new)
    member.refresh_from_db()
    assert member.check_password("a long new password")
    again = client.get(link, follow=True)
    assert "password1" not in text(again)


@pytest.mark.parametrize("kind", ["guest", "inactive"])
def test_no_link_for_those_it_would_not_let_in(administrator, kind):
    user = make_guest() if kind == "guest" else make_user(is_active=False)
    address = reverse("admin:people_user_password_link", args=[user.pk])
    assert administrator.get(address).status_code == 403
    assert address not in text(administrator.get(page(User, "change", user.pk)))


# Circles


def circle_form(circle, *rows):
    """`rows`: (membership or user, role, whether to delete)."""
    data = {"name": circle.name, "slug": circle.slug, "timezone": "UTC", "language": "en"}
    kept = [row for row in rows if isinstance(row[0], Membership)]
    data |= {"memberships-TOTAL_FORMS": len(rows), "memberships-INITIAL_FORMS": len(kept)}
    for number, (who, role, delete) in enumerate(rows):
        prefix = f"memberships-{number}-"
        is_old = isinstance(who, Membership)
        data |= {
            f"{prefix}id": who.pk if is_old else "",
            f"{prefix}circle": circle.pk,
            f"{prefix}user": who.user_id if is_old else who.pk,
            f"{prefix}role": role,
        }
        if delete:
            data[f"{prefix}DELETE"] = "on"
    return data


def test_memberships_begin_change_and_end(administrator, circle, facilitator, member):
    leading, joined = circle.memberships.in_order()
    new = make_user("Nia")
    rows = [(leading, "facilitator", False), (joined, "member", True), (new, "facilitator", False)]
    administrator.post(page(Circle, "change", circle.pk), circle_form(circle, *rows))
    current = set(circle.memberships.current().values_list("user", "role"))
    assert current == {(facilitator.pk, "facilitator"), (new.pk, "facilitator")}
    joined.refresh_from_db()
    assert joined.left_at


def test_a_circle_keeps_a_facilitator(administrator, circle):
    leading, joined = circle.memberships.in_order()
    for role, delete in (("member", False), ("facilitator", True)):
        rows = [(leading, role, delete), (joined, "member", False)]
        answer = administrator.post(page(Circle, "change", circle.pk), circle_form(circle, *rows))
        assert "A circle needs a facilitator who stays." in text(answer)
    assert circle.memberships.facilitators().count() == 1


def test_nobody_is_in_a_circle_twice_nor_a_guest_its_facilitator(administrator, circle, member):
    leading, joined = circle.memberships.in_order()
    kept = [(leading, "facilitator", False), (joined, "member", False)]
    for who, sentence in ((member, "stands here twice"), (make_guest(), "A guest has no account")):
        rows = [*kept, (who, "facilitator", False)]
        answer = administrator.post(page(Circle, "change", circle.pk), circle_form(circle, *rows))
        assert sentence in text(answer)
    assert circle.memberships.current().count() == 2


def test_deleting_a_circle_says_what_goes_and_takes_it(administrator, study_session, member):
    make_annotation(study_session, by=member, body="Words of a member")
    site = make_reading(None, title="The site's")
    circle = study_session.circle
    shown = text(administrator.get(page(Circle, "delete", circle.pk)))
    for sentence in ("Study sessions: 1", "Readings: 1", "Memberships: 2"):
        assert sentence in shown
    assert "Words of a member" not in shown
    with transaction.atomic():
        answer = administrator.post(page(Circle, "delete", circle.pk), {"post": "yes"})
    assert answer.status_code == 302
    assert not Contribution.objects.filter(circle=circle.pk).exists()
    assert not Reading.objects.filter(circle=circle.pk).exists()
    assert Reading.objects.filter(pk=site.pk).exists()
    assert User.objects.filter(pk=member.pk).exists()


def test_files_of_a_deleted_circle_are_forgotten(circle, facilitator):
    reading, other = Reading.objects.create(circle=circle), Reading.objects.create()
    gone, kept = (
        Import.begin(reading=each, by=facilitator, data=b"words").file.name
        for each in (reading, other)
    )
    circle.delete()
    forget_files(before=timezone.now() - timedelta(hours=1))
    assert default_storage.exists(gone)  # it may just have been written
    forget_files(before=timezone.now() + timedelta(hours=1))
    assert not default_storage.exists(gone)
    assert default_storage.exists(kept)


# Texts, sessions and jobs


def test_texts_are_found_by_what_is_to_do(administrator, circle):
    make_reading(circle, title="Free", licence="CC0")
    make_reading(None, title="Unsaid")
    Reading.objects.create(circle=circle, title="Half read")
    for query, title in (
        ({"todo": "licence", "shelf": "site"}, "Unsaid"),
        ({"todo": "review"}, "Half read"),
        ({"shelf": "circles", "q": "free"}, "Free"),
    ):
        shown = text(administrator.get(page(Reading), query))
        others = {"Free", "Unsaid", "Half read"} - {title}
        assert title in shown
        assert not [other for other in others if other in shown]


def test_details_saved_here_make_an_open_page_stale(administrator, reading):
    data = {"title": "Aloud", "authors": "", "source": "", "language": "en", "licence": "CC0"}
    administrator.post(page(Reading, "change", reading.pk), data)
    reading.refresh_from_db()
    assert (reading.title, reading.licence, reading.version) == ("Aloud", "CC0", 2)


def test_editions_and_sessions_are_only_looked_at(administrator, reading, study_session):
    for row in (reading.edition, study_session):
        address = page(type(row), "change", row.pk)
        assert administrator.get(address).status_code == 200
        assert administrator.post(address, {"title": "T", "note": "N"}).status_code == 403


def test_sessions_are_found_by_state(administrator, study_session):
    assert study_session.title in text(administrator.get(page(StudySession), {"state": "open"}))
    running = text(administrator.get(page(StudySession), {"state": "running"}))
    assert study_session.title not in running


def test_days_in_lists_read_as_everywhere(administrator, ada, study_session):
    ada.language = "fr"
    ada.save()
    for day, words in ((1, "1er décembre 2030"), (2, "2 décembre 2030")):
        StudySession.objects.update(starts_at=datetime(2030, 12, day, 12, tzinfo=UTC))
        found = text(administrator.get(f"{page(StudySession)}?o=3"))
        assert words in re.search(r'<td class="field-starts_at[^>]*>(.*?)</td>', found)[1]


def job(circle, facilitator, status):
    Import.begin(reading=Reading.objects.create(circle=circle), by=facilitator, data=b"words")
    pk = Job.objects.latest("id").pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, pk])
    return pk


def test_job_pages_are_ours_and_show_what_failed_or_waits(administrator, circle, facilitator):
    for status in ("succeeded", "failed"):
        job(circle, facilitator, status)
    jobs = administrator.get(page(Job))
    html = text(jobs)
    statuses = {row.status for row in jobs.context["cl"].result_list}
    assert "failed" in statuses
    assert "succeeded" not in statuses
    assert "readings.read_import" in html
    assert "import_id" not in html
    assert "style=" not in html


def test_a_failed_job_runs_again(administrator, circle, facilitator):
    failed, done = job(circle, facilitator, "failed"), job(circle, facilitator, "succeeded")
    action = {"action": "run_again", "_selected_action": [failed, done]}
    address = f"{page(Job)}?state=failed"
    assert "1 job runs again." in text(administrator.post(address, action, follow=True))
    assert Job.objects.get(pk=failed).status == "todo"
    assert Job.objects.get(pk=done).status == "succeeded"


# The site


def test_name_and_contact_are_changed_and_cost_no_query(
    administrator, client, django_assert_num_queries, settings
):
    settings.SITE_CONTACT = "Of the environment"
    assert "Of the environment" in text(client.get("/"))
    address = administrator.get(page(Site)).url
    administrator.post(address, {"name": "Readers of the Hall", "contact": "Kit, room 3"})
    with django_assert_num_queries(0):
        html = text(client.get("/"))
    assert "<title>Readers of the Hall</title>" in html
    assert "This server is run by Kit, room 3." in html
    administrator.post(address, {"name": "", "contact": ""})
    assert "Of the environment" in text(client.get("/"))


@pytest.mark.parametrize("many", [1, 3])
def test_lists_take_the_same_queries_for_any_number(
    administrator, many, django_assert_max_num_queries
):
    for _ in range(many):
        made = make_circle()
        make_reading(made)
        StudySession.objects.create(circle=made, title="T", starts_at="2030-01-01T00:00Z")
    for model in (User, Circle, Reading, StudySession):
        with django_assert_max_num_queries(12):
            administrator.get(page(model))
