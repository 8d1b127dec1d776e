from .circles import Circle, LastFacilitator, Membership
from .receipts import KeyReused, Receipt
from .users import User
from .versions import Stale

__all__ = [
    "Circle",
    "KeyReused",
    "LastFacilitator",
    "Membership",
    "Receipt",
    "Stale",
    "User",
]
