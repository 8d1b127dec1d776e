from .circles import Circle, LastFacilitator, Membership
from .invitations import CircleInvitation, NotInvited
from .own_links import OwnLink
from .receipts import KeyReused, Receipt
from .sites import Site
from .users import User
from .versions import Stale

__all__ = [
    "Circle",
    "CircleInvitation",
    "KeyReused",
    "LastFacilitator",
    "Membership",
    "NotInvited",
    "OwnLink",
    "Receipt",
    "Site",
    "Stale",
    "User",
]
