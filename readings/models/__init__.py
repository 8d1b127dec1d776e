from .editions import AlreadyPublished, Annotated, Block, Edition, EditionText, NothingToRead
from .imports import Import
from .library import Reading, TextInUse
from .passages import Passage, Placement

__all__ = [
    "AlreadyPublished",
    "Annotated",
    "Block",
    "Edition",
    "EditionText",
    "Import",
    "NothingToRead",
    "Passage",
    "Placement",
    "Reading",
    "TextInUse",
]
