"""``python -m benchmarks``: as ``alliances bench``, also where the command is not installed."""

import typer

from benchmarks.command import bench

if __name__ == "__main__":
    typer.run(bench)
