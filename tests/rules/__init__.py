"""The anatomy of a lesson, one rule per function; a rule yields what breaks it.

A new rule is a function under @rule, named by its sentence, and a line in test_rules.py that
breaks it.
"""

from tests.rules import code, header, outputs, proof, prose, sections
from tests.rules.registry import RULES, sentence

__all__ = ["RULES", "code", "header", "outputs", "proof", "prose", "sections", "sentence"]
