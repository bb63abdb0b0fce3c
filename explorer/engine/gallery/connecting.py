"""A connection to SQLite as galleries want it.

The choices, by SQLite's documentation:

- ``journal_mode = PERSIST``, a rollback journal that stays beside the database. The pages that a
  transaction changes are copied there first; whoever opens the file after a crash puts them back
  (https://www.sqlite.org/atomiccommit.html). A write-ahead log is as safe. But there enrolled
  faces wait in a second file for a checkpoint, and it needs shared memory in a third, which
  network folders lack. And a journal that were deleted or cut after each transaction would leave
  its copies of pages on the disk under no name: kept, it can be overwritten.
- ``synchronous = FULL``: a commit that returned is on the disk. With a journal that is deleted
  this would take EXTRA (https://www.sqlite.org/pragma.html#pragma_synchronous); PERSIST commits by
  zeroing the journal's header, which FULL waits for.
- ``secure_delete = ON``: what is deleted is overwritten with zeros in the database.
- ``temp_store = MEMORY``: nothing goes into temporary files.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_PRAGMAS: Final = (
    "journal_mode = PERSIST",
    "synchronous = FULL",
    "fullfsync = ON",  # macOS: its fsync alone does not wait for the disk
    "secure_delete = ON",
    "temp_store = MEMORY",
    "foreign_keys = ON",
    "cell_size_check = ON",
    "trusted_schema = OFF",
)


def connect(path: Path | None, wait_s: float) -> sqlite3.Connection:
    """Connect to a file that exists, or to a new database in memory.

    Transactions are begun and ended by whoever uses the connection, and threads may hand it to
    one another as long as one at a time has it.
    """
    # mode=rw: SQLite would make a file that everybody can read.
    place = ":memory:" if path is None else f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(
        place, timeout=wait_s, isolation_level=None, check_same_thread=False, uri=True
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection
