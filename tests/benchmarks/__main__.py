"""``make bench``: every module ``bench_*.py`` here adds rows; one table is printed.

``make bench ARGS=startup`` runs the modules whose name holds the word.
"""

from __future__ import annotations

import importlib
import platform
import sys
from pathlib import Path

from explorer.services.engine_loader import let_waiting_threads_sleep
from tests.benchmarks.harness import Outcome, measure, table


def main(words: list[str]) -> int:
    """Measure, print the table, and fail when a goal is missed."""
    let_waiting_threads_sleep()
    outcomes: list[Outcome] = []
    for file in sorted(Path(__file__).parent.glob("bench_*.py")):
        if words and not any(word in file.stem for word in words):
            continue
        module = importlib.import_module(f"tests.benchmarks.{file.stem}")
        for row in module.rows():
            print(f"… {row.name}", file=sys.stderr, flush=True)
            outcomes.append(measure(row))
    print(f"\n{platform.platform()}, Python {platform.python_version()}\n")
    print("\n".join(table(outcomes)))
    return 0 if all(outcome.met for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
