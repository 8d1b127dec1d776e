from readings.people.models import Stale

from .accounts import LastAdministrator, delete_account, merge
from .acts import Act
from .agenda import AgendaItem
from .annotations import Annotation
from .answers import Answer, Reply
from .assigned import AssignedReading
from .attendances import Attendance
from .changes import Change
from .contributions import Contribution
from .drafts import Draft
from .events import Event, EventCount, SessionClosed, record
from .gates import Gate
from .invitations import Invitation
from .kept import Kept
from .meetings import StudySession
from .notes import FacilitatorNote, Note
from .plan_changes import PlanChange
from .prompts import Prompt
from .reactions import Reaction
from .read_marks import ReadMark
from .recap import Recap

__all__ = [
    "Act",
    "AgendaItem",
    "Annotation",
    "Answer",
    "AssignedReading",
    "Attendance",
    "Change",
    "Contribution",
    "Draft",
    "Event",
    "EventCount",
    "FacilitatorNote",
    "Gate",
    "Invitation",
    "Kept",
    "LastAdministrator",
    "Note",
    "PlanChange",
    "Prompt",
    "Reaction",
    "ReadMark",
    "Recap",
    "Reply",
    "SessionClosed",
    "Stale",
    "StudySession",
    "delete_account",
    "merge",
    "record",
]
