"""The demo: a circle with a meeting held, one to come and one in the making, on a text of ours."""

from .content import load, reset

__all__ = ["load", "reset"]
