"""Meetings: whether one is given can be decided; how it is held and who must come is told."""

from __future__ import annotations

from knowledge.lexicon import Lexicon
from knowledge.question import Intent, Question
from knowledge.words import normalise

_HELD = ("obligation", "attendance", "conduct")


def is_held(text: str, lexicon: Lexicon) -> bool:
    """Whether `text` asks of a meeting how it is held or who must come, and not whether it is given."""
    return any(lexicon.stands("intent", name, normalise(text)) for name in _HELD)


def polar(question: Question, lexicon: Lexicon) -> bool:
    """Whether a question can be answered by a verdict: one that names a meeting can where it asks whether it is given."""
    if question.intent is not Intent.MEETING:
        return True
    asked = normalise(question.subject)
    gives = lexicon.opens("intent", "yes_no", asked) or lexicon.stands("intent", "help_asked", asked)
    return gives and not is_held(question.subject, lexicon)
