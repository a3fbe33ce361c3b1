"""Understanding a question: what it asks, and what a follow-up takes up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from knowledge import facts as fact_reading
from knowledge.asking import SENTENCE_END, Asking, asking_part
from knowledge.conditions import FactValue
from knowledge.counts import misleads, without_numbers
from knowledge.lexicon import Lexicon
from knowledge.memo import Memo
from knowledge.models import PackManifest
from knowledge.question import Intent, Question, facts_key
from knowledge.spelling import Speller, declared_words
from knowledge.threads import Threads
from knowledge.versions import versions
from knowledge.vocabulary import Vocabulary
from knowledge.words import STOPWORDS, normalise, tokens

_READINGS = 4096  # kept, of about a kilobyte each
_LONG = 10  # words with content: a question of more is looked up by its clauses as well
_CLAUSE_END = re.compile(r"(?<=[.!?;])\s+|,? but |,? and (?=\w+ \w+ )| - ")


class Reader:
    """Reads questions with a pack's vocabulary and a language's lexicon."""

    def __init__(
        self, pack: PackManifest, vocabulary: Vocabulary, lexicon: Lexicon, texts: Iterable[str] = (),
        *, common: Callable[[str], bool] = lambda _: False,
    ) -> None:  # fmt: skip
        """texts: what the pack's records say; slips in a question are mended by their words, the pack's and the lexicon's.

        common: whether a word is one of the language's common ones, and so no slip.
        """
        self._pack, self._vocabulary, self._lexicon = pack, vocabulary, lexicon
        named = [*(workload.names for workload in pack.workloads), *((term.term, *term.words) for term in pack.glossary)]
        self._misleading = tuple(sorted({normalise(name) for names in named for name in names if misleads(normalise(name))}))
        self._workloads = frozenset(workload.id for workload in pack.workloads)
        self._speller = Speller((*texts, *declared_words(pack), *lexicon.literals), common=common)
        self._readings: Memo[Question] = Memo(_READINGS)
        self._threads = Threads(pack, vocabulary, lexicon)
        self._asking = Asking(pack, vocabulary, lexicon, self._threads)

    def read(self, text: str, *, history: Sequence[str] = (), facts: Mapping[str, FactValue] | None = None) -> Question:
        """`text` as understood after the person's earlier questions (`history`, oldest first) and with the facts known before."""
        known, previous = dict(facts or {}), None
        for earlier in history:
            previous = self._once(earlier, known, previous)
            known = dict(previous.facts)
        return self._once(text, known, previous)

    def _once(self, text: str, known: dict[str, FactValue], previous: Question | None) -> Question:
        """`text` as `_read` reads it. A thread's earlier questions were read when they were asked, and need not be read again."""
        key = (text, facts_key(known), None if previous is None else previous.key)
        return self._readings.get(key, lambda: self._read(text, known, previous))

    def _read(self, text: str, known: dict[str, FactValue], previous: Question | None) -> Question:
        lexicon = self._lexicon
        spaced = " ".join(text.split())
        mended = self._speller.mended(spaced.lower() if spaced.isupper() else spaced)  # capitals throughout tell no names apart
        topic = lexicon.small_talk(" ".join(tokens(mended))) or ("thanks" if _only_pictures(text) or self._praises(mended) else None)
        leaning = previous is not None and previous.intent not in (Intent.SMALLTALK, Intent.NONE)
        if topic == "help" and leaning and lexicon.stands("follow_up", "things", normalise(mended)):
            topic = None  # "do you help with that?" means what was asked about
        if topic is not None or not tokens(text):
            return Question(
                text=text, subject=text, query=text, intent=Intent.SMALLTALK if topic else Intent.NONE, topic=topic, facts=known
            )
        read = lexicon.in_digits(lexicon.bare(lexicon.in_full(mended)))
        plain = normalise(read)
        follows = leaning and self._threads.follows(plain)
        subject = (
            read if previous is None else self._threads.resolved(read, previous) if follows else self._threads.with_told(read, previous)
        )
        before, about = (known, previous.text) if follows and previous is not None else ({}, "")
        said = fact_reading.read(read, self._pack.facts, lexicon, known=before, names=self._misleading, about=about)
        earlier = {name: value for name, value in known.items() if name not in said}  # what is said last stands last
        intent, asking = self._asking.intent(plain), asking_part(plain)
        if intent is Intent.OWNERSHIP and lexicon.stands("intent", "help_asked", " ".join(asking)):
            intent = self._asking.intent(" ".join(asking))  # who does what may only be told
        if previous is not None and follows:
            intent = self._asking.following(intent, plain, previous.intent)
            if said and intent is Intent.GUIDANCE and not self._threads.asks_cost(plain):
                intent = Intent.SCOPE  # who tells a fact wants it decided
        mode = self._asking.mode(plain, " ".join(asking))
        workloads = self._workloads_of(subject, {**earlier, **said})
        outside = ("outside",) if not workloads and self._of_another_maker(normalise(subject)) else ()
        counted = {spec.id for spec in self._pack.facts if spec.type == "integer"}
        vendors, counts = self._vendors(subject), {str(value) for value in said.values()}
        named = versions(read) - counts
        asked_for = (*self._asking.values(plain, asking), *outside)
        addressed = lexicon.stands("courtesy", "addressed", plain)
        main = self._main(subject) if intent is Intent.OWNERSHIP else subject
        return Question(
            text=text, subject=subject, query=self._vocabulary.expand(main), intent=intent,
            content=self._saying(main, told=intent is Intent.GUIDANCE),
            workloads=workloads, facts={**earlier, **said}, mode=mode,
            said=tuple(dict.fromkeys((*said, *(previous.said if previous is not None and (follows or subject != read) else ())))),
            asked_for=asked_for,
            bland=not (said or asked_for or vendors or self._vocabulary.workloads(plain) or (intent is Intent.OWNERSHIP and not addressed)),
            leans=follows,
            fresh=" ".join(self._threads.content(plain)) if follows and subject != read else "",
            versions=named or versions(subject) - counts, versioned=read if named else subject,
            vendors=vendors,
            denies=lexicon.stands("fact", "denies", plain),
            bare=bool(counted & said.keys())
            and not workloads
            and (lexicon.stands("intent", "getting", plain) or not self._threads.content(plain)),
            past=lexicon.stands("intent", "past", plain),
            names_only=intent is Intent.SCOPE and not said and self._names_only(subject),
            wholes=self._wholes(subject) if not vendors and intent in (Intent.SCOPE, Intent.FACT, Intent.ELIGIBILITY) else (),
        )  # fmt: skip

    def _praises(self, text: str) -> bool:
        """Whether a message thanks the bot, in however many words, and neither asks nor tells anything of the programme."""
        plain = normalise(text)
        rest = self._lexicon.patterns["courtesy"]["praise"].sub(" ", plain)
        if rest == plain or "?" in plain or self._vocabulary.workloads(plain) or fact_reading.read(plain, self._pack.facts, self._lexicon):
            return False
        return self._asking.intent(rest) is Intent.SCOPE and not self._lexicon.stands("intent", "scope", rest)

    def _workloads_of(self, subject: str, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
        """The workloads that a subject names, and those that the known facts name."""
        by_facts = [option.workload for spec in self._pack.facts for option in spec.options if facts.get(spec.id) == option.id]
        return tuple(dict.fromkeys((*self._vocabulary.workloads(subject), *(id_ for id_ in by_facts if id_ is not None))))

    def _vendors(self, subject: str) -> frozenset[str]:
        """The makers and products named that the programme may say nothing of; not what only is part of the name of one that it knows."""
        words = tokens(subject)
        known = [f" {' '.join(words[m.start : m.end])} " for m in self._vocabulary.mentions(subject) if m.kind == "workload"]
        found = self._makers(normalise(subject))
        return frozenset(name for name, _ in found if not any(f" {name} " in longer and len(longer) > len(name) + 2 for longer in known))

    def _of_another_maker(self, plain: str) -> bool:
        """Whether a product of another maker is itself what is asked about, and not something that is done with it."""
        before = [words for _, words in self._makers(plain)]
        return bool(before) and not any(words and self._lexicon.is_word("vendor", "beside", words[-1]) for words in before)

    def _makers(self, plain: str) -> list[tuple[str, list[str]]]:
        """The makers and products of others that a text names, each with the words before it, but for those that it denies."""
        found = ((name.group(), plain[: name.start()].split()) for name in self._lexicon.patterns["vendor"]["names"].finditer(plain))
        return [(name, words) for name, words in found if not (words and self._lexicon.is_word("vendor", "denied", words[-1]))]

    def parts(self, question: Question) -> tuple[tuple[str, str], ...]:
        """The query and the content of each sentence, which others may bury; of a long question, of each clause. None of a single one.

        What only names a product is no part: every record of that product would hold all of it.
        """
        ends = _CLAUSE_END if len(question.content.split()) > _LONG else SENTENCE_END
        parts = [part for part in ends.split(question.subject) if part]
        own = question.leans and len(self._threads.content(normalise(question.text))) > 1
        alone = [question.text] if own else []  # what it takes up may bury it as well
        if "material" in question.asked_for and question.workloads:  # a guide to many products names none of them
            alone.append(self._vocabulary.without_workloads(question.subject))
        if len(parts) < 2 and not alone:
            return ()
        asking = [part for part in parts if self._asking.asks(part)] or parts  # what is only told beside a question does not answer it
        told = [sentence for sentence in SENTENCE_END.split(question.subject) if sentence]
        if len(told) > 2:  # what a question points back to stands right before it
            asking += [
                f"{before} {sentence}" for before, sentence in pairwise(told) if self._asking.asks(sentence) and self._own_units(before) > 1
            ]
        asking = list(dict.fromkeys((*asking, *alone))) if len(parts) > 1 else alone
        return tuple((self._vocabulary.expand(part), self._saying(part)) for part in asking if self._own_units(part) > 1)

    def _main(self, subject: str) -> str:
        """`subject` without the clauses that only tell when or why; as it is where too little is left."""
        rest = subject
        for told in reversed(list(self._lexicon.patterns["intent"]["subordinate"].finditer(subject.lower()))):
            rest = f"{rest[: told.start()]} {rest[told.end() :]}"
        return rest if self._own_units(rest) > 1 else subject

    def _names_only(self, subject: str) -> bool:
        units = self._vocabulary.units(self._saying(subject))
        named = [unit.concept for unit in units if unit.concept in self._workloads]
        return len(named) == len(units) and sum(self._vocabulary.kind(id_) != "segment" for id_ in named) == 1

    def _wholes(self, subject: str) -> tuple[str, ...]:
        return self._vocabulary.wholes(self._saying(subject), asking=lambda word: self._lexicon.is_word("function", "rollout", word))

    def _own_units(self, part: str) -> int:
        """How many things a part says beside names of products and facts."""
        units = self._vocabulary.units(self._saying(fact_reading.without_facts(part, self._pack.facts)))
        return sum(unit.concept not in self._workloads for unit in units)

    def _saying(self, subject: str, *, told: bool = False) -> str:
        """The words of `subject` but those that only ask, the numbers that are facts, and the names of parties if more is said.

        told: whether nothing is decided, so that words which only ask say what is meant where there are no others.
        """
        plain = without_numbers(subject, self._pack.facts, names=self._misleading)
        words = tokens(self._lexicon.patterns["function"]["quantity"].sub(" ", plain))
        parties = {at for m in self._vocabulary.mentions(" ".join(words)) if m.kind == "party" for at in range(m.start, m.end)}
        saying = [(at, word) for at, word in enumerate(words) if not self._lexicon.is_word("function", "words", word)]
        rest = [word for at, word in saying if at not in parties]
        some = next((said for said in (rest, [word for _, word in saying]) if not STOPWORDS.issuperset(said)), None)
        return " ".join(some if some is not None else words if told else (word for _, word in saying))


def _only_pictures(text: str) -> bool:
    """Whether a text is a picture or several, such as a raised thumb, and no word."""
    return not tokens(text) and any(unicodedata.category(character) == "So" for character in text)
