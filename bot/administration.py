"""The commands `onramp database …`, for who looks after what is kept."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `database` with its own commands. ONRAMP_DATABASE_URL says which database they work on."""
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


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}; give a whole number of days, 1 or more")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    from bot import maintenance  # to ask needs no database

    return maintenance.run(options)
