from .adding import AddForm, TextForm
from .finding import FindForm, GoToForm
from .reviewing import KindForm, PlaceForm, PublishForm

__all__ = ["AddForm", "FindForm", "GoToForm", "KindForm", "PlaceForm", "PublishForm", "TextForm"]
