from .editions import AlreadyPublished, Annotated, Block, Edition, EditionText, NothingToRead
from .guides import Entry, Guide, Question
from .imports import Import
from .jobs import Job
from .library import Reading, TextInUse
from .parts import FullGuide, Part
from .passages import Passage, Placement
from .proposals import Changed, Proposal
from .ready_plans import ReadyMeeting, ReadyPlan

__all__ = [
    "AlreadyPublished",
    "Annotated",
    "Block",
    "Changed",
    "Edition",
    "EditionText",
    "Entry",
    "FullGuide",
    "Guide",
    "Import",
    "Job",
    "NothingToRead",
    "Part",
    "Passage",
    "Placement",
    "Proposal",
    "Question",
    "Reading",
    "ReadyMeeting",
    "ReadyPlan",
    "TextInUse",
]
