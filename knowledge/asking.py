"""What a text asks: its intent, the kind of help meant, and values that only a record stating one can answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge import facts as fact_reading
from knowledge.lexicon import Lexicon
from knowledge.models import Mode, PackManifest
from knowledge.question import Intent
from knowledge.threads import Threads
from knowledge.vocabulary import Vocabulary
from knowledge.words import normalise

SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_MODES = {**{mode.value: mode for mode in (Mode.MIGRATION_SERVICE, Mode.ON_SITE, Mode.HANDS_ON, Mode.GUIDANCE)}, "for_us": Mode.HANDS_ON}


class Asking:
    """Reads what texts in normal form ask, by a language's lexicon and a pack's names."""

    def __init__(self, pack: PackManifest, vocabulary: Vocabulary, lexicon: Lexicon, threads: Threads) -> None:
        self._pack, self._vocabulary, self._lexicon, self._threads = pack, vocabulary, lexicon, threads

    def intent(self, plain: str) -> Intent:
        """What kind of answer a text wants."""
        lexicon = self._lexicon
        asking = asking_part(plain)[0]
        first = plain if plain.startswith(asking) else asking  # "I need a promise: … Do I get it?" wants a yes or no
        asks = lexicon.opens("intent", "asking", first) or lexicon.opens("intent", "asking", SENTENCE_END.split(plain)[-1])
        scope = lexicon.stands("intent", "scope", plain)
        obliged = lexicon.stands("intent", "obligation", plain)
        meeting = lexicon.stands("intent", "meeting", plain)
        if lexicon.stands("asked_for", "shares", plain):
            return Intent.GUIDANCE
        attends = meeting and lexicon.stands("intent", "attendance", plain)
        if lexicon.stands("intent", "ownership", plain) and not attends:
            return Intent.OWNERSHIP
        if self._threads.asks_cost(asking):
            return Intent.GUIDANCE
        if meeting and (asks or obliged or attends or not scope or lexicon.stands("intent", "conduct", plain)):
            return Intent.MEETING
        if lexicon.stands("intent", "getting", plain) and fact_reading.read(plain, self._pack.facts, lexicon):
            return Intent.ELIGIBILITY
        lists = lexicon.opens("intent", "listing", plain) or lexicon.stands("asked_for", "material", plain)
        if lists or (asks and not lexicon.stands("intent", "help_asked", plain)):
            return Intent.GUIDANCE
        if obliged:
            return Intent.OWNERSHIP
        if lexicon.stands("intent", "attribute", plain) and not scope:
            return Intent.GUIDANCE
        if lexicon.stands("intent", "eligibility", lexicon.patterns["intent"]["stated"].sub(" ", plain)):
            return Intent.ELIGIBILITY
        if lexicon.opens("intent", "yes_no", plain) and not scope:
            return Intent.FACT
        if not (self._threads.content(plain) or self._vocabulary.workloads(plain)) and fact_reading.read(plain, self._pack.facts, lexicon):
            return Intent.ELIGIBILITY
        return Intent.MATERIAL if lexicon.stands("intent", "material", plain) and not scope else Intent.SCOPE

    def following(self, intent: Intent, plain: str, before: Intent) -> Intent:
        """What a text that leans on a question of the intent `before` wants, where `intent` is what it would want by itself."""
        lexicon, content = self._lexicon, self._threads.content(plain)
        attends = lexicon.stands("intent", "attendance", plain)
        if self._threads.asks_cost(plain) or lexicon.stands("asked_for", "shares", plain):
            return intent
        if before is Intent.MEETING:
            return intent if intent is Intent.OWNERSHIP and content and not attends else before
        if intent is Intent.OWNERSHIP or (before is Intent.OWNERSHIP and lexicon.opens("follow_up", "another", plain)):
            return Intent.OWNERSHIP  # "and the training?" asks for its owner as well
        asks = lexicon.opens("intent", "yes_no", plain) or lexicon.stands("intent", "help_asked", plain)
        undecided = before in (Intent.OWNERSHIP, Intent.GUIDANCE, Intent.MATERIAL)  # so that a yes or no is asked for only now
        if intent in (Intent.SCOPE, Intent.FACT):
            return intent if undecided and asks else before
        return intent if content else before

    def mode(self, plain: str, asking: str) -> Mode | None:
        """The kind of help that a text asks for: its sentences `asking` go before what is told, a service goes before hands-on help."""
        asked, all_ = (
            next(
                (mode for name, mode in _MODES.items() if self._lexicon.stands("mode", name, text) and not self._only_helped(name, text)),
                None,
            )
            for text in (asking, plain)
        )
        return all_ if asked in (None, Mode.HANDS_ON) else asked

    def _only_helped(self, name: str, text: str) -> bool:
        """Whether what sounds like doing is but the end of asking for help: "do you help switch it on for us"."""
        return name == "for_us" and self._lexicon.stands("mode", "helped", text)

    def values(self, plain: str, asking: Sequence[str]) -> tuple[str, ...]:
        """The kinds of value that a message asks for in the sentences `asking`; the story around them may try to command."""
        commands = ("injection",) if self._lexicon.stands("asked_for", "injection", plain) else ()
        named = [(name, sentence) for sentence in asking for name in self._lexicon.found("asked_for", sentence)]
        figures = (name for name, sentence in named if name != "money" or not self._threads.asks_cost(sentence))  # not whether there is one
        return tuple(dict.fromkeys((*figures, *commands)))

    def asks(self, part: str) -> bool:
        """Whether a sentence asks something, and does not only tell."""
        plain, lexicon = normalise(part), self._lexicon
        return (
            part.rstrip().endswith("?")
            or any(lexicon.stands("intent", name, plain) for name in ("ownership", "scope", "obligation"))
            or any(lexicon.opens("intent", name, plain) for name in ("asking", "yes_no"))
        )


def asking_part(plain: str) -> list[str]:
    """The sentences of a message that end in a question mark; all of them where none does."""
    sentences = SENTENCE_END.split(plain)
    return [sentence for sentence in sentences if sentence.endswith("?")] or sentences
