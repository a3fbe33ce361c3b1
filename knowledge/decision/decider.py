"""From a question and its hits to an answer: who decides what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from knowledge.answers import Abstain, Answer, Choice, Clarify, Guidance, Verdict
from knowledge.conditions import State, evaluate
from knowledge.confidence import Confidence
from knowledge.decision import guidance, meetings, modes, owners
from knowledge.decision.choices import Choices, one_of
from knowledge.decision.holding import Holding
from knowledge.decision.precedence import Margins, able, fitting, limiting, preferred, raci, read_by, stating
from knowledge.decision.showing import Showing
from knowledge.decision.texts import text_of
from knowledge.decision.verdicts import Verdicts
from knowledge.hits import Hit, gives
from knowledge.lexicon import Lexicon
from knowledge.models import Milestone, Mode, PackManifest, Raci, Record, ScopeRule, Task
from knowledge.question import Intent, Question
from knowledge.wording import Wording
from knowledge.words import normalise

_REFUSED = ("injection", "outside", "own_data", "appointment", "change", "person")
_NEAR = 0.35  # cosine from which a record is worth offering instead of an answer


class Decider:
    """Decides questions over a pack's records."""

    def __init__(
        self, pack: PackManifest, records: Sequence[Record], wording: Wording, lexicon: Lexicon, *,
        confidence: Confidence | None = None, margins: Margins | None = None,
    ) -> None:  # fmt: skip
        self._lexicon = lexicon
        self._pack, self.confidence, self._margins = pack, confidence or Confidence(), margins or Margins()
        self._showing = Showing(pack, wording)
        self._rules = {record.id: record for record in records if isinstance(record, ScopeRule)}
        self._verdicts = Verdicts(pack, self._rules, self._showing)
        self._holding = Holding(pack, records, self._margins)
        self._choices = Choices(pack, self._showing, self.confidence, self._margins)
        self._owners = owners.Rules(pack, lexicon, self._showing, self.confidence, self._margins)

    def decide(self, question: Question, hits: Sequence[Hit], as_of: date) -> Answer:
        """The answer to `question`, given its hits, best first, on the day `as_of`; sources that came later do not count."""
        refused = question.asked_for if question.intent is not Intent.MEETING else set(question.asked_for) - {"appointment"}
        if any(name in _REFUSED for name in refused):
            return self._abstain((), "not_this_programme")
        if question.vendors:
            hits = [hit for hit in hits if question.vendors <= self._vendors(hit.record)]
        later = {source.id for source in self._pack.sources if source.holds_from > as_of}
        hits = [hit for hit in hits if hit.record.citation.source not in later] if later else hits
        holding = self._holding.of(hits, question, as_of)
        match question.intent:
            case intent if guidance.values_asked(question) and not (intent is Intent.OWNERSHIP and question.asked_for == ("date",)):
                answer = self._guidance(question, hits, as_of)
            case Intent.ELIGIBILITY:
                answer = self._eligibility(question, holding, hits, as_of)
            case Intent.OWNERSHIP:
                answer = self._ownership(question, holding, as_of) or self._guidance(question, hits, as_of)
            case Intent.SCOPE | Intent.FACT | Intent.MATERIAL | Intent.MEETING if meetings.polar(question, self._lexicon):
                answer = self._scope(question, holding, hits, as_of)
                if not isinstance(answer, Verdict | Clarify):
                    answer = self._by_mode(question, holding, as_of) or answer
            case _:
                answer = self._guidance(question, hits, as_of)
        return answer or self._abstain(holding, "no_record")

    def _vendors(self, record: Record) -> frozenset[str]:
        """The makers and products that a record, or a way to ask for it, names."""
        return self._lexicon.words("vendor", "names", normalise("; ".join((text_of(record), *record.phrases))))

    def title(self, record: Record) -> str:
        """A short name for `record`, with its coverage or party."""
        return self._showing.labelled(record)

    def _overview(self, question: Question, hits: Sequence[Hit], as_of: date) -> Answer | None:
        """What the rule of a product as a whole says, where a question names it and no more; of several products, which one is meant."""
        rules = [rule for workload in question.wholes if (rule := self._verdicts.overview(workload, as_of))]
        if not rules or len(rules) < len(question.wholes) or set(question.workloads) - set(question.wholes):
            return None
        if len(rules) == 1:
            return self._verdicts.verdict(question, rules[0], hits, as_of, 1.0)
        return one_of(rule.subject for rule in rules)

    def _scope(self, question: Question, holding: Sequence[Hit], hits: Sequence[Hit], as_of: date) -> Answer | None:
        if overview := self._overview(question, hits, as_of):
            return overview
        weighed = [hit._replace(score=hit.score - less) if (less := self._gives_way(question, hit)) else hit for hit in holding]
        deciding = [hit for hit in able(sorted(weighed, key=lambda hit: -hit.score)) if self._says_scope(hit.record)]
        lead = 0.0 if question.intent in (Intent.FACT, Intent.MATERIAL) else self._margins.passage_lead
        told = max((hit.score for hit in weighed if not isinstance(hit.record, ScopeRule | Task)), default=0.0)
        if not deciding or told - deciding[0].score > lead or self._only_near(question, deciding[0]):
            return self._included(question, weighed, as_of) or self._guidance(question, hits, as_of)
        top = preferred(deciding, self._showing.sources, self._margins, first=ScopeRule, says=self._gives)
        top = stating(top, deciding, frozenset(question.said), self._margins)
        top = modes.served(question, self._helped(question, top, deciding), deciding, self._verdicts, as_of, margins=self._margins)
        top = fitting(limiting(top, deciding, question.facts, self._margins, gives=self._gives), deciding, question.facts, self._margins)
        if places := self._choices.places(question, top, deciding):
            return places
        if readings := self._choices.meant(question, top, deciding):
            return self._by_mode(question, holding, as_of) or readings
        verdict = self._decided(question, top, hits, as_of) or self._by_general(question, top, holding, hits, as_of)
        return self._verdicts.gated(verdict, question) if verdict and question.mode is Mode.MIGRATION_SERVICE else verdict

    def _included(self, question: Question, weighed: Sequence[Hit], as_of: date) -> Verdict | None:
        """That a meeting is part of an engagement, where help is asked for and nothing speaks more of what is asked."""
        if question.intent is not Intent.SCOPE or meetings.is_held(question.text, self._lexicon):
            return None
        top = max(weighed, key=lambda hit: hit.score, default=None)
        if top is None or not isinstance(top.record, Milestone) or not self.confidence.sure(top):
            return None
        held = top.record.organiser in (None, self._pack.programme_party)
        return self._verdicts.verdict(question, top.record, (), as_of, self.confidence.of(top)) if held else None

    def _by_mode(self, question: Question, holding: Sequence[Hit], as_of: date) -> Verdict | None:
        """What the programme says of the kind of help asked for."""
        return modes.by_mode(question, holding, self._verdicts, as_of, confidence=self.confidence)

    def _by_general(self, question: Question, top: Hit, holding: Sequence[Hit], hits: Sequence[Hit], as_of: date) -> Verdict | None:
        """What the whole programme's own rule says that gave way to `top`, which is not sure enough to decide."""
        general = (hit for hit in holding if self._gives_way(question, hit) and hit.score > top.score)
        return next((verdict for hit in general if (verdict := self._decided(question, hit, hits, as_of))), None)

    def _helped(self, question: Question, top: Hit, deciding: Sequence[Hit]) -> Hit:
        """`top`, or where another's task stands before the rule on help with the same thing, and help is asked for, that rule.

        Who does a thing may be guided in it: to ask for help with it is not to ask who does it.
        """
        asks = question.mode in (None, Mode.GUIDANCE) and self._lexicon.stands("intent", "helping", normalise(question.text))
        if not asks or isinstance(top.record, ScopeRule) or self._gives(top.record):
            return top
        rules = (hit for hit in deciding if isinstance(hit.record, ScopeRule) and hit.covered >= top.covered)
        rule = next(rules, top)
        return rule if self._gives(rule.record) and top.score - rule.score <= self._margins.support and self.confidence.sure(rule) else top

    def _only_near(self, question: Question, hit: Hit) -> bool:
        """Whether a yes-or-no question that asks for no help shares too little with what was found to be decided by it."""
        return question.intent in (Intent.FACT, Intent.MEETING) and max(hit.covered, hit.told) < self._margins.held

    def _gives(self, record: Record) -> bool:
        """Whether a record gives the programme's help."""
        return gives(record, self._pack)

    def _gives_way(self, question: Question, hit: Hit) -> float:
        """What a record yields where scope is asked: a general one that lacks some of it; who may use the programme its own rules tell."""
        general = isinstance(hit.record, ScopeRule) and hit.record.general and question.intent is not Intent.ELIGIBILITY
        return self._margins.general if general and hit.covered < 1.0 else 0.0

    def _says_scope(self, record: Record) -> bool:
        """Whether a record says what the programme gives: rules do, and tasks of the programme and of those it is given to."""
        giving = {self._pack.programme_party, self._pack.default_owner}
        return not isinstance(record, Task) or not giving.isdisjoint(record.parties)

    def _decided(self, question: Question, hit: Hit, hits: Sequence[Hit], as_of: date) -> Verdict | None:
        sure = self.confidence.of(hit)
        if sure < self.confidence.decide or not isinstance(hit.record, ScopeRule | Task):
            return None
        on_site = question.mode is Mode.ON_SITE and self._lexicon.stands("mode", "on_site", normalise(text_of(hit.record)))
        asked = replace(question, mode=None) if on_site else question  # "an on-site server" asks for no help on site
        return self._verdicts.verdict(asked, hit.record, hits, as_of, sure)

    def _eligibility(self, question: Question, holding: Sequence[Hit], hits: Sequence[Hit], as_of: date) -> Answer | None:
        """The programme's own gates decide, unless the question names a variant of the programme or a rule fits it better."""
        overview = self._overview(question, hits, as_of)
        if overview is not None:
            return self._verdicts.gated(overview, question) if isinstance(overview, Verdict) else overview
        holding = modes.asked_of(question, holding)
        everywhere = () if question.vendors else self._pack.gates
        gates = [gate for gate in everywhere if gate.everywhere and self._verdicts.in_force(gate.rule, as_of)]
        deciding = able(holding)
        first = deciding[0] if deciding else None
        apart = {workload for gate in gates for workload in gate.not_for} & {
            *question.workloads,
            *(first.record.workloads if first else ()),
        }
        failed = [gate for gate in gates if evaluate(gate.when, question.facts, exception=gate.exception).state is State.UNMET]
        if failed and not apart:
            return self._verdicts.verdict(question, self._rules[failed[0].rule], hits, as_of, 1.0)
        own = {gate.rule for gate in gates}
        specific = (
            not question.bare
            and first is not None
            and first.record.id not in own
            and max(first.covered, first.told) >= self._margins.shared
            and self.confidence.of(first) > self.confidence.specific
        )
        if not gates or specific or apart:
            found = self._scope(question, holding, hits, as_of)
            if isinstance(found, Verdict):
                return found if first and read_by(first.record) & {*question.said} else self._verdicts.gated(found, question)
            if not gates or apart:
                return found
        return self._verdicts.verdict(question, self._rules[gates[0].rule], hits, as_of, 1.0)

    def _ownership(self, question: Question, holding: Sequence[Hit], as_of: date) -> Answer | None:
        weighed = [hit._replace(score=hit.score - less) if (less := self._owners.yields(question, hit.record)) else hit for hit in holding]
        deciding = able(sorted(weighed, key=lambda hit: -hit.score))
        if not deciding:
            return None
        top = preferred(deciding, self._showing.sources, self._margins, first=Task, says=self._owners.owner)
        scope = self._decided(question, top, (), as_of)
        first = able(holding)[0]
        agreed = self._owners.owner(first.record) == self._owners.owner(top.record) and self.confidence.sure(first)
        surely = agreed or self.confidence.of(first) >= (1.0 + self.confidence.decide) / 2
        if scope is None and surely and isinstance(first.record, ScopeRule):  # a rule that is sure, where no task is
            top, scope = first, self._decided(question, first, (), as_of)
        if scope is None or raci(top.record) in (Raci.CONSULTED, Raci.INFORMED):
            return None
        obliged = self._lexicon.opens("intent", "obligation", normalise(question.text))
        if obliged and isinstance(top.record, ScopeRule) and self._gives(top.record):
            return None  # what is given says nothing of what one must have or do for it
        if scope.provider is None:
            return scope
        if isinstance(top.record, Task) and scope.provider in top.record.parties:
            said = scope if self._says_scope(top.record) else self._of_party(question, top.record, deciding, as_of)
            return owners.by_tasks(top, top.record, deciding, as_of, asked=question.content, scope=said, rules=self._owners)
        return owners.by_verdict(scope, scope.provider, self._showing)

    def _of_party(self, question: Question, task: Task, deciding: Sequence[Hit], as_of: date) -> Verdict | None:
        """What a rule near `task` says of its party's part in the programme: a partner's part is not out of it for being a partner's."""
        rules = (
            hit
            for hit in deciding
            if isinstance(hit.record, ScopeRule) and hit.record.provider in task.parties and self.confidence.sure(hit)
        )
        return next((self._decided(question, hit, (), as_of) for hit in rules), None)

    def search(self, hits: Sequence[Hit], as_of: date, k: int) -> Guidance:
        """What was found for who looks a thing up and wants no decision."""
        return guidance.search(hits, as_of, k, showing=self._showing, confidence=self.confidence)

    def _guidance(self, question: Question, hits: Sequence[Hit], as_of: date) -> Answer | None:
        return guidance.guidance(question, hits, as_of, showing=self._showing, confidence=self.confidence)

    def _abstain(self, hits: Sequence[Hit], reason: Literal["no_record", "not_this_programme"]) -> Abstain:
        titles = dict.fromkeys(self._showing.title(hit.record) for hit in hits if hit.dense > _NEAR)
        return Abstain(reason=reason, nearest=tuple(Choice(title=title, question=title) for title in titles)[:3])
