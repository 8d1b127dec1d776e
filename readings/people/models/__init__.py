from .circles import Circle, Membership
from .receipts import KeyReused, Receipt
from .users import User

__all__ = ["Circle", "KeyReused", "Membership", "Receipt", "User"]
