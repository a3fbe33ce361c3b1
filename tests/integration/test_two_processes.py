"""An SQLite file that a command opens while the bot runs on it."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.checkpoints.ports import Audited
from bot.engagements.scope import TeamScope
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.works import SqlWorks

SCOPE = TeamScope(tenant="contoso", team="blue")
READ = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); print(c.execute('SELECT count(*) FROM audit').fetchone()[0]); c.close()"


def counted(path: Path) -> int:
    """The lines of the audit table, as another process reads them."""
    return int(subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, check=True, text=True).stdout)


async def test_what_is_written_after_a_command_has_run_is_kept(tmp_path: Path) -> None:
    """Also once the bot was asked whether it is ready, which must not cost it its hold of the file."""
    path = tmp_path / "onramp.sqlite3"
    database = Database(f"sqlite:///{path}")
    await migrate.upgrade(database)
    works, counts = SqlWorks(database), []
    for number in range(3):
        async with works(SCOPE) as work:
            line = Audited(at=datetime(2026, 1, 5, tzinfo=UTC), actor="a", action="x", subject=str(number), outcome="done", details={})
            await work.audit.add(line)
        await database.check()
        counts.append(counted(path))
    await database.close()

    assert [*counts, counted(path)] == [1, 2, 3, 3]
