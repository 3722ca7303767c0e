"""Print what the model costs on this machine: ``python -m benchmarks [--json] [AGENTS …]``."""

from __future__ import annotations

import argparse
import json
import sys

from benchmarks.measure import bytes_per_agent, compare


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("agents", nargs="*", type=int, default=[200, 1000], help="population sizes")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    chosen = parser.parse_args()
    rows = []
    for agents in chosen.agents:
        timings = compare(agents)
        fastest = timings[0].median
        rows += [{**t.as_data(), "ratio": t.median / fastest} for t in timings]
    memory = {agents: bytes_per_agent(agents) for agents in chosen.agents}
    if chosen.json:
        json.dump({"time": rows, "bytes_per_agent": memory}, sys.stdout, indent=1)
        return
    print("microseconds an agent-week, median (range), everything on, steady state")
    for row in rows:
        spread = f"({row['low']:.2f}–{row['high']:.2f})"
        print(
            f"{row['agents']:>8} agents  {row['model']:<26} {row['median']:>8.2f} {spread:<18}"
            f" {row['ratio']:>6.1f} × tables"
        )
    for agents, size in memory.items():
        print(f"{agents:>8} agents  tables take {size / 1000:.1f} kB an agent, without histories")


if __name__ == "__main__":
    main()
