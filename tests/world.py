"""Two circles that read the same text, with a session in every state and someone of every standing.

Made once per test module; what a test does in it is undone by `world.undone()`.
"""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from readings.models import (
    Block,
    Entry,
    Guide,
    Import,
    Proposal,
    Question,
    Reading,
    ReadyMeeting,
    ReadyPlan,
)
from readings.people.models import Circle, CircleInvitation, Membership, OwnLink, User
from sessions.models import (
    Attendance,
    Contribution,
    Draft,
    Gate,
    Invitation,
    Kept,
    Note,
    PlanChange,
    Prompt,
    Recap,
    Reply,
    StudySession,
)
from sessions.models.notes import FacilitatorNote
from sessions.models.plans import save_step
from tests import builders

STATES = ["draft", "open", "running", "ended", "closed"]
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class Stage:
    """One session with everything that can be in it."""

    study_session: StudySession
    invitation: Invitation
    asked: Prompt = None  # beforehand, its answers for all
    gated: Prompt = None  # beforehand as usual: the others' answers only after one's own
    current: Prompt = None  # of the first step, which runs once the session does
    unasked: Prompt = None
    words: dict[str, Contribution] = field(default_factory=dict)
    note: Note = None
    change: PlanChange = None  # of the step that asks `unasked`


@dataclass
class World:
    people: dict[str, User]
    circle: Circle
    other_circle: Circle
    reading: Reading  # of the site: both circles meet on it
    own_reading: Reading
    draft_reading: Reading
    proposal: Proposal  # of a text of the circle, not answered yet
    started: Import
    invitation: CircleInvitation
    own_link: OwnLink  # the guest's
    guide: Guide  # of the circle, to the text both read
    site_guide: Guide
    stages: dict[str, Stage]
    elsewhere: dict[str, Stage]  # "same": another session of the circle; "other": of the other one
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def all_stages(self) -> dict[str, Stage]:
        return self.stages | self.elsewhere

    @property
    def guide_question(self) -> Question:
        return self.guide.questions.get()

    @property
    def site_question(self) -> Question:
        return self.site_guide.questions.get()

    @property
    def guide_plan(self) -> ReadyPlan:
        return self.guide.plans.get()

    @property
    def guide_meeting(self) -> ReadyMeeting:
        return self.guide_plan.meetings.get()

    @property
    def guide_entry(self) -> Entry:
        return self.guide.entries.get()

    @property
    def draft_block(self) -> Block:
        return self.draft_reading.draft().blocks.first()

    def membership(self, standing: str) -> Membership:
        return self.circle.memberships.get(user=self.people[standing])

    def browser(self, standing: str) -> Client:
        """A browser of this person's, as it was when the world was made."""
        client = Client(raise_request_exception=False)
        if standing in self.clients:
            client.cookies.load(self.clients[standing].cookies.output(header=""))
        return client

    @contextmanager
    def undone(self):
        with transaction.atomic():
            try:
                yield
            finally:
                transaction.set_rollback(True)


STANDINGS = [
    "visitor",
    "guest",
    "guest_elsewhere",
    "removed",
    "left",
    "member",
    "member_elsewhere",
    "facilitator",
    "facilitator_elsewhere",
    "editor",
    "administrator",
]


def make_world() -> World:
    people = {
        "guest": builders.make_guest("Gus Guest"),
        "guest_elsewhere": builders.make_guest("Gerda Elsewhere"),
        "removed": builders.make_guest("Rex Removed"),
        "left": builders.make_user("Lea Left"),
        "member": builders.make_user("Mo Member"),
        "member_elsewhere": builders.make_user("Mia Elsewhere"),
        "facilitator": builders.make_user("Fay Facilitator"),
        "facilitator_elsewhere": builders.make_user("Fritz Elsewhere"),
        "editor": builders.make_user("Edda Editor", is_editor=True),
        "administrator": builders.make_user("Ada Admin", is_staff=True, is_superuser=True),
    }
    circle = builders.make_circle(
        facilitator=people["facilitator"],
        members=[people["member"], people["left"]],
        name="Tuesday Circle",
    )
    other_circle = builders.make_circle(
        facilitator=people["facilitator_elsewhere"],
        members=[people["member_elsewhere"]],
        name="Canary other circle",
    )
    reading = builders.make_reading(None, title="Read by both", listed_at=timezone.now())
    draft_reading = Reading.objects.create(circle=circle, title="Canarydraftreading")
    started = Import.begin(reading=draft_reading, by=people["facilitator"], data=b"Some words.")
    Import.objects.filter(pk=started.pk).update(
        edition=builders.make_draft(draft_reading), finished_at=timezone.now()
    )
    world = World(
        people=people,
        circle=circle,
        other_circle=other_circle,
        reading=reading,
        own_reading=builders.make_reading(circle, title="Canaryownreading"),
        draft_reading=draft_reading,
        proposal=make_proposal(circle, people["facilitator"]),
        started=started,
        invitation=CircleInvitation.objects.create(circle=circle),
        own_link=OwnLink.renew(people["guest"]),
        guide=make_secret_guide(reading, circle),
        site_guide=builders.make_guide(
            reading, title="For everyone", questions=1, listed_at=timezone.now()
        ),
        stages={},
        elsewhere={},
    )
    for state in STATES:
        world.stages[state] = make_stage(world, circle, state, name=state)
        if state == "ended":  # to the others it is an earlier session on the same text
            ended = world.stages[state].study_session
            ended.starts_at -= timedelta(days=7)
            ended.save(update_fields=["starts_at"])
        for standing in ("guest", "removed", "left"):
            world.stages[state].study_session.admit(people[standing])
    Attendance.objects.filter(user=people["removed"]).update(removed_at=timezone.now())
    circle.memberships.get(user=people["left"]).leave()
    world.elsewhere["same"] = make_stage(world, circle, "running", name="same")
    same = world.elsewhere["same"].study_session
    same.admit(people["guest_elsewhere"])
    same.gate = Gate.AFTER_OWN  # who came by its link has written nothing
    same.save(update_fields=["gate"])
    world.elsewhere["other"] = make_stage(world, other_circle, "running", name="other")
    for standing, person in people.items():
        client = Client()
        client.force_login(person, backend=BACKEND)
        world.clients[standing] = client
    return world


def make_secret_guide(reading: Reading, circle: Circle) -> Guide:
    guide = builders.make_guide(reading, circle=circle, title="Canaryguidetitle")
    question = builders.make_question(guide, text="Canaryguidequestion?", note="canaryguidenote")
    plan = guide.plans.create(position=0, title="canaryguideplan")
    plan.meetings.create(position=0, title="canaryguidemeeting", questions=[question.pk])
    Entry.objects.create(
        guide=guide, kind="name", position=0, title="canaryguidename", text="canaryguidetext"
    )
    return guide


def make_proposal(circle: Circle, facilitator: User) -> Proposal:
    reading = builders.make_reading(circle, title="Canaryproposedreading")
    return Proposal.make(reading, by=facilitator, key=uuid4(), version=1, licence="CC0")


def make_stage(world: World, circle: Circle, state: str, *, name: str) -> Stage:
    """Every secret word in it is `canary` + what it is + `name`."""
    elsewhere = circle == world.other_circle
    facilitator = world.people["facilitator_elsewhere" if elsewhere else "facilitator"]
    member = world.people["member_elsewhere" if elsewhere else "member"]
    study_session = builders.make_study_session(
        circle,
        reading=world.reading,
        steps=0,
        title=f"canarytitle{name}",
        place=f"canaryplace{name}",
        call_url=f"https://example.org/canarycall{name}",
    )
    running, coming = (
        builders.make_step(study_session, question=f"canary{what}{name}?")
        for what in ("current", "unasked")
    )
    stage = Stage(study_session, Invitation.for_session(study_session))
    stage.asked = Prompt.objects.create(
        study_session=study_session,
        text=f"canaryasked{name}?",
        beforehand=True,
        gate=Gate.AT_ONCE,
    )
    stage.gated = Prompt.objects.create(
        study_session=study_session, text=f"canarygated{name}?", beforehand=True
    )
    stage.current = Prompt.objects.get(agenda_item=running)
    stage.unasked = Prompt.objects.get(agenda_item=coming)
    FacilitatorNote.put(running, f"canaryfacilitatornote{name}")
    coming.study_session = study_session
    save_step(
        coming,
        by=facilitator,
        version=1,
        title=f"canarychange{name}",
        minutes=10,
        question=f"canaryunasked{name}?",
        note=f"canarycomingnote{name}",
    )
    stage.change = PlanChange.objects.get(study_session=study_session)
    if state != "draft":
        write_in(stage, name, facilitator, member)
        for begun, person in (("begun", member), ("alsobegun", facilitator)):
            block = study_session.edition.blocks.get(number=1)
            Draft.objects.create(
                user=person,
                study_session=study_session,
                slot=f"note:{study_session.pk}:{block.start}",
                body=f"canary{begun}{name}",
                key=uuid4(),
                turn=1,
            )
    stage.note = Note.write(
        by=facilitator,
        key=uuid4(),
        study_session=study_session,
        kind="decision",
        body=f"canarynote{name}",
    )
    Recap.objects.create(study_session=study_session, opening=f"canaryrecap{name}")
    order = ["open", "start", "end", "close"]
    if state == "draft":
        StudySession.objects.filter(pk=study_session.pk).update(opened_at=None)
    for command in order[1 : {"draft": 1, "open": 1, "running": 2, "ended": 3, "closed": 4}[state]]:
        getattr(study_session, command)()
    study_session.refresh_from_db()
    return stage


def write_in(stage: Stage, name: str, facilitator: User, member: User) -> None:
    note = builders.make_annotation
    study_session = stage.study_session
    stage.words = {
        "mine": note(study_session, by=member, body=f"canarymine{name}", audience="private"),
        "theirs": note(
            study_session, by=facilitator, body=f"canarytheirs{name}", audience="private"
        ),
        "shared": note(study_session, by=facilitator, body=f"canaryshared{name}"),
        "question": note(
            study_session, by=facilitator, body=f"canaryquestion{name}", tag="question", paragraph=3
        ),
        "answer": builders.make_answer(stage.asked, by=member, body=f"canaryanswer{name}"),
        "kept": builders.make_answer(stage.asked, by=facilitator, body=f"canarykept{name}"),
        "behind": builders.make_answer(stage.gated, by=facilitator, body=f"canarybehind{name}"),
        "ahead": builders.make_answer(stage.gated, by=member, body=f"canaryahead{name}"),
        "hidden": note(study_session, by=member, body=f"canaryhidden{name}", paragraph=2),
        "deleted": note(study_session, by=member, body=f"canarydeleted{name}", paragraph=2),
    }
    reply = {"by": member, "key": uuid4(), "body": f"canaryreply{name}"}
    stage.words["reply"] = Reply.write(parent=stage.words["shared"], **reply)
    reply = {"by": facilitator, "key": uuid4(), "body": f"canarysecondreply{name}"}
    Reply.write(parent=stage.words["deleted"], **reply)
    reply = {"by": member, "key": uuid4(), "body": f"canarybelow{name}"}
    Reply.write(parent=stage.words["behind"], **reply)
    stage.words["deleted"].erase()
    reply = {"by": facilitator, "key": uuid4(), "body": f"canaryremains{name}"}
    Reply.write(parent=stage.words["hidden"], **reply)
    stage.words["hidden"].hide(by=facilitator, reason=f"canaryreason{name}")
    stage.words["kept"].keep()
    Kept.word(stage.words["kept"], wording=f"canarywording{name}", of_version=1, version=0)


# Addresses


def routes(resolver=None, namespace: str = ""):
    """The name and pattern of every address, those of django.contrib.admin aside."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace != "admin":
                inner = ":".join(filter(None, (namespace, pattern.namespace)))
                yield from routes(pattern, inner)
        else:
            yield ":".join(filter(None, (namespace, pattern.name))), pattern
