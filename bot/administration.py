"""The commands `onramp database …`, `onramp engagement …` and `onramp checkpoint …`, for who looks after what is kept."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TypeAlias

from knowledge.command_line import count
from knowledge.errors import OnrampError

_MOST_DAYS = 36_500
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_commands(commands: Commands) -> None:
    """Add `database`, `engagement` and `checkpoint`. ONRAMP_DATABASE_URL says which database they work on."""
    _add_database(commands)
    _add_engagement(commands)
    _add_checkpoint(commands)


def _add_database(commands: Commands) -> None:
    database = commands.add_parser("database", help="look after what is kept: ONRAMP_DATABASE_URL says where")
    kinds = database.add_subparsers(required=True, metavar="COMMAND")

    upgrade = kinds.add_parser("upgrade", help="bring the tables to what this version needs, as every start does")
    upgrade.set_defaults(run=_run, job="upgrade")

    downgrade = kinds.add_parser("downgrade", help="bring the tables back to an earlier step, to go back to an earlier version")
    downgrade.add_argument("step", metavar="STEP", help="the step to go back to; base drops the tables with all that they hold")
    downgrade.add_argument("--yes", action="store_true", help="yes, what the later steps brought is to be lost", required=True)
    downgrade.set_defaults(run=_run, job="downgrade")

    check = kinds.add_parser("check", help="say whether the database answers and has the tables that this version needs")
    check.set_defaults(run=_run, job="check")

    back_up = kinds.add_parser("backup", help="write all that is kept to one new file, while the bot runs")
    back_up.add_argument("file", type=Path, metavar="FILE", help="a name such as onramp.jsonl.gz")
    back_up.set_defaults(run=_run, job="backup")

    restore = kinds.add_parser("restore", help="put a backup into an empty database, of either kind, while the bot is stopped")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--replace", action="store_true", help="lose what the database holds")
    restore.set_defaults(run=_run, job="restore")

    erase = kinds.add_parser("erase", help="take one person, or one team, out of all that is kept")
    erase.add_argument("--tenant", required=True, help="the tenant's id")
    whom = erase.add_mutually_exclusive_group(required=True)
    whom.add_argument("--person", help="the person's id in the tenant's directory")
    whom.add_argument("--team", help="the team's id")
    erase.set_defaults(run=_run, job="erase")

    dropping = kinds.add_parser(
        "purge", help="drop old answers, ratings and threads, and what was owed and is settled, as every start does"
    )
    dropping.add_argument("--days", type=_days, metavar="N", help="older than this (default: ONRAMP_KEEP_DAYS)")
    dropping.add_argument("--audit", action="store_true", help="lines of the audit table that are older as well")
    dropping.set_defaults(run=_run, job="purge")


def _add_engagement(commands: Commands) -> None:
    engagement = commands.add_parser("engagement", help="see and export the engagements of the teams; each use of export is audited")
    kinds = engagement.add_subparsers(required=True, metavar="COMMAND")

    listing = _reporting(kinds, "engagement", "list", "one line for each: customer, phase, people, open tasks, next checkpoint")
    _add_format(listing, "table", "csv", "json")

    _reporting(kinds, "engagement", "show", "one engagement: facts, roster, milestones, tasks and checkpoints")

    exporting = _reporting(kinds, "engagement", "export", "one engagement whole as JSON, or its checklist as CSV")
    _add_format(exporting, "json", "csv")
    exporting.add_argument("--out", type=Path, metavar="FILE", help="a new file (default: stdout)")


def _add_checkpoint(commands: Commands) -> None:
    checkpoint = commands.add_parser("checkpoint", help="see, preview, export and replay the checkpoints of the teams")
    kinds = checkpoint.add_subparsers(required=True, metavar="COMMAND")

    listing = _reporting(kinds, "checkpoint", "list", "one line for each record: when, in which state, how many answers")
    _add_span(listing)
    _add_which(listing)
    _add_format(listing, "table", "csv", "json")

    previewing = _reporting(kinds, "checkpoint", "preview", "the next dates of what is planned, or of any wording with --when")
    previewing.add_argument("--schedule", metavar="ID", help="of this series alone")
    previewing.add_argument("--count", type=count, default=3, metavar="N", help="how many (default: %(default)s)")
    previewing.add_argument(
        "--when", type=_wording, metavar="TEXT", help='try a wording, such as "every 2 weeks on Tuesday at 10:00"; nothing is kept'
    )
    previewing.add_argument("--timezone", default="UTC", metavar="ZONE", help="for --when: an IANA zone (default: %(default)s)")
    previewing.add_argument("--country", default="", metavar="CC", help="for --when: whose public holidays are left out, such as DE")
    _add_format(previewing, "table", "csv", "json")

    exporting = _reporting(kinds, "checkpoint", "export", "the log (csv, json), the minutes (md, docx), or the series for calendars (ics)")
    _add_span(exporting)
    _add_which(exporting)
    _add_format(exporting, "csv", "json", "md", "docx", "ics")
    exporting.add_argument(
        "--out", type=Path, metavar="PATH", help="a new file for csv and json (default: stdout), a folder for md, docx and ics"
    )

    replaying = _reporting(
        kinds, "checkpoint", "replay", "expand each plan anew for the time it was in force, and hold every date against what became of it"
    )
    _add_span(replaying)
    replaying.add_argument("--schedule", metavar="ID", help="of this series alone")
    _add_format(replaying, "table", "csv", "json")


def _reporting(kinds: Commands, group: str, job: str, told: str) -> argparse.ArgumentParser:
    parser = kinds.add_parser(job, help=told, description=f"{told[:1].upper()}{told[1:]}.")
    parser.add_argument("--tenant", metavar="ID", help="of this tenant alone")
    parser.add_argument("--team", metavar="ID", help="of this team alone")
    parser.set_defaults(
        run=_report, group=group, job=job, format="table", schedule=None, checkpoint=None, state=None, since=None, until=None
    )
    return parser


def _add_span(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="since", type=day, metavar="DATE", help="from this day on, YYYY-MM-DD, on the team's clocks")
    parser.add_argument("--to", dest="until", type=day, metavar="DATE", help="up to this day, which is included")


def _add_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--schedule", metavar="ID", help="of this series alone")
    parser.add_argument("--checkpoint", metavar="ID", help="this one alone")
    states = ("due", "posted", "acknowledged", "held", "missed", "skipped")
    parser.add_argument("--state", choices=states, help="those that are in this state")


def _add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    parser.add_argument("--format", choices=formats, default=formats[0], help="(default: %(default)s)")


def day(text: str) -> date:
    """A day that an option gives. Raises argparse.ArgumentTypeError for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"found {text!r}; give a day as YYYY-MM-DD") from None


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"found {text!r}; give a whole number of days, 1 to {_MOST_DAYS}")
    return int(text)


def _wording(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError('found nothing; say when, such as "every 2 weeks on Tuesday at 10:00"')
    return text


def _run(options: argparse.Namespace) -> int:
    from bot import maintenance  # to ask needs no database

    return maintenance.run(options)


def _report(options: argparse.Namespace) -> int:
    if options.since and options.until and options.since > options.until:
        raise OnrampError(f"--from {options.since}: that is after --to {options.until}; give the earlier day first")
    from bot.reporting import jobs  # to ask needs no database

    return jobs.run(options)
