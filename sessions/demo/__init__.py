"""A first small demo: a circle, a text, one meeting held and one to come."""

from .content import load

__all__ = ["load"]
