"""Records as people and machines are shown them: citations, search results, questions for facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from knowledge.answers import Cited, FactUsed, Found, Need
from knowledge.conditions import FactValue, names
from knowledge.decision.texts import task_text, text_of, title_of
from knowledge.facts import shown
from knowledge.models import Milestone, PackManifest, Passage, Record, Resource, ScopeRule, Task
from knowledge.wording import Wording


class Showing:
    """Names what a pack declares, in the words of one language."""

    def __init__(self, pack: PackManifest, wording: Wording) -> None:
        self._wording = wording
        self.sources = {source.id: source for source in pack.sources}
        self.facts = {spec.id: spec for spec in pack.facts}
        self._parties = {party.id: party.name for party in pack.parties}
        self._phases = {phase.id: phase.name for phase in pack.phases}

    def party(self, id_: str | None) -> str:
        """A party's name."""
        return self._parties.get(id_ or "", id_ or "")

    def phase(self, id_: str | None) -> str:
        """A phase's name."""
        return self._phases.get(id_ or "", "")

    def cite(self, record: Record, as_of: date) -> Cited:
        """The citation of `record`."""
        source = self.sources[record.citation.source]
        quote = f"{record.name}: {self._milestone(record)}" if isinstance(record, Milestone) else text_of(record)
        return Cited(
            docid=record.id, source=source.file, title=source.title, publisher=source.publisher, published=source.published, url=source.url,
            heading=" › ".join(record.citation.heading), quote=quote, edition=source.edition, superseded=not source.holds(as_of),
        )  # fmt: skip

    def need(self, fact: str) -> Need:
        """What asks a person for `fact`."""
        spec = self.facts[fact]
        options = tuple((option.id, option.name) for option in spec.options)
        return Need(fact=fact, label=spec.label, type=spec.type, question=spec.question, options=options)

    def used(self, facts: Mapping[str, FactValue], *expressions: str | None) -> tuple[FactUsed, ...]:
        """The known facts that the expressions read."""
        read = {name for expression in expressions if expression for name in names(expression)}
        return tuple(
            FactUsed(fact=name, label=self.facts[name].label, value=shown(self.facts[name], value))
            for name, value in facts.items() if name in read
        )  # fmt: skip

    def found(self, record: Record) -> Found:
        """A record as a search result."""
        match record:
            case Resource():
                stage = self._wording.say(f"stage.{record.stage}") if record.stage else ""
                detail = " · ".join(part for part in (", ".join(record.products), stage) if part)
                return Found(docid=record.id, title=record.title, text=record.summary, detail=detail, url=record.url)
            case Milestone():
                return Found(docid=record.id, title=record.name, text=self._milestone(record))
            case ScopeRule():
                detail = self._wording.say(f"coverage.{record.coverage.value}")
                return Found(docid=record.id, title=record.subject, text=record.clause, detail=detail)
            case Task():
                detail = " · ".join((*map(self.party, record.parties), self.phase(record.phase)))
                return Found(docid=record.id, title=title_of(record), text=task_text(record), detail=detail)
            case Passage():
                heading = record.citation.heading
                title = record.topic or (heading[-1] if heading else self.sources[record.citation.source].title)
                return Found(docid=record.id, title=title, text=record.text, detail=" › ".join(heading[:-1]))

    def title(self, record: Record) -> str:
        """A short name for a record."""
        return title_of(record)

    def labelled(self, record: Record) -> str:
        """The name of a record, with its coverage or party before it."""
        match record:
            case ScopeRule():
                says = record.coverage.value
            case Task():
                says = " and ".join(record.parties)
            case _:
                says = record.type
        return f"[{says}] {title_of(record)}"

    def _milestone(self, record: Milestone) -> str:
        """The purpose of a meeting, and what of its length, rhythm and organiser that does not say itself."""
        say, said = self._wording.say, record.purpose.lower()
        facts = []
        if record.duration_min and str(record.duration_min) not in said:
            facts.append(say("guidance.meeting_duration", minutes=record.duration_min))
        if not all(rhythm in said for rhythm in record.rhythm):
            facts.append(say("guidance.meeting_rhythm", rhythm=" or ".join(say(f"rhythm.{rhythm}") for rhythm in record.rhythm)))
        if record.organiser and self.party(record.organiser).lower() not in said:
            facts.append(say("guidance.meeting_organiser", party=self.party(record.organiser)))
        if record.optional and "optional" not in said:
            facts.append(say("guidance.meeting_optional"))
        return f"{record.purpose} ({'; '.join(facts)})" if facts else record.purpose
