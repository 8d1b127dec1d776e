from .circles import Circle, Membership
from .receipts import KeyReused, Receipt
from .users import User
from .versions import Stale

__all__ = ["Circle", "KeyReused", "Membership", "Receipt", "Stale", "User"]
