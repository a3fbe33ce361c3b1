"""Says answers: every text a person reads comes from `texts/LANGUAGE.toml`, filled in here."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import assert_never

from knowledge.answers import Abstain, Answer, Cited, Clarify, Found, Guidance, Ownership, Smalltalk, Verdict

_TEXTS = resources.files("knowledge") / "texts"  # LANGUAGE.toml, and what is understood in LANGUAGE.….toml


class Wording:
    """The texts of one language, by its short name."""

    def __init__(self, texts: dict[str, dict[str, str]], language: str = "en") -> None:
        self._texts, self.language = texts, language

    @classmethod
    def load(cls, language: str = "en") -> Wording:
        """The texts of `language`. Raises FileNotFoundError when there are none."""
        return _load(language)

    def say(self, key: str, **values: object) -> str:
        """The text called `section.name`, filled with `values`. Raises KeyError for a name or value that is not there."""
        section, name = key.split(".", 1)
        return self._texts[section][name].format(**values)

    def answer(self, answer: Answer, *, programme: str, contact: str) -> str:
        """`answer` as plain text, a line a statement. programme, contact: the pack's, for the texts that name them."""
        match answer:
            case Verdict():
                lines = self._verdict(answer)
            case Ownership():
                lines = self._ownership(answer)
            case Guidance():
                lines = [self._found(found) for found in answer.found[:3]]
            case Clarify():
                head = self.say("clarify.choices") if answer.choices else self.say("clarify.needs", subject=answer.subject)
                lines = [head, *(self.say("verdict.condition", text=text) for text in answer.conditions)]
                lines += [self.say("verdict.need", question=need.question) for need in answer.needs]
                lines += [self.say("clarify.choice", title=choice.title) for choice in answer.choices]
            case Abstain():
                lines = [self.say(f"abstain.{answer.reason}")]
                if answer.nearest:
                    lines += [self.say("abstain.nearest"), *(f"- {choice.title}" for choice in answer.nearest)]
                lines += [self.say("abstain.person", contact=contact)] if contact else []
            case Smalltalk():
                lines = [self.say(f"smalltalk.{answer.topic}", programme=programme)]
                lines += [self.say("abstain.person", contact=contact)] if contact and answer.topic == "complaint" else []
            case _:
                assert_never(answer)
        return "\n".join([*lines, *dict.fromkeys(self.source(cited) for cited in answer.citations[:3])])

    def _found(self, found: Found) -> str:
        return (
            found.text if found.text.startswith(found.title.rstrip("…")) else self.say("guidance.found", title=found.title, text=found.text)
        )

    def source(self, cited: Cited) -> str:
        """The line that names a citation's document for a person: title, publisher and date."""
        date = cited.published.isoformat() if cited.published else cited.edition or self.say("source.undated")
        line = self.say("source.line", title=cited.title, publisher=cited.publisher, date=date)
        return f"{line} ({self.say('source.superseded')})" if cited.superseded else line

    def _verdict(self, answer: Verdict) -> list[str]:
        lines = [self.say(f"verdict.{answer.verdict}", subject=answer.subject.rstrip("."))]
        lines += [] if answer.clause.rstrip(".") == answer.subject.rstrip(".") else [self.say("verdict.clause", clause=answer.clause)]
        lines += [self.say("verdict.condition", text=text.rstrip(".")) for text in answer.conditions]
        lines += [self.say("verdict.need", question=need.question) for need in answer.needs]
        lines += [self.say("verdict.instead", text=answer.instead)] if answer.instead else []
        lines += [self.say("verdict.provider", party=answer.provider_name)] if answer.provider_name and answer.verdict != "in_scope" else []
        lines += [self.say("verdict.gate", text=text) for text in answer.gates]
        lines += [self.say("verdict.next_threshold", text=answer.next_threshold)] if answer.next_threshold else []
        lines += [self.say("verdict.fact", label=fact.label, value=fact.value) for fact in answer.facts]
        lines += [self.say("verdict.disagreeing", source=c.title, edition=c.edition, quote=c.quote) for c in answer.disagreeing]
        return list(dict.fromkeys(line for line in lines if line))

    def _ownership(self, answer: Ownership) -> list[str]:
        names = {part.party: part.party_name for part in answer.parts}
        owners = [names.get(owner, owner) for owner in answer.owners]
        key = "ownership.one" if len(owners) == 1 else "ownership.shared"
        lines = [self.say(key, owner=_capital(owners[0]), owners=" and ".join(owners), task=answer.task)]
        if len({part.text for part in answer.parts}) > 1:
            lines += [self.say("ownership.part", party=_capital(part.party_name), text=part.text) for part in answer.parts]
        else:  # what all do alike stands in the line above; a rule's clause says more than its name
            lines += [part.text for part in answer.parts[:1] if part.text.rstrip(".") != answer.task.rstrip(".")]
        lines += [self.say("ownership.support", party=part.party_name, text=part.text) for part in answer.support_parts]
        lines += [self.say("ownership.phase", phase=answer.phase)] if answer.phase else []
        if answer.scope is not None:
            lines += [self.say("verdict.condition", text=text.rstrip(".")) for text in answer.scope.conditions]
            lines += [self.say("verdict.need", question=need.question) for need in answer.scope.needs]
        return lines


def languages() -> tuple[str, ...]:
    """The short names of the languages that there are texts in."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in _TEXTS.iterdir() if file.name.count(".") == 1))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@lru_cache
def _load(language: str) -> Wording:
    return Wording(tomllib.loads((_TEXTS / f"{language}.toml").read_text(encoding="utf-8")), language)
