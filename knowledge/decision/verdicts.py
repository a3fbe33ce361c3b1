"""Verdicts: a rule's coverage, turned by its conditions, the programme's gates and the mode of help asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from knowledge.answers import Cited, Verdict
from knowledge.conditions import FactValue, State, evaluate, limits, names, thresholds
from knowledge.decision.precedence import same_subject
from knowledge.decision.showing import Showing
from knowledge.decision.texts import task_text, terms_of
from knowledge.hits import Hit
from knowledge.models import Coverage, Gate, Milestone, Mode, PackManifest, ScopeRule, Task
from knowledge.question import Question
from knowledge.versions import new_enough
from knowledge.words import stems

_LOOKED_AT = 25  # hits among which a source that says otherwise is looked for


class Verdicts:
    """Makes verdicts from rules and tasks."""

    def __init__(self, pack: PackManifest, rules: Mapping[str, ScopeRule], showing: Showing) -> None:
        self._pack, self._rules, self._showing = pack, rules, showing
        self._overviews = [rule for rule in rules.values() if rule.overview]

    def verdict(
        self, question: Question, record: ScopeRule | Task | Milestone, hits: Sequence[Hit], as_of: date, confidence: float
    ) -> Verdict:
        """What `record` says of `question`, with the facts known. `hits` are searched for sources that say otherwise."""
        rule = record if isinstance(record, ScopeRule) else self._as_rule(record)
        outcome = evaluate(rule.when, question.facts, exception=rule.exception)
        partly = outcome.state is State.UNMET and self._partly(rule, question.facts)
        outdated = bool(question.versions) and rule.coverage.in_scope and new_enough(terms_of(rule), question.versioned) is False
        unmet = outdated or (outcome.state is State.UNMET and not partly)
        coverage = rule.otherwise if unmet else rule.coverage
        qualifiers = [text for text in rule.qualifiers if not _settled(text, question)]
        limited = bool(qualifiers) and coverage.in_scope
        unsettled = not outdated and (outcome.state is State.UNKNOWN or limited or partly)
        gates = [gate for gate in self._pack.gates if coverage.in_scope and _applies(gate, rule) and self.in_force(gate.rule, as_of)]
        states = {gate.id: self._state(gate, rule, question.facts) for gate in gates}
        failed = [gate for gate in gates if states[gate.id] is State.UNMET]
        beyond = self._beyond(question, rule, as_of) if coverage.in_scope else None
        clause, instead, provider, proofs = rule.clause, "" if outdated and rule.when else rule.instead, rule.provider, [record]
        if failed:
            coverage, unsettled, instead, provider = Coverage.EXCLUDED, False, failed[0].instead, None
            proofs += [self._rules[gate.rule] for gate in failed]
        elif beyond is not None:
            clause, coverage, unsettled, instead, provider = beyond.clause, beyond.coverage, False, beyond.instead, beyond.provider
            proofs.insert(0, beyond)
        verdict = "conditional" if unsettled else "in_scope" if coverage.in_scope else "out_of_scope"
        programme = self._pack.programme_party
        given = coverage is Coverage.ENTITLED and (rule.when is not None or provider is None)  # by the programme itself
        doer = programme if given else provider or (programme if coverage.in_scope else self._pack.default_owner)
        own = [rule.when_text or rule.when] if rule.when and not outdated else []
        read = (rule.when, rule.exception, *(gate.when for gate in gates), *(gate.exception for gate in gates))
        return Verdict(
            verdict=verdict, coverage=coverage, subject=rule.subject, clause=clause,
            conditions=(*(gate.text for gate in failed), *(text for text in own if text), *qualifiers),
            needs=tuple(self._showing.need(fact) for fact in outcome.needs if unsettled),
            gates=tuple(gate.text for gate in gates if states[gate.id] is State.UNKNOWN),
            next_threshold=self._next(rule, gates, question.facts), instead=instead if verdict != "in_scope" else "",
            provider=doer, provider_name=self._showing.party(doer),
            disagreeing=self._disagreeing(rule, hits, as_of),
            facts=self._showing.used(question.facts, *read),
            citations=tuple(self._showing.cite(proof, as_of) for proof in proofs), confidence=confidence,
        )  # fmt: skip

    def gated(self, verdict: Verdict, question: Question) -> Verdict:
        """`verdict` where eligibility itself is asked: a condition of the whole programme that facts leave open decides it."""
        texts = {gate.text: gate for gate in self._pack.gates}
        open_ = [gate for text in verdict.gates for gate in (texts[text],) if thresholds_of(gate)]
        needs = [fact for gate in open_ for fact in evaluate(gate.when, question.facts, exception=gate.exception).needs]
        if verdict.verdict != "in_scope" or not needs:
            return verdict
        return verdict.model_copy(
            update={
                "verdict": "conditional",
                "conditions": (*verdict.conditions, *(gate.text for gate in open_)),
                "needs": tuple(self._showing.need(fact) for fact in dict.fromkeys(needs)),
                "gates": tuple(text for text in verdict.gates if texts[text] not in open_),
            }
        )

    def _as_rule(self, task: Task | Milestone) -> ScopeRule:
        """What a task says of scope: the programme's own are help it gives, others' are theirs; a meeting of an engagement is given."""
        if isinstance(task, Milestone):
            return ScopeRule(
                id=task.id, citation=task.citation, workloads=task.workloads, subject=task.name, clause=task.purpose,
                coverage=Coverage.ENTITLED,
            )  # fmt: skip
        own, text = self._pack.programme_party in task.parties, task_text(task)
        return ScopeRule(
            id=task.id, citation=task.citation, workloads=task.workloads, subject=text, clause=text, gates=task.gates,
            when=task.when, when_text=task.when_text, exception=task.exception, qualifiers=task.qualifiers,
            coverage=Coverage.ENTITLED if own else Coverage.CUSTOMER, provider=None if own else task.party,
        )  # fmt: skip

    def _partly(self, rule: ScopeRule, facts: Mapping[str, FactValue]) -> bool:
        """Whether only a limit on things that can be taken one by one is passed: then the part up to it stays in scope."""
        cut = dict(facts)
        for fact, value in facts.items():
            bounds = limits(rule.when, fact) if rule.when and self._showing.facts[fact].separable else ()
            if bounds and isinstance(value, int):
                cut[fact] = min(value, bounds[-1])
        return cut != dict(facts) and evaluate(rule.when, cut, exception=rule.exception).state is State.MET

    def in_force(self, rule: str, as_of: date) -> bool:
        """Whether the rule with this id, which proves a gate or speaks of a mode of help, holds on the day asked about."""
        return rule in self._rules and self._showing.sources[self._rules[rule].citation.source].holds(as_of)

    def _state(self, gate: Gate, rule: ScopeRule, facts: Mapping[str, FactValue]) -> State:
        """What `gate` comes to beneath `rule`; still open where the rule itself turns on the fact that the gate excepts."""
        state = evaluate(gate.when, facts, exception=gate.exception).state
        excepted = names(gate.exception) & names(rule.when) - facts.keys() if gate.exception and rule.when else frozenset()
        return State.UNKNOWN if state is State.UNMET and excepted else state

    def _beyond(self, question: Question, rule: ScopeRule, as_of: date) -> ScopeRule | None:
        """The programme's rule on the mode of help asked for, where this rule does not give that mode itself."""
        if question.mode in (None, Mode.MIGRATION_SERVICE) or rule.mode in (question.mode, Mode.MIGRATION_SERVICE):
            return None
        beyond = self.on_mode(question.mode, as_of)
        return None if beyond is None or beyond.id == rule.id else beyond

    def on_mode(self, mode: Mode, as_of: date) -> ScopeRule | None:
        """The programme's rule on a kind of help, which holds on the day asked about; None where it has none."""
        return next((self._rules[each.rule] for each in self._pack.modes if each.mode == mode and self.in_force(each.rule, as_of)), None)

    def overview(self, workload: str, as_of: date) -> ScopeRule | None:
        """The newest rule of a workload as a whole that holds on the day asked about; None where it has none."""
        rules = [rule for rule in self._overviews if workload in rule.workloads and self.in_force(rule.id, as_of)]
        return max(rules, key=lambda rule: self._showing.sources[rule.citation.source].holds_from, default=None)

    def _next(self, rule: ScopeRule, gates: Sequence[Gate], facts: Mapping[str, FactValue]) -> str:
        """The next higher number at which something opens, for the integer facts that are known."""
        for expression, text in [(rule.when, rule.when_text or rule.subject), *((gate.when, gate.text) for gate in gates)]:
            for fact in sorted(names(expression)) if expression else ():
                value = facts.get(fact)
                if expression and isinstance(value, int) and not isinstance(value, bool):
                    above = [bound for bound in thresholds(expression, fact) if bound > value]
                    if above:
                        return f"{above[0]:,} {self._showing.facts[fact].label}: {text}"
        return ""

    def _disagreeing(self, rule: ScopeRule, hits: Sequence[Hit], as_of: date) -> tuple[Cited, ...]:
        """Sources that are lower or no longer hold and put another number or coverage on the same matter."""
        own = self._showing.sources[rule.citation.source]
        found = []
        for other in (hit.record for hit in hits[:_LOOKED_AT]):
            if not isinstance(other, ScopeRule) or other.id == rule.id:
                continue
            source = self._showing.sources[other.citation.source]
            if source.holds(as_of) and source.authority >= own.authority:
                continue
            if _bounds(rule) and _bounds(other) and set(rule.workloads) == set(other.workloads):
                differs = _bounds(rule) != _bounds(other)
            else:
                differs = same_subject(rule, other) and rule.coverage.in_scope != other.coverage.in_scope
            if differs:
                found.append(self._showing.cite(other, as_of))
        return tuple(found[:2])


def _settled(qualifier: str, question: Question) -> bool:
    """Whether a question itself says what a limit demands: all of its words, while it denies nothing, or a version new enough."""
    said = not question.denies and set(stems(qualifier)) <= set(stems(question.query))
    return said or bool(question.versions and new_enough(qualifier, question.versioned))


def _bounds(rule: ScopeRule) -> frozenset[tuple[str, int]]:
    """The numbers that a rule's condition holds facts against."""
    if rule.when is None:
        return frozenset()
    return frozenset((fact, bound) for fact in names(rule.when) for bound in thresholds(rule.when, fact))


def thresholds_of(gate: Gate) -> bool:
    """Whether a gate is a threshold: a number that everyone has, so that a question for eligibility turns on it."""
    return any(thresholds(gate.when, fact) for fact in names(gate.when))


def _applies(gate: Gate, rule: ScopeRule) -> bool:
    if rule.id == gate.rule:
        return False
    return gate.id in rule.gates or (gate.everywhere and not set(gate.not_for) & set(rule.workloads))
