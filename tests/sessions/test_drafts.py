"""What someone types and has not sent: kept for them alone, gone once it is posted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from sessions.jobs import forget_drafts
from sessions.models import Annotation, Answer, Draft, Prompt, Reply, delete_account, merge
from tests.builders import make_annotation, make_answer, make_guest
from tests.pages import text, url

SAVE = "/drafts/save/"


def body_of(user) -> list[str]:
    return list(Draft.objects.filter(user=user).order_by("pk").values_list("body", flat=True))


def save(client, slot, words, **more):
    sent = {"slot": slot, "body": words, "key": uuid4(), "turn": 1, "version": 0}
    return client.post(SAVE, sent | more, headers={"X-Auto-Save": "1"})


@pytest.fixture
def question(study_session):
    """Asked beforehand."""
    prompt = Prompt.objects.order_by("pk").first()
    prompt.beforehand = True
    prompt.save()
    return prompt


@pytest.fixture
def block(study_session):
    return study_session.edition.blocks.get(number=2)


@pytest.fixture
def boxes(study_session, question, block, facilitator):
    """Each box of the session there is: slot -> the page it stands on, and where it is sent."""
    note = make_annotation(study_session, by=facilitator)
    answer = url("answer", study_session, question.pk)
    reply = reverse("sessions:reply", args=[note.pk])
    return {
        f"note:{study_session.pk}:{block.start}": (
            url("talk", study_session, block.start),
            url("annotate", study_session),
        ),
        f"reply:{note.pk}": (reply, reply),
        f"answer:{question.pk}": (answer, answer),
    }


def post(client, slot, address, body, block, **more):
    about = {
        "edition": block.edition_id,
        "at": block.start,
        "start": block.start,
        "end": block.end,
        "exact": block.text,
        "tag": "comment",
        "audience": "circle",
    }
    extra = about if slot.startswith("note") else {}
    return client.post(address, {"body": body, "key": uuid4(), **extra, **more})


@pytest.mark.parametrize("kind", ["note", "reply", "answer"])
def test_what_is_typed_is_there_on_another_device_until_it_is_posted(
    boxes, block, member, login, kind
):
    slot, (page, address) = next((s, b) for s, b in boxes.items() if s.startswith(kind))
    answer = save(login(member), slot, "Half a thou")
    assert (answer.status_code, answer.headers["X-Version"]) == (204, "1")
    elsewhere = login(member)
    assert "Half a thou</textarea>" in text(elsewhere.get(page))
    post(elsewhere, slot, address, "Half a thought", block, drafted=1)
    assert body_of(member) == []
    assert "Half a thou</textarea>" not in text(login(member).get(page))


def test_a_note_comes_back_on_its_words_and_as_what_it_was(study_session, block, member, login):
    chosen = {"start": block.start + 8, "end": block.start + 13, "exact": block.text[8:13]}
    slot = f"note:{study_session.pk}:{block.start}"
    save(login(member), slot, "Why?", tag="question", **chosen)
    page = text(login(member).get(url("talk", study_session, block.start)))
    for name, value in chosen.items():
        assert f'name="{name}" value="{value}"' in page
    assert 'value="question" checked' in page


def test_where_the_words_are_gone_it_is_about_the_paragraph(study_session, block, member, login):
    slot = f"note:{study_session.pk}:{block.start}"
    save(login(member), slot, "Why?", start=block.start, end=block.start + 5, exact="Other")
    page = text(login(member).get(url("talk", study_session, block.start)))
    assert "Why?</textarea>" in page
    assert f'name="end" value="{block.end}"' in page


def test_nobody_else_reads_it(boxes, member, facilitator, guest, login):
    for slot in boxes:
        save(login(member), slot, "canaryword")
    for person in (facilitator, guest):
        for page, _address in [*boxes.values(), ("/me/", "")]:
            assert "canaryword" not in text(login(person).get(page))
    pk = Draft.objects.first().pk
    assert login(facilitator).post(f"/drafts/{pk}/discard/").status_code == 404
    assert len(body_of(member)) == len(boxes)


def test_emptying_the_box_throws_it_away(boxes, member, login):
    client, slot, key = login(member), next(iter(boxes)), uuid4()
    save(client, slot, "Half a thou", key=key)
    save(client, slot, " \n ", key=key, turn=2, version=1)
    assert body_of(member) == []


def test_saves_may_overtake_each_other_and_come_twice(boxes, member, login):
    client, slot, key = login(member), next(iter(boxes)), uuid4()
    for turn, body in [(2, "Later"), (1, "Earlier"), (2, "Later")]:
        assert save(client, slot, body, key=key, turn=turn).status_code == 204
    assert body_of(member) == ["Later"]
    assert save(client, slot, "Last", key=key, turn=3).status_code == 204
    assert body_of(member) == ["Last"]


@pytest.mark.parametrize("body", ["Mine", ""])
def test_two_devices_never_write_over_each_other(boxes, member, login, body):
    first, second, slot = login(member), login(member), next(iter(boxes))
    save(first, slot, "Begun")
    save(first, slot, "Begun, and more", version=1)
    refused = save(second, slot, body, version=1)
    assert refused.status_code == 409
    assert refused.json() == {"version": 2, "body": "Begun, and more"}
    assert body_of(member) == ["Begun, and more"]
    assert save(second, slot, "Both", version=2).status_code == 204
    assert body_of(member) == ["Both"]


def test_what_another_device_wrote_since_outlives_the_post(boxes, block, member, login):
    (slot, (page, address)) = next(iter(boxes.items()))
    save(login(member), slot, "Begun")
    save(login(member), slot, "Begun, and more", version=1)
    post(login(member), slot, address, "Begun", block, drafted=1)
    assert "Begun, and more</textarea>" in text(login(member).get(page))


def test_a_save_that_comes_after_the_post_leaves_no_draft(boxes, block, member, login):
    for slot, (_page, address) in boxes.items():
        key = uuid4()
        post(login(member), slot, address, "A thought", block, key=key)
        late = save(login(member), slot, "A thou", key=key)
        assert (late.status_code, late.headers["X-Version"]) == (204, "0")
    assert body_of(member) == []


def test_a_post_that_is_refused_keeps_the_draft(study_session, question, member, login):
    save(login(member), f"answer:{question.pk}", "Begun")
    study_session.start()
    study_session.end()
    study_session.close()
    address = url("answer", study_session, question.pk)
    assert login(member).post(address, {"body": "Begun", "key": uuid4()}).status_code == 409
    assert body_of(member) == ["Begun"]
    assert "Begun" in text(login(member).get("/me/"))


@pytest.mark.django_db(transaction=True)
def test_posted_and_saved_at_once_no_draft_is_left(study_session, block, member, login):
    """However the two come in: the save waits for the post, or the post for the save."""
    slot, address = f"note:{study_session.pk}:{block.start}", url("annotate", study_session)
    for _time in range(5):
        key = uuid4()

        def alone(act, key=key):
            try:
                return act(login(member), key)
            finally:
                connection.close()

        acts = [
            lambda client, key: save(client, slot, "A thou", key=key),
            lambda client, key: post(client, slot, address, "A thought", block, key=key),
        ]
        with ThreadPoolExecutor(2) as pool:
            assert [answer.status_code for answer in pool.map(alone, acts)] == [204, 302]
        assert body_of(member) == []
    assert Annotation.objects.count() == 5


def test_only_where_one_may_write(study_session, boxes, question, member, outsider, login):
    for slot in boxes:
        assert save(login(outsider), slot, "Mine").status_code == 404
    private = make_annotation(study_session, by=member, audience="private")
    reply = Reply.write(
        by=member, key=uuid4(), parent=make_annotation(study_session, by=member), body="One"
    )
    hidden = Prompt.objects.order_by("pk").last()  # its step has not begun
    start = study_session.edition.blocks.get(number=2).start
    forged = [
        *("", "note", "answer", "answer:", "answer:x", "answer:1 ", "minutes:1", "answer:1:2"),
        *(f"note:{study_session.pk}:{start + 1}", "note:0:0", "reply:0", "answer:0"),
        *(f"reply:{private.pk}", f"reply:{reply.pk}", f"answer:{hidden.pk}"),
        "answer:" + "9" * 40,
    ]
    for slot in forged:
        assert save(login(member), slot, "Mine").status_code == 404, slot
    assert not Draft.objects.exists()
    study_session.close()
    for slot in boxes:
        assert save(login(member), slot, "Mine").status_code == 403
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"key": "x"}, {"turn": "x"}, {"version": -1}, {"body": "x" * 50_001}, {"tag": "x"}]
)
def test_what_no_page_sends_is_refused(boxes, member, login, wrong):
    assert save(login(member), next(iter(boxes)), "Mine", **wrong).status_code == 422


def test_signed_out_it_is_refused_in_so_many_words(client, boxes):
    assert save(client, next(iter(boxes)), "Mine").status_code == 401


def test_a_save_is_cheap(boxes, member, login, django_assert_max_num_queries):
    client, slot, key = login(member), next(iter(boxes)), uuid4()
    save(client, slot, "One", key=key)
    with django_assert_max_num_queries(6):
        save(client, slot, "One and two", key=key, turn=2, version=1)


def test_drafts_cost_a_page_one_query(
    study_session, member, facilitator, login, django_assert_max_num_queries
):
    client, counts = login(member), []
    for _time in range(2):
        note = make_annotation(study_session, by=facilitator)
        save(client, f"reply:{note.pk}", "Begun")
        with django_assert_max_num_queries(12) as queries:
            client.get(url("talk", study_session, note.passage.start))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_text_says_where_one_has_begun_a_note(study_session, block, member, facilitator, login):
    heading = study_session.edition.blocks.first()
    for start in (block.start, heading.start, block.start + 1_000_000):
        slot = f"note:{study_session.pk}:{start}"
        key = {"study_session": study_session, "key": uuid4(), "turn": 1}
        Draft.objects.create(user=member, slot=slot, body="Begun", **key)
    page = text(login(member).get(url("read", study_session)))
    places = [(heading, "a heading"), (block, "¶ 2")]
    links = [
        f'<a href="{url("talk", study_session, one.start)}">{name}</a>' for one, name in places
    ]
    assert f"Unfinished, for you alone: {', '.join(links)}</li>" in page
    assert "Unfinished" not in text(login(facilitator).get(url("read", study_session)))


# Changes to what one wrote, and notes of the meeting


@pytest.fixture
def own(study_session, member):
    return make_annotation(study_session, by=member, body="As it was")


def test_a_change_that_was_begun_is_there_until_it_is_saved(own, member, login):
    page, slot, key = (
        reverse("sessions:contribution_edit", args=[own.pk]),
        f"edit:{own.pk}",
        uuid4(),
    )
    assert save(login(member), slot, "As it might be", key=key).status_code == 204
    assert "As it might be</textarea>" in text(login(member).get(page))
    assert "As it might be" in text(login(member).get("/me/"))
    sent = {"body": "As it is", "version": 1, "key": key, "drafted": 1}
    login(member).post(page, sent)
    assert save(login(member), slot, "As it mi", key=key, turn=2).headers["X-Version"] == "0"
    assert body_of(member) == []
    login(member).post(page, sent)  # its answer was lost on the way
    own.refresh_from_db()
    assert (own.body, own.version) == ("As it is", 2)
    refused = login(member).post(page, sent | {"body": "Otherwise", "version": 2})
    assert (refused.status_code, "Otherwise</textarea>" in text(refused)) == (422, True)


def test_nobody_drafts_a_change_to_others_words(own, facilitator, member, login):
    assert save(login(facilitator), f"edit:{own.pk}", "Mine").status_code == 404
    own.erase()
    assert save(login(member), f"edit:{own.pk}", "Mine").status_code == 404


@pytest.mark.parametrize("page", ["run", "recap"])
def test_a_note_of_the_meeting_is_kept_as_it_is_typed(
    study_session, facilitator, member, login, page
):
    study_session.start()
    study_session.end()
    study_session.close()  # one may still note something then
    slot, key = f"minutes:{study_session.pk}", uuid4()
    more = {"kind": "action", "owner": "Malik", "due_on": "2026-12-01"}
    assert save(login(member), slot, "Mine").status_code == 404
    assert save(login(facilitator), slot, "canaryword", key=key, **more).status_code == 204
    html = text(login(facilitator).get(url(page, study_session)))
    assert "canaryword</textarea>" in html
    assert 'value="Malik"' in html
    assert 'value="2026-12-01"' in html
    assert f'data-slot="{slot}"' in html
    assert url("run", study_session) in text(login(facilitator).get("/me/"))
    assert "canaryword" not in text(login(member).get(url("recap", study_session)))
    sent = {"body": "Bring cups", "key": key, "drafted": 1, "then": page, **more}
    login(facilitator).post(url("note_add", study_session), sent)
    assert body_of(facilitator) == []


# Me


def test_me_lists_what_is_unfinished_and_leads_there(boxes, member, login):
    client = login(member)
    for slot in boxes:
        save(client, slot, f"Begun in {slot}")
    page = text(client.get("/me/"))
    for slot, (box, _address) in boxes.items():
        assert f"Begun in {slot}" in page
        assert f'href="{box}"' in page
    first = Draft.objects.order_by("pk").first()
    client.post(f"/drafts/{first.pk}/discard/")
    assert first.body not in text(client.get("/me/"))
    assert len(body_of(member)) == 2


def test_who_has_left_still_has_the_words_but_no_way_there(
    study_session, question, member, circle, login
):
    save(login(member), f"answer:{question.pk}", "Begun")
    circle.memberships.get(user=member).leave()
    page = text(login(member).get("/me/"))
    assert "Begun" in page
    assert url("answer", study_session, question.pk) not in page
    assert save(login(member), f"answer:{question.pk}", "More", version=1).status_code == 403


def test_an_answer_that_is_saved_over_ones_first_is_no_draft(question, member, login):
    client = login(member)
    first = make_answer(question, by=member)
    save(client, f"answer:{question.pk}", "The second")
    Answer.objects.get(pk=first.pk).edit(body="The second", version=1)
    assert body_of(member) == []


# Going


def test_after_thirty_days_it_is_thrown_away(boxes, member, login):
    for slot in boxes:
        save(login(member), slot, slot)
    old, *_rest = Draft.objects.order_by("pk")
    Draft.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=30, minutes=1))
    forget_drafts(0)
    assert len(body_of(member)) == 2
    assert old.body not in body_of(member)


def test_it_goes_with_the_account(boxes, member, login):
    save(login(member), next(iter(boxes)), "Begun")
    delete_account(member)
    assert not Draft.objects.exists()


def test_a_guests_drafts_become_those_of_the_account(boxes, study_session, member, login):
    one, both, _rest = boxes
    guest = make_guest()
    study_session.admit(guest)
    save(login(guest), one, "Only the guest’s")
    save(login(guest), both, "First")
    save(login(member), both, "Second")
    merge(guest, into=member)
    assert sorted(body_of(member)) == ["First\n\nSecond", "Only the guest’s"]
