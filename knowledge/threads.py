"""Threads of questions: whether one leans on the question before it, and what it takes up of that."""

from __future__ import annotations

import re

from knowledge import facts as fact_reading
from knowledge.lexicon import Lexicon
from knowledge.models import PackManifest
from knowledge.question import Intent, Question
from knowledge.versions import versions
from knowledge.vocabulary import Vocabulary
from knowledge.words import STOPWORDS, normalise, tokens

_CLAUSES = re.compile(r"(?<=[,;:]) ")
_SHORT = 2  # words with content: no more of them lean on the question before


class Threads:
    """Follows questions from one to the next."""

    def __init__(self, pack: PackManifest, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._pack, self._vocabulary, self._lexicon = pack, vocabulary, lexicon
        units = (form for spec in pack.facts for unit in spec.units for form in (unit, f"{unit}s"))
        self._empty = STOPWORDS | {word for form in units for word in tokens(form)}

    def follows(self, plain: str) -> bool:
        """Whether a text leans on the question before it: opens like one, or has nothing of its own but a reference or facts."""
        content = self.content(plain)
        if not content or self._only_states(plain) or (versions(plain) and self.tells(plain) and len(content) <= _SHORT + 1):
            return True
        leans = self._lexicon.opens("follow_up", "opening", plain) or self._lexicon.stands("follow_up", "closing", plain)
        if self._lexicon.stands("follow_up", "fragment", plain):
            return True
        named = bool(self._vocabulary.workloads(plain))
        if not named and len(content) <= 1 and self._lexicon.stands("intent", "ownership", plain):
            return True  # who does what, if not that?
        if leans and len(content) <= (3 if named else 6):
            return True
        return any(self._lexicon.stands("follow_up", name, plain) for name in ("things", "people")) and len(content) <= (2 if named else 3)

    def resolved(self, text: str, previous: Question) -> str:
        """The subject of a follow-up: the one before, with what is newly named in place of what it replaces.

        What asks something of its own takes over the products alone: words of the question before it would outweigh its own.
        """
        fresh, plain = self._vocabulary.workloads(text), normalise(text)
        content = self.content(plain)
        names = [workload.name for workload in self._pack.workloads if workload.id in previous.workloads]
        if self._lexicon.stands("asked_for", "shares", plain):
            return f"{text} ({', '.join(names)})" if names else text
        if not content:
            told = fact_reading.read(plain, self._pack.facts, self._lexicon)
            rest = fact_reading.without_former(previous.subject, told, self._pack.facts)
            return previous.subject if rest == previous.subject else f"{rest} {text}"
        if self._lexicon.opens("follow_up", "adding", plain):
            return f"{text} ({previous.subject})"
        if fresh and len(content) <= sum(m.end - m.start for m in self._vocabulary.mentions(text)):
            variants = all(self._vocabulary.kind(id_) == "segment" for id_ in fresh)  # of the programme: the product stays
            return f"{self._vocabulary.without_workloads(previous.subject, kind='segment' if variants else None)} {text}"
        if self._lexicon.stands("follow_up", "fragment", plain):
            return f"{text} ({previous.subject})"
        if self.asks_cost(plain):  # of the programme or a variant of it; no product has one of its own
            kept = [name for name in names if any(self._vocabulary.kind(id_) == "segment" for id_ in self._vocabulary.workloads(name))]
            return f"{text} ({', '.join(kept)})" if kept and not fresh else text
        ahead = self._named_ahead(plain)
        own = plain.endswith("?") and (ahead or (len(content) > 1 and not self._lexicon.stands("follow_up", "things", plain)))
        if own and not names and not fresh:
            return text
        another = self._lexicon.opens("follow_up", "another", plain)
        if another and fresh and len(content) > 1:
            return text
        own = own or another
        return f"{text} ({', '.join(names) if own and names and not fresh else previous.subject})"

    def asks_cost(self, plain: str) -> bool:
        """Whether a text asks if the help itself costs anything, in the last clause that says something; one before it only tells."""
        clauses = [clause for clause in _CLAUSES.split(plain) if self.content(clause)]
        return self._lexicon.stands("intent", "cost", clauses[-1] if clauses else plain)

    def _named_ahead(self, plain: str) -> bool:
        """Whether "it" or "those" stands for what a text itself names before its comma, and not for something said before."""
        named, _, rest = plain.partition(", ")
        refers = (self._lexicon.stands("follow_up", name, rest) for name in ("things", "people"))
        return bool(self.content(named)) and not self._lexicon.stands("follow_up", "things", named) and any(refers)

    def with_told(self, text: str, previous: Question) -> str:
        """`text` with the products and makers that were told in the message before it, where that one asked nothing."""
        if previous.intent is Intent.SMALLTALK or not self.tells(normalise(previous.text)):
            return text
        told = [workload.name for workload in self._pack.workloads if workload.id in previous.workloads] + sorted(previous.vendors)
        here = {*self._vocabulary.workloads(text), *self._lexicon.words("vendor", "names", normalise(text))}
        fresh = [name for name in told if not here.intersection((name, *self._vocabulary.workloads(name)))]
        return f"{text} ({', '.join(fresh)})" if fresh else text

    def tells(self, plain: str) -> bool:
        """Whether a text asks nothing."""
        asks = any(self._lexicon.stands("intent", name, plain) for name in ("scope", "ownership", "eligibility", "meeting", "material"))
        return not (asks or self._lexicon.opens("intent", "asking", plain) or plain.endswith("?"))

    def content(self, plain: str) -> list[str]:
        """The words of a text that say something by themselves: no stopwords, light verbs, facts, units, numbers or references."""
        words = tokens(fact_reading.without_facts(plain, self._pack.facts))
        return [
            word
            for word in words
            if not (
                word in self._empty
                or word[0].isdigit()
                or any(self._lexicon.is_word("follow_up", name, word) for name in ("light", "things", "people"))
                or self._lexicon.is_word("function", "words", word)
            )
        ]

    def _only_states(self, plain: str) -> bool:
        """Whether a text states facts and asks nothing."""
        states = bool(fact_reading.read(plain, self._pack.facts, self._lexicon)) or self._lexicon.stands("follow_up", "stating", plain)
        return self.tells(plain) and states
