"""The indicators computed plainly: one young person at a time, over lists of facts.

Slow and obvious on purpose. It is written from the docstrings in ``indicators`` and shares no code with
``fast``; specs and generated pupils hold the two together.
"""

from tettpaa.engine.reference.facts import Facts
from tettpaa.engine.reference.run import signals_of

__all__ = ["Facts", "signals_of"]
