"""Deciding: from a question and ranked records to an answer. Every answer rests on a record that holds on the day asked about.

Precedence among records on one subject: the more specific, then the higher authority, then the newer edition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.answers import Abstain, Answer, Choice, Cited, Clarify, FactUsed, Found, Guidance, Need, Ownership, Part, Verdict
from knowledge.conditions import FactValue, State, evaluate, names, thresholds
from knowledge.facts import shown
from knowledge.models import Coverage, Gate, Milestone, Mode, PackManifest, Passage, Record, Resource, ScopeRule, Source, Task
from knowledge.question import Intent, Question
from knowledge.retriever import Hit
from knowledge.wording import Wording
from knowledge.words import stems

Facts = Mapping[str, FactValue]

_STATES = {  # what a record must show to answer a question for such a value
    "money": re.compile(r"[$€£]\s?\d|\d\s?(dollars|usd|eur|euros)\b|\b(no|without)( \w+)? (cost|charge|fee)|\bfree\b|\bfee-based\b|\bcharge", re.IGNORECASE),
    "phone": re.compile(r"\+?\d[\d ()-]{7,}\d"),
    "email": re.compile(r"\S+@\S+\.\S+"),
    "date": re.compile(r"\b(19|20)\d\d\b"),
}
_REFUSED = ("injection", "outside", "own_data", "appointment", "person")


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Where the desk stops answering. Confidence runs from 0 to 1; margins are differences of scores.

    decide, guide: least confidence for a verdict or owner, and for guidance. passage_lead: by how much a passage must beat a rule to
    answer in its place. rival: how close a record on the same subject competes by precedence. shared: how close two parties' parts lie.
    """

    decide: float = 0.5
    guide: float = 0.4
    passage_lead: float = 0.25
    rival: float = 0.2
    shared: float = 0.25


class Decider:
    """Decides questions over a pack's records."""

    def __init__(self, pack: PackManifest, records: Sequence[Record], wording: Wording, thresholds: Thresholds | None = None) -> None:
        self._pack, self._wording, self._thresholds = pack, wording, thresholds or Thresholds()
        self._sources = {source.id: source for source in pack.sources}
        self._parties = {party.id: party.name for party in pack.parties}
        self._phases = {phase.id: phase.name for phase in pack.phases}
        self._facts = {spec.id: spec for spec in pack.facts}
        self._rules = {record.id: record for record in records if isinstance(record, ScopeRule)}

    def decide(self, question: Question, hits: Sequence[Hit], as_of: date) -> Answer:
        """The answer to `question`, given its hits, best first, on the day `as_of`."""
        if any(name in _REFUSED for name in question.asked_for):
            return self._abstain(hits, as_of, "not_this_programme")
        holding = [hit for hit in hits if self._source(hit).holds(as_of)]
        match question.intent:
            case Intent.ELIGIBILITY:
                answer = self._eligibility(question, holding, hits, as_of)
            case Intent.OWNERSHIP:
                answer = self._ownership(question, holding, as_of)
            case Intent.SCOPE:
                answer = self._scope(question, holding, hits, as_of)
            case _:
                answer = self._guidance(question, hits, as_of)
        return answer or self._abstain(hits, as_of, "no_record")

    def _scope(self, question: Question, holding: list[Hit], hits: Sequence[Hit], as_of: date) -> Answer | None:
        deciding = [hit for hit in holding if isinstance(hit.record, ScopeRule | Task)]
        if not deciding or self._passage_leads(deciding[0], holding):
            return self._guidance(question, hits, as_of)
        top = self._preferred(deciding)
        if confidence(top) < self._thresholds.decide:
            return None
        return self._verdict(question, top, hits, as_of)

    def _passage_leads(self, rule: Hit, hits: Sequence[Hit]) -> bool:
        return hits[0].score - rule.score > self._thresholds.passage_lead

    def _preferred(self, deciding: Sequence[Hit]) -> Hit:
        """The first hit, or the record on the same subject that goes before it."""
        top = deciding[0]
        rivals = [hit for hit in deciding if top.score - hit.score <= self._thresholds.rival and same_subject(top.record, hit.record)]
        return max(rivals, key=lambda hit: (not _general(hit.record), self._source(hit).authority, self._source(hit).holds_from, hit.score))

    def _verdict(self, question: Question, hit: Hit, hits: Sequence[Hit], as_of: date) -> Verdict:
        record = hit.record
        assert isinstance(record, ScopeRule | Task)
        rule = record if isinstance(record, ScopeRule) else self._as_rule(record)
        outcome = evaluate(rule.when, question.facts)
        coverage = rule.otherwise if outcome.state is State.UNMET else rule.coverage
        open_ = outcome.state is State.UNKNOWN or (bool(rule.qualifiers) and rule.coverage.in_scope and outcome.state is not State.UNMET)
        failed: list[Gate] = []
        gates = [gate for gate in self._pack.gates if _applies(gate, rule)] if coverage.in_scope else []
        failed = [gate for gate in gates if evaluate(gate.when, question.facts).state is State.UNMET]
        instead = rule.instead if outcome.state is not State.MET or not coverage.in_scope else ""
        provider = rule.provider
        citations = [self.cite(record, as_of)]
        beyond = self._beyond(question, rule)
        if beyond is not None and coverage.in_scope:
            coverage, open_, instead, provider = beyond.coverage, False, beyond.instead, beyond.provider
            citations.insert(0, self.cite(beyond, as_of))
        if failed:
            coverage, open_, instead = Coverage.EXCLUDED, False, failed[0].instead
            citations += [self.cite(self._rules[gate.rule], as_of) for gate in failed if gate.rule in self._rules]
        verdict = "conditional" if open_ else "in_scope" if coverage.in_scope else "out_of_scope"
        provider = provider or (self._pack.programme_party if verdict == "in_scope" else self._pack.default_owner)
        conditions = [text for text in (rule.when_text, *rule.qualifiers) if text] or ([rule.when] if rule.when else [])
        return Verdict(
            verdict=verdict, coverage=coverage, subject=rule.subject, clause=rule.clause,
            conditions=(*(gate.text for gate in failed), *conditions),
            needs=tuple(self.need(fact) for fact in outcome.needs) if verdict == "conditional" else (),
            gates=tuple(gate.text for gate in gates if gate not in failed), next_threshold=self._next(rule, gates, question.facts),
            instead=instead, provider=provider, provider_name=self._parties.get(provider or "", ""),
            disagreeing=self._disagreeing(hit, verdict, hits, question, as_of), facts=self._used(question.facts, rule, gates),
            citations=tuple(citations), confidence=confidence(hit),
        )  # fmt: skip

    def _as_rule(self, task: Task) -> ScopeRule:
        """What a task says of scope: the programme's own tasks are help it gives, others' are theirs."""
        own = task.party == self._pack.programme_party
        text = f"{task.within} {task.text}".strip()
        return ScopeRule(
            id=task.id, citation=task.citation, workloads=task.workloads, subject=text, clause=text,
            coverage=Coverage.ENTITLED if own else Coverage.CUSTOMER, provider=None if own else task.party,
        )  # fmt: skip

    def _beyond(self, question: Question, rule: ScopeRule) -> ScopeRule | None:
        """The programme's rule on the mode of help asked for, when this rule does not give that mode itself."""
        if question.mode is None or rule.mode in (question.mode, Mode.MIGRATION_SERVICE):
            return None
        return next((self._rules.get(mode.rule) for mode in self._pack.modes if mode.mode == question.mode), None)

    def _eligibility(self, question: Question, holding: list[Hit], hits: Sequence[Hit], as_of: date) -> Answer | None:
        """The programme's own gates decide; a more specific rule on eligibility that fits the question well goes before them."""
        gate_rules = {gate.rule for gate in self._pack.gates if gate.everywhere}
        rules = [hit for hit in holding if isinstance(hit.record, ScopeRule | Task)]
        segment = any(workload.kind == "segment" and workload.id in question.workloads for workload in self._pack.workloads)
        if rules and rules[0].record.id not in gate_rules and (segment or confidence(rules[0]) > 0.75):
            return self._scope(question, holding, hits, as_of)
        for gate in (gate for gate in self._pack.gates if gate.everywhere and not segment):
            if evaluate(gate.when, question.facts).state is State.UNMET and gate.rule in self._rules:
                return self._gate_verdict(self._rules[gate.rule], question, hits, as_of)
        first = next((gate for gate in self._pack.gates if gate.everywhere and gate.rule in self._rules), None)
        return None if first is None or segment else self._gate_verdict(self._rules[first.rule], question, hits, as_of)

    def _gate_verdict(self, rule: ScopeRule, question: Question, hits: Sequence[Hit], as_of: date) -> Verdict:
        found = next((hit for hit in hits if hit.record.id == rule.id), None)
        hit = found or Hit(number=-1, record=rule, dense=1.0, lexical=1.0, covered=1.0, told=1.0, agreement=1.0, score=9.0)
        return self._verdict(question, hit, hits, as_of).model_copy(update={"confidence": 1.0})

    def _ownership(self, question: Question, holding: list[Hit], as_of: date) -> Answer | None:
        deciding = [hit for hit in holding if isinstance(hit.record, ScopeRule | Task)]
        if not deciding:
            return None
        top = self._preferred(deciding)
        if confidence(top) < self._thresholds.decide:
            return None
        if isinstance(top.record, ScopeRule):
            return self._owner_by_rule(question, top, as_of)
        tasks = [top, *(hit for hit in holding if isinstance(hit.record, Task) and hit.record.party != top.record.party)]
        owners, supporters = [top], []
        for hit in tasks[1:]:
            taken = {other.record.party for other in (*owners, *supporters) if isinstance(other.record, Task)}
            assert isinstance(hit.record, Task)
            if hit.record.party in taken or top.score - hit.score > 2 * self._thresholds.shared or confidence(hit) < self._thresholds.guide:
                continue
            equal = top.score - hit.score <= self._thresholds.shared and same_subject(top.record, hit.record)
            (owners if equal else supporters).append(hit)
        return Ownership(
            task=_task_text(top.record), owners=tuple(_party(hit) for hit in owners), supporting=tuple(_party(hit) for hit in supporters),
            phase=self._phases.get(top.record.phase, ""), parts=tuple(self._part(hit) for hit in owners),
            support_parts=tuple(self._part(hit) for hit in supporters),
            citations=tuple(self.cite(hit.record, as_of) for hit in (*owners, *supporters)), confidence=confidence(top),
        )  # fmt: skip

    def _owner_by_rule(self, question: Question, hit: Hit, as_of: date) -> Ownership:
        verdict = self._verdict(question, hit, (), as_of)
        owner = verdict.provider or self._pack.default_owner or ""
        if verdict.coverage is Coverage.VALUE_ADDED:
            owner = verdict.provider or owner
        part = Part(party=owner, party_name=self._parties.get(owner, owner), text=verdict.clause)
        return Ownership(task=verdict.subject, owners=(owner,), parts=(part,), citations=verdict.citations, confidence=verdict.confidence)

    def _part(self, hit: Hit) -> Part:
        task = hit.record
        assert isinstance(task, Task)
        return Part(party=task.party, party_name=self._parties.get(task.party, task.party), text=_task_text(task), raci=task.raci.value)

    def _guidance(self, question: Question, hits: Sequence[Hit], as_of: date) -> Answer | None:
        kinds = [name for name in question.asked_for if name in _STATES]
        stating = [hit for hit in hits[:8] if all(_STATES[name].search(_text(hit.record)) for name in kinds)] if kinds else list(hits)
        ordered = sorted(stating, key=lambda hit: -(hit.score + self._liking(question.intent, hit.record)))[:5]
        if not ordered or confidence(ordered[0]) < self._thresholds.guide:
            return None
        kept = [hit for hit in ordered if confidence(hit) >= self._thresholds.guide or hit is ordered[0]]
        return Guidance(
            found=tuple(self.found(hit.record) for hit in kept), citations=tuple(self.cite(hit.record, as_of) for hit in kept),
            confidence=confidence(kept[0]),
        )  # fmt: skip

    @staticmethod
    def _liking(intent: Intent, record: Record) -> float:
        """What kinds of record answer an intent best."""
        if intent is Intent.MEETING:
            return 0.2 if isinstance(record, Milestone) else 0.0
        return 0.1 if isinstance(record, Resource | Passage) else 0.0

    def _disagreeing(self, hit: Hit, verdict: str, hits: Sequence[Hit], question: Question, as_of: date) -> tuple[Cited, ...]:
        """Lower or older sources on the same subject that come to another verdict or other numbers."""
        found = []
        for other in hits[:25]:
            if other.record.id == hit.record.id or not isinstance(other.record, ScopeRule) or not isinstance(hit.record, ScopeRule):
                continue
            numbers = [set(thresholds(rule.when, "seats")) if rule.when and "seats" in names(rule.when) else set() for rule in (hit.record, other.record)]
            lower = not self._source(other).holds(as_of) or self._source(other).authority < self._source(hit).authority
            if lower and numbers[0] and numbers[1] and numbers[0] != numbers[1] and same_kind(hit.record, other.record):
                found.append(self.cite(other.record, as_of))
        return tuple(found[:2])

    def _next(self, rule: ScopeRule, gates: Sequence[Gate], facts: Facts) -> str:
        """The next higher number at which something opens, for the integer facts that are known."""
        opening = [(rule.when, rule.when_text or rule.subject), *((gate.when, gate.text) for gate in (*gates, *self._pack.gates))]
        for expression, text in opening:
            for fact in sorted(names(expression)) if expression else ():
                value = facts.get(fact)
                if isinstance(value, int) and not isinstance(value, bool):
                    above = [bound for bound in thresholds(expression or "", fact) if bound > value]
                    if above:
                        return f"{above[-1]:,} {self._facts[fact].label}: {text}"
        return ""

    def _used(self, facts: Facts, rule: ScopeRule, gates: Sequence[Gate]) -> tuple[FactUsed, ...]:
        read = {name for expression in (rule.when, *(gate.when for gate in gates)) if expression for name in names(expression)}
        return tuple(FactUsed(fact=name, label=self._facts[name].label, value=shown(self._facts[name], facts[name])) for name in facts if name in read)

    def need(self, fact: str) -> Need:
        """What asks a person for `fact`."""
        spec = self._facts[fact]
        options = tuple((option.id, option.name) for option in spec.options)
        return Need(fact=fact, label=spec.label, type=spec.type, question=spec.question, options=options)

    def found(self, record: Record) -> Found:
        """A record as a search result."""
        say = self._wording.say
        match record:
            case Resource():
                stage = say(f"stage.{record.stage}") if record.stage else ""
                detail = " · ".join(part for part in (", ".join(record.products), stage) if part)
                return Found(docid=record.id, title=record.title, text=record.summary, detail=detail, url=record.url)
            case Milestone():
                return Found(docid=record.id, title=record.name, text=self._milestone(record))
            case ScopeRule():
                return Found(docid=record.id, title=record.subject, text=record.clause, detail=say(f"coverage.{record.coverage.value}"))
            case Task():
                return Found(docid=record.id, title=self._parties.get(record.party, ""), text=_task_text(record), detail=self._phases.get(record.phase, ""))
            case Passage():
                heading = record.topic or (record.citation.heading[-1] if record.citation.heading else self._sources[record.citation.source].title)
                return Found(docid=record.id, title=heading, text=record.text, detail=" › ".join(record.citation.heading[:-1]))

    def _milestone(self, record: Milestone) -> str:
        say = self._wording.say
        facts = [say("guidance.meeting_duration", minutes=record.duration_min)] if record.duration_min else []
        facts += [say("guidance.meeting_rhythm", rhythm=" or ".join(say(f"rhythm.{rhythm}") for rhythm in record.rhythm))] if record.rhythm else []
        facts += [say("guidance.meeting_organiser", party=self._parties.get(record.organiser, ""))] if record.organiser else []
        facts += [say("guidance.meeting_optional")] if record.optional else []
        return f"{record.purpose} ({'; '.join(facts)})" if facts else record.purpose

    def cite(self, record: Record, as_of: date) -> Cited:
        """The citation of `record` for people and machines."""
        source = self._sources[record.citation.source]
        quote = self.found(record).text if isinstance(record, Milestone) else _text(record)
        return Cited(
            docid=record.id, source=source.file, title=source.title, publisher=source.publisher, published=source.published, url=source.url,
            heading=" › ".join(record.citation.heading), quote=quote, edition=source.edition, superseded=not source.holds(as_of),
        )  # fmt: skip

    def _abstain(self, hits: Sequence[Hit], as_of: date, reason: str) -> Abstain:
        near = [hit for hit in hits if hit.dense > 0.35 and self._source(hit).holds(as_of)] if reason == "no_record" else []
        titles = dict.fromkeys(_title(hit.record) for hit in near)
        return Abstain(reason=reason, nearest=tuple(Choice(title=title, question=title) for title in titles if title)[:3])  # type: ignore[arg-type]

    def clarify(self, hits: Sequence[Hit]) -> Clarify:
        """A question back: which of these was meant."""
        return Clarify(choices=tuple(Choice(title=_title(hit.record), question=_title(hit.record)) for hit in hits))

    def _source(self, hit: Hit) -> Source:
        return self._sources[hit.record.citation.source]


def confidence(hit: Hit) -> float:
    """How sure it is that `hit` speaks of what was asked, 0 to 1: a logistic function of its features."""
    raw = 4.0 * hit.dense + 4.5 * hit.covered + 1.0 * hit.told + 0.8 * hit.agreement - 4.3
    return round(1.0 / (1.0 + 2.718281828 ** -raw), 4)


def same_subject(left: Record, right: Record) -> bool:
    """Whether two records speak of one thing: mostly the same words, and no workload that only one of them has."""
    if left.id == right.id:
        return True
    if left.workloads and right.workloads and not set(left.workloads) & set(right.workloads):
        return False
    a, b = set(stems(_text(left))), set(stems(_text(right)))
    return len(a & b) >= 0.6 * min(len(a), len(b)) and len(a & b) >= 0.4 * max(len(a), len(b))


def same_kind(left: ScopeRule, right: ScopeRule) -> bool:
    """Whether two rules regulate the same matter: the same workloads."""
    return set(left.workloads) == set(right.workloads)


def _applies(gate: Gate, rule: ScopeRule) -> bool:
    if rule.id == gate.rule:
        return False
    return gate.id in rule.gates or (gate.everywhere and not set(gate.not_for) & set(rule.workloads))


def _general(record: Record) -> bool:
    return isinstance(record, ScopeRule) and record.general


def _party(hit: Hit) -> str:
    assert isinstance(hit.record, Task)
    return hit.record.party


def _task_text(task: Task) -> str:
    return f"{task.within} {task.text}".strip()


def _title(record: Record) -> str:
    return record.subject if isinstance(record, ScopeRule) else record.title if isinstance(record, Resource) else _text(record)[:80]


def _text(record: Record) -> str:
    match record:
        case ScopeRule():
            return record.clause
        case Task():
            return _task_text(record)
        case Milestone():
            return f"{record.name}: {record.purpose}"
        case Resource():
            return f"{record.title}: {record.summary}"
        case Passage():
            return record.text
