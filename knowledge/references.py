"""What a pack points to by id, held against what it declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge import conditions
from knowledge.errors import ConditionError
from knowledge.models import Indexed, PackManifest, Record, ScopeRule, Statement, Task


def faults(manifest: PackManifest, records: Sequence[Record], *, folder: Path, where: Mapping[str, str]) -> list[str]:
    """One sentence for each reference to something undeclared or condition that cannot be read; `where` names each record's file."""
    check = _Check(manifest, records)
    toml = folder / "pack.toml"
    for record in records:
        check.record(f"{folder / where.get(record.id, '')}: record {record.id!r}", record)
    check.programme(str(toml), manifest)
    for indexed in manifest.indexed:
        check.indexed(f"{toml}: indexed {indexed.path!r}", indexed)
    return check.faults


class _Check:
    """Gathers faults against what `manifest` and `records` declare."""

    def __init__(self, manifest: PackManifest, records: Sequence[Record]) -> None:
        self.faults: list[str] = []
        self._facts = frozenset(fact.id for fact in manifest.facts)
        self._allowed: dict[str, frozenset[str]] = {
            "source": frozenset(source.id for source in manifest.sources),
            "workload": frozenset(workload.id for workload in manifest.workloads),
            "party": frozenset(party.id for party in manifest.parties),
            "phase": frozenset(phase.id for phase in manifest.phases),
            "gate": frozenset(gate.id for gate in manifest.gates),
            "fact": self._facts,
            "rule": frozenset(record.id for record in records if isinstance(record, ScopeRule)),
        }

    def record(self, place: str, record: Record) -> None:
        """Check what `record` points to."""
        self._refer(place, "source", record.citation.source)
        self._refer(place, "workload", *record.workloads)
        self._refer(place, "party", getattr(record, "party", None), getattr(record, "provider", None), getattr(record, "organiser", None))
        self._refer(place, "party", *getattr(record, "jointly", ()))
        self._refer(place, "phase", getattr(record, "phase", None))
        if isinstance(record, ScopeRule | Task):
            self._refer(place, "gate", *record.gates)
            self._condition(place, record.when)
            self._condition(place, record.exception)
        if isinstance(record, ScopeRule) and record.overview and not record.workloads:
            self.faults.append(f"{place}: an overview speaks of a product as a whole, but names none; name it in workloads")

    def programme(self, place: str, manifest: PackManifest) -> None:
        """Check what gates, modes, workloads and the wordings of all documents point to."""
        self._refer(f"{place}: programme_party", "party", manifest.programme_party)
        self._refer(f"{place}: default_owner", "party", manifest.default_owner)
        for gate in manifest.gates:
            self._refer(f"{place}: gate {gate.id!r}", "rule", gate.rule)
            self._refer(f"{place}: gate {gate.id!r}", "workload", *gate.not_for)
            self._condition(f"{place}: gate {gate.id!r}", gate.when)
            self._condition(f"{place}: gate {gate.id!r}", gate.exception)
        for mode in manifest.modes:
            self._refer(f"{place}: mode {mode.mode!r}", "rule", mode.rule)
        for spec in manifest.facts:
            self._refer(f"{place}: fact {spec.id!r}", "workload", *(option.workload for option in spec.options))
        for workload in manifest.workloads:
            self._refer(f"{place}: workload {workload.id!r}", "workload", workload.family, *workload.serves)
        self._statements(f"{place}: statements", manifest.statements)
        for referral in manifest.referrals:
            self._refer(f"{place}: referrals", "party", referral.provider)
        for qualifier in manifest.qualifiers:
            self._refer(f"{place}: qualifier {qualifier.pattern!r}", "fact", qualifier.fact)

    def indexed(self, place: str, indexed: Indexed) -> None:
        """Check what the readings of an indexed document point to."""
        self._refer(place, "source", indexed.source)
        self._refer(place, "workload", indexed.workload)
        for reading in indexed.readings:
            self._refer(place, "party", reading.party, reading.provider)
            self._refer(place, "phase", reading.phase)
            self._refer(place, "gate", *reading.gates)
            self._refer(place, "workload", *reading.workloads)
        self._statements(place, indexed.statements)
        if indexed.matrix is not None:
            self._refer(place, "party", *indexed.matrix.parties.values())
            self._refer(place, "phase", indexed.matrix.phase)

    def _statements(self, place: str, statements: Sequence[Statement]) -> None:
        for statement in statements:
            self._refer(place, "party", statement.provider)
            self._refer(place, "gate", *statement.gates)
            self._refer(place, "workload", *statement.workloads)
            self._condition(place, statement.when)

    def _refer(self, place: str, kind: str, *ids: str | None) -> None:
        for found in ids:
            if found is not None and found not in self._allowed[kind]:
                self.faults.append(f"{place}: found {kind} {found!r}; declared are {', '.join(sorted(self._allowed[kind])) or 'none'}")

    def _condition(self, place: str, expression: str | None) -> None:
        if expression is not None:
            try:
                conditions.check(expression, self._facts)
            except ConditionError as fault:
                self.faults.append(f"{place}: {fault}")
