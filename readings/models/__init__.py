from .imports import Import
from .library import AlreadyPublished, Block, Edition, EditionText, NothingToRead, Reading
from .passages import Passage, Placement

__all__ = [
    "AlreadyPublished",
    "Block",
    "Edition",
    "EditionText",
    "Import",
    "NothingToRead",
    "Passage",
    "Placement",
    "Reading",
]
