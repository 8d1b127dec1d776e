from .adding import AddForm, TextForm
from .finding import FindForm, GoToForm
from .proposing import AcceptForm, ProposeForm, SendBackForm
from .reviewing import AgainForm, DetailsForm, KindForm, PlaceForm, PublishForm, SeenForm

__all__ = [
    "AcceptForm",
    "AddForm",
    "AgainForm",
    "DetailsForm",
    "FindForm",
    "GoToForm",
    "KindForm",
    "PlaceForm",
    "ProposeForm",
    "PublishForm",
    "SeenForm",
    "SendBackForm",
    "TextForm",
]
