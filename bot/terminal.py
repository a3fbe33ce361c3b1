"""Answers drawn in a terminal with rich, and the conversation of `onramp chat`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.prompt import Prompt
from rich.table import Table
from rich.text import Text

from bot.conversation.commands import Command, Commands
from knowledge.answers import Answer, Clarify, Need, Ownership, Part, Verdict
from knowledge.conditions import FactValue
from knowledge.desk import Context, Desk
from knowledge.errors import VectorsAway
from knowledge.facts import coerce
from knowledge.models import Role

_QUESTION_WORDS = 3  # a value has fewer
_TOLD = {
    Command.START_OVER: "help.started_over", Command.CUSTOMER: "help.now_customer", Command.PARTNER: "help.now_partner",
    Command.SPECIALIST: "help.now_specialist",
}  # fmt: skip
_ROLES = (Command.CUSTOMER, Command.PARTNER, Command.SPECIALIST)
_COLOURS = {"in_scope": "green", "out_of_scope": "red", "conditional": "yellow"}


def show(answer: Answer, desk: Desk, console: Console | None = None) -> None:
    """Draw `answer` as a card."""
    (console or Console()).print(card(answer, desk))


def card(answer: Answer, desk: Desk) -> RenderableType:
    """`answer` as a panel: verdicts in their colour, ownership in two columns."""
    if isinstance(answer, Ownership):
        return Panel(_ownership(answer, desk), title=escape(answer.task), border_style="cyan")
    colour = _COLOURS.get(answer.verdict, "cyan") if isinstance(answer, Verdict) else "cyan"
    title = desk.wording.say(f"coverage.{answer.coverage.value}") if isinstance(answer, Verdict) else None
    return Panel(Text(desk.say(answer)), title=title, border_style=colour)


def explain(question: str, context: Context, desk: Desk, console: Console | None = None) -> None:
    """Draw how `question` was understood and the records found for it, with the features that ranked them."""
    console = console or Console()
    understood, hits = desk.look_up(question, context)
    facts = ", ".join(f"{name}={value}" for name, value in understood.facts.items()) or "none"
    lines = {
        "looked up": understood.query, "intent": understood.intent.value, "workloads": ", ".join(understood.workloads) or "none",
        "facts": facts, "mode": understood.mode.value if understood.mode else "none", "asks for": ", ".join(understood.asked_for) or "none",
    }  # fmt: skip
    console.print(Panel("\n".join(f"[bold]{name}[/bold]  {escape(value)}" for name, value in lines.items()), title="Understood"))
    table = Table("sure", "record", title="Found", expand=True)
    for hit in hits[:10]:
        features = ("score", "dense", "lexical", "covered", "told", "agreement", "facts", "mode", "missing", "proven", "gap", "length")
        ranked = " ".join(f"{name} {getattr(hit, name):.2f}" for name in features)
        table.add_row(
            f"{desk.confidence(hit):.2f}", Group(f"[bold]{hit.record.id}[/bold] {escape(desk.title(hit))}", Text(ranked, style="dim"))
        )
    console.print(table)


def chat(desk: Desk, context: Context, console: Console | None = None) -> int:
    """Talk until the person says goodbye or ends the input; missing facts are asked for and the answer recomputed.

    What is asked instead of giving a fact is the next question. The commands are those of the personal chat in Teams.
    """
    console, begun, following = console or Console(), context, ""
    commands = Commands({each: desk.wording.say(f"command.{each}") for each in Command}, desk.wording.say("command.wishes"))
    console.print(Text(desk.wording.say("smalltalk.greeting")))
    while True:
        try:
            question, following = following or console.input("[bold]> [/bold]").strip(), ""
        except (EOFError, KeyboardInterrupt):
            console.print()
            return 0
        if not question:
            continue
        done = _told(commands, question)
        if done is not None:
            if done is Command.START_OVER:
                context = replace(begun, role=context.role)
            elif done in _ROLES:
                context = replace(context, role=Role(done.value))
            console.print(Text(desk.wording.say(_TOLD.get(done, "team.elsewhere"))))
            continue
        try:
            answer, said, following = _asked(question, context, desk, console)
        except VectorsAway as fault:  # the next one may be answered
            console.print(Text(str(fault), style="yellow"))
            continue
        if answer.kind == "smalltalk" and answer.topic == "goodbye":
            return 0
        context = replace(context, facts={**context.facts, **said}, history=(*context.history[-4:], question))


def _asked(question: str, context: Context, desk: Desk, console: Console) -> tuple[Answer, dict[str, FactValue], str]:
    """The answer, shown, the facts that it lacked and that were told then, and what was asked instead; with facts it is shown once more."""
    answer, said, following = desk.ask(question, context), dict[str, FactValue](), ""
    show(answer, desk, console)
    if isinstance(answer, Verdict | Clarify) and answer.needs:
        said, following = _fill_in(answer.needs, desk, console)
        if said:
            show(desk.ask(question, replace(context, facts={**context.facts, **said})), desk, console)
    return answer, said, following


def _told(commands: Commands, text: str) -> Command | None:
    """The command that `text` is, but for help, which the desk gives; a wish for checkpoints is that for their plan."""
    command = commands.read(text) or (Command.CHECKPOINTS if commands.wish(text) is not None else None)
    return None if command is Command.HELP else command


def _fill_in(needs: tuple[Need, ...], desk: Desk, console: Console) -> tuple[dict[str, FactValue], str]:
    """The facts that are given for `needs`, and the question that was asked instead, "" for none."""
    specs, said = {spec.id: spec for spec in desk.pack.facts}, {}
    for need in needs:
        hint = f" ({', '.join(id_ for id_, _ in need.options)})" if need.options else ""
        try:
            raw = Prompt.ask(escape(need.question + hint), default="", show_default=False, console=console)
        except (EOFError, KeyboardInterrupt):
            break
        if raw.strip():
            try:
                said[need.fact] = coerce(specs[need.fact], raw)
            except ValueError as fault:
                if len(raw.split()) >= _QUESTION_WORDS:
                    return said, raw.strip()
                console.print(Text(str(fault), style="yellow"))
    return said, ""


def _shares(parts: Sequence[Part]) -> str:
    """A line for each part, with all who have it."""
    texts = dict.fromkeys(part.text for part in parts)
    return "\n".join(f"{', '.join(part.party_name for part in parts if part.text == text)}: {text}" for text in texts)


def _ownership(answer: Ownership, desk: Desk) -> RenderableType:
    table = Table(expand=True, show_lines=False, box=None)
    table.add_column(desk.wording.say("card.does_it"), ratio=1)
    table.add_column(desk.wording.say("card.supports"), ratio=1)
    table.add_row(escape(_shares(answer.parts)), escape(_shares(answer.support_parts)))
    sources = [Text(line, style="dim") for line in dict.fromkeys(desk.wording.source(cited) for cited in answer.citations[:3])]
    phase = [Text(desk.wording.say("ownership.phase", phase=answer.phase))] if answer.phase else []
    return Group(table, *phase, *sources)
