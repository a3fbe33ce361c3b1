"""The command `onramp`: ask from a terminal or in batch, chat, and serve the bot. Data goes to stdout, messages to stderr."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console

from bot import administration, batch, terminal
from knowledge.command_line import end
from knowledge.conditions import FactValue
from knowledge.desk import Context, Desk
from knowledge.errors import OnrampError
from knowledge.facts import coerce
from knowledge.models import PackManifest, Role

DEFAULT_INDEX = Path(".onramp/index")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0 done, 1 could not be done, 2 called wrongly, 130 interrupted."""
    options = _parser().parse_args(arguments)
    return end("onramp", lambda: int(options.run(options)), failed=1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="onramp", description="The scope and ownership desk of an onboarding programme.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    ask = commands.add_parser("ask", help="answer one question, or a file of questions with --batch")
    _asking(ask)
    ask.add_argument("question", nargs="*", metavar="QUESTION", help="in your own words; quotes are not needed")
    ask.add_argument("--json", action="store_true", help="print the answer as one JSON line, as in --batch")
    ask.add_argument("--explain", action="store_true", help="show how the question was understood and what was found for it")
    ask.add_argument(
        "--batch", type=Path, metavar="IN.jsonl", help="a question a line: id, question and, optionally, history, role, facts, as_of"
    )
    ask.add_argument("--out", type=Path, metavar="OUT.jsonl", help="where the answers of --batch go (default: stdout)")
    ask.set_defaults(run=_ask, refuse=ask.error)

    chat = commands.add_parser("chat", help="hold the same conversation in this terminal, follow-ups included")
    _asking(chat)
    chat.set_defaults(run=_chat)

    serve = commands.add_parser("serve", help="serve the bot; settings come from the environment (ONRAMP_...)")
    serve.set_defaults(run=_serve)

    administration.add_commands(commands)
    return parser


def _asking(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--index", type=Path, default=DEFAULT_INDEX, help="the index directory (default: %(default)s)")
    roles = [role.value for role in Role]
    parser.add_argument("--role", choices=roles, default=Role.CUSTOMER.value, help="who is asking (default: %(default)s)")
    parser.add_argument(
        "--fact", action="append", default=[], metavar="NAME=VALUE", help="something known, such as seats=220; may be repeated"
    )
    parser.add_argument("--as-of", type=administration.day, metavar="DATE", help="the day asked about, YYYY-MM-DD (default: today)")


def _context(options: argparse.Namespace, pack: PackManifest) -> Context:
    today = datetime.now().astimezone().date()
    return Context(as_of=options.as_of or today, role=Role(options.role), facts=read_facts(options.fact, pack))


def read_facts(pairs: Sequence[str], pack: PackManifest) -> dict[str, FactValue]:
    """NAME=VALUE pairs as facts of `pack`. Raises OnrampError that names the pair and what is allowed."""
    specs = {spec.id: spec for spec in pack.facts}
    facts = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if name not in specs or not value:
            raise OnrampError(f"--fact {pair}: give NAME=VALUE with one of these names: {', '.join(specs)}")
        try:
            facts[name] = coerce(specs[name], value)
        except ValueError as fault:
            raise OnrampError(f"--fact {fault}") from None
    return facts


def _ask(options: argparse.Namespace) -> int:
    if bool(options.batch) == bool(options.question):
        options.refuse("give either a question or --batch IN.jsonl")
    if options.out and not options.batch:
        options.refuse("--out goes with --batch: it says where the answers of a batch go")
    if options.explain and options.batch:
        options.refuse("--explain goes with one question, not with --batch")
    desk = _desk(options)
    context = _context(options, desk.pack)
    if options.batch:
        return batch.run(desk, context, options.batch, options.out)
    answer = desk.ask(" ".join(options.question), context)
    if options.json:
        print(json.dumps(batch.line("1", answer, desk), ensure_ascii=False))
    else:
        terminal.show(answer, desk)
    if options.explain:
        terminal.explain(" ".join(options.question), context, desk, Console(stderr=True))
    return 0


def _desk(options: argparse.Namespace) -> Desk:
    from bot.settings import load_index_settings

    return Desk.open(options.index, vectors_url=load_index_settings().vectors_url.get_secret_value())


def _chat(options: argparse.Namespace) -> int:
    desk = _desk(options)
    return terminal.chat(desk, _context(options, desk.pack))


def _serve(_options: argparse.Namespace) -> int:
    gc.disable()  # what starting makes is there to stay: looking through it for garbage takes a fifth of the time
    try:
        from bot.serve import serve  # aiohttp and botbuilder are not needed to ask
        from bot.settings import load_settings

        return int(serve(load_settings()))
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())
