from .adding import AddForm, TextForm
from .finding import FindForm, GoToForm
from .proposing import AcceptForm, ProposeForm, ProposeGuideForm, SendBackForm
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
    "ProposeGuideForm",
    "PublishForm",
    "SeenForm",
    "SendBackForm",
    "TextForm",
]
