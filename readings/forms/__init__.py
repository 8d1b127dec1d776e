from .adding import AddForm, TextForm
from .finding import FindForm, GoToForm
from .reviewing import DetailsForm, KindForm, PlaceForm, PublishForm

__all__ = [
    "AddForm",
    "DetailsForm",
    "FindForm",
    "GoToForm",
    "KindForm",
    "PlaceForm",
    "PublishForm",
    "TextForm",
]
