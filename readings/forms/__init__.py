from .adding import AddForm, TextForm
from .finding import FindForm, GoToForm
from .reviewing import AgainForm, DetailsForm, KindForm, PlaceForm, PublishForm

__all__ = [
    "AddForm",
    "AgainForm",
    "DetailsForm",
    "FindForm",
    "GoToForm",
    "KindForm",
    "PlaceForm",
    "PublishForm",
    "TextForm",
]
