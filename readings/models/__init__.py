from .imports import Import
from .library import Block, Edition, EditionText, Reading
from .passages import Passage, Placement

__all__ = ["Block", "Edition", "EditionText", "Import", "Passage", "Placement", "Reading"]
