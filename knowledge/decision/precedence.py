"""Which record speaks when several do: who does a task before who is asked or told, the more specific, the higher authority, the newer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.conditions import FactValue, State, evaluate, names
from knowledge.decision.texts import text_of
from knowledge.hits import Hit
from knowledge.models import Raci, Record, ScopeRule, Source, Task
from knowledge.words import stems

_PARTS = tuple(Raci)  # from the one who does it to the one who is told


@dataclass(frozen=True, kw_only=True)
class Margins:
    """Differences of scores. rival: how close a record on the same subject competes by precedence.

    passage_lead: by how much a passage must beat the best rule to answer in its place.
    support: how far behind the owner's task another party's part may stand to count as support.
    choice: how close two records that say opposite things stand for both to be offered; several: the same where a thing is only named.
    general: what a general rule yields to specific ones where scope is asked.
    advice: what advice on a thing yields to doing it where its doer is asked for.
    version: by how much a record that names the version asked about goes before one that names none.
    limited: how far behind an unconditional yes a conditional one may stand and still speak in its place.
    apart: how much less near in meaning that one may be; clearly: how much more of the question it must hold to be less near than that.
    telling: how much of what the other is asked for by, it must be asked for by.
    guiding: how far behind a service whose condition fails the guidance on the same matter may stand where guidance is asked for.
    stated: how rare the fact is that a question states for a record that turns on it.
    much: the share of what a record covers that another must cover to meet a fact in its place; fuller: how much more, to fail it.
    held: what a record must hold of a question that asks whether something is so, or is asked for by, to decide it.
    shared: what a record and a question on eligibility must hold of one another for that record to go before the programme's conditions.
    """

    rival: float = 0.2
    passage_lead: float = 0.25
    support: float = 0.5
    choice: float = 0.04
    several: float = 0.15
    general: float = 0.18
    advice: float = 0.3
    version: float = 0.2
    limited: float = 0.25
    apart: float = 0.1
    clearly: float = 0.2
    telling: float = 0.5
    held: float = 0.35
    much: float = 0.7
    fuller: float = 0.1
    shared: float = 0.25
    stated: float = 0.7
    guiding: float = 0.25


def able(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that can decide: whoever is only informed of a task has no part in it."""
    return [hit for hit in hits if isinstance(hit.record, ScopeRule | Task) and raci(hit.record) is not Raci.INFORMED]


def preferred(
    deciding: Sequence[Hit],
    sources: dict[str, Source],
    margins: Margins,
    *,
    first: type[ScopeRule | Task],
    says: Callable[[Record], object],
) -> Hit:
    """The first of `deciding` (best first, not empty), or the record on the same subject that goes before it.

    What goes before is as sure as the best of those that say the same: they bear it out. Where scope is asked, a rule does not go before
    a task that says the opposite: who must have a thing in place is not helped with it, though the rule on what builds upon it names it.
    first: the kind of record that goes before the other: rules carry the conditions of scope, tasks say who does a thing.
    says: what a record says of the matter, to compare by.
    """
    top = deciding[0]
    rivals = [
        hit
        for hit in deciding
        if top.score - hit.score <= margins.rival
        and same_subject(top.record, hit.record)
        and (first is Task or type(hit.record) is type(top.record) or says(hit.record) == says(top.record))
    ]

    def rank(hit: Hit) -> tuple[bool, int, bool, bool, int, int, float]:
        source = sources[hit.record.citation.source]
        general = isinstance(hit.record, ScopeRule) and hit.record.general
        return (
            isinstance(hit.record, first),
            -_PARTS.index(raci(hit.record)),
            not general,
            hit.agreement > 1.0,
            source.authority,
            source.holds_from.toordinal(),
            hit.score,
        )

    chosen = max(rivals, key=rank)
    surest = next(hit for hit in rivals if says(hit.record) == says(chosen.record))
    return surest._replace(number=chosen.number, record=chosen.record)


def limiting(
    top: Hit, deciding: Sequence[Hit], facts: Mapping[str, FactValue], margins: Margins, *, gives: Callable[[Record], bool]
) -> Hit:
    """`top`, or where it gives help without a condition, the best of `deciding` that gives it with one and speaks of as much.

    A list names a thing without what the clause beside it demands, and a wrong yes costs more than a question. One that turns on a rare
    fact which the question states goes before others: it was said for that. Both must be asked for by name half as much as `top` is.
    One that such a fact fails goes before what is open on another, too.
    gives: whether a record gives help.
    """
    if not gives(top.record):
        return top
    if _open(top.record, facts):
        return top if read_by(top.record) & facts.keys() else _failed(top, deciding, facts, margins, gives=gives)
    kin = set(top.record.workloads)
    close = [hit for hit in deciding if top.score - hit.score <= margins.limited and hit.covered >= top.covered]
    conditional = [hit for hit in close if gives(hit.record) and _limited(hit.record) and kin & set(hit.record.workloads)]
    named = [hit for hit in conditional if hit.told >= margins.telling * top.told]
    stated = (hit for hit in named if hit.facts >= margins.stated)
    alike = (
        hit
        for hit in named
        if (top.dense - hit.dense <= margins.apart or hit.covered - top.covered >= margins.clearly)
        and _open(hit.record, facts)
        and _state(hit.record, facts) is not State.UNMET
    )
    return next(stated, None) or next(alike, top)


def stating(top: Hit, deciding: Sequence[Hit], said: frozenset[str], margins: Margins) -> Hit:
    """`top`, or the near record on the same matter that turns on more of the facts that the question states, two at least.

    Where one clause asks for all that others ask for one by one, who tells several means that one.
    """
    told = len(read_by(top.record) & said)
    kin = set(top.record.workloads)
    near = [hit for hit in deciding if top.score - hit.score <= margins.support and (not kin or kin & set(hit.record.workloads))]
    fullest = max(near, key=lambda hit: len(read_by(hit.record) & said), default=top)
    return fullest if len(read_by(fullest.record) & said) > max(told, 1) and read_by(top.record) < read_by(fullest.record) else top


def _failed(top: Hit, deciding: Sequence[Hit], facts: Mapping[str, FactValue], margins: Margins, *, gives: Callable[[Record], bool]) -> Hit:
    """`top`, or the near record on the same products whose condition a fact fails that was stated for it: that settles what is open."""
    kin = set(top.record.workloads)
    near = (hit for hit in deciding if top.score - hit.score <= margins.limited and gives(hit.record) and kin & set(hit.record.workloads))
    return next((hit for hit in near if hit.facts >= margins.stated and _state(hit.record, facts) is State.UNMET), top)


def fitting(top: Hit, deciding: Sequence[Hit], facts: Mapping[str, FactValue], margins: Margins) -> Hit:
    """`top`, or where a stated fact fails its condition, the near record on the same products whose condition that fact meets.

    Clauses split at a number: up to it one of them speaks, beyond it the other. In a plain question a clause that is not named in any word
    fails nothing where one that is stands near. Where the fact meets it, a near record that speaks of more
    and that the same fact fails goes before it: the narrower clause is the one asked for.
    """
    state, read = _state(top.record, facts), read_by(top.record)
    kin = set(top.record.workloads)
    same = [
        hit
        for hit in deciding
        if top.score - hit.score <= margins.support and kin & set(hit.record.workloads) and read_by(hit.record) & read
    ]
    if state is State.UNMET:
        meeting = (hit for hit in same if hit.covered >= margins.much * top.covered and _state(hit.record, facts) is State.MET)
        if top.told or top.length:
            return next(meeting, top)
        named = (
            hit
            for hit in deciding
            if hit.told
            and hit.covered >= margins.much * top.covered
            and top.score - hit.score <= margins.rival
            and kin & set(hit.record.workloads)
        )
        return next(meeting, None) or next(named, top)
    if state is State.MET:
        fuller = (hit for hit in same if top.score - hit.score <= margins.limited and hit.covered >= top.covered + margins.fuller)
        return next((hit for hit in fuller if _state(hit.record, facts) is State.UNMET), top)
    return top


def read_by(record: Record) -> frozenset[str]:
    """The facts that a rule's own condition reads."""
    return names(record.when) if isinstance(record, ScopeRule | Task) and record.when else frozenset()


def _state(record: Record, facts: Mapping[str, FactValue]) -> State:
    """What a rule's own condition comes to; met where it has none."""
    return evaluate(record.when, facts, exception=record.exception).state if isinstance(record, ScopeRule | Task) else State.MET


def _open(record: Record, facts: Mapping[str, FactValue]) -> bool:
    """Whether a record has a limit, or a condition that the known facts do not meet."""
    return isinstance(record, ScopeRule | Task) and (bool(record.qualifiers) or _state(record, facts) is not State.MET)


def _limited(record: Record) -> bool:
    """Whether a record has a condition or limits of its own."""
    return isinstance(record, ScopeRule | Task) and bool(record.when or record.qualifiers)


def same_subject(left: Record, right: Record) -> bool:
    """Whether two records speak of one thing: the same subject or mostly the same words, and no workload that only one of them has."""
    if left.id == right.id:
        return True
    if left.workloads and right.workloads and not set(left.workloads) & set(right.workloads):
        return False
    if isinstance(left, ScopeRule) and isinstance(right, ScopeRule) and stems(left.subject) == stems(right.subject):
        return True
    a, b = _words(text_of(left)), _words(text_of(right))
    return len(a & b) >= 0.6 * min(len(a), len(b)) and len(a & b) >= 0.4 * max(len(a), len(b))


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def raci(record: Record) -> Raci:
    """The part that a record gives its party; a rule speaks of who does it."""
    return record.raci if isinstance(record, Task) else Raci.RESPONSIBLE
