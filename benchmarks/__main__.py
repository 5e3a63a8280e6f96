"""Every benchmark, one after the other: `make bench`, or `python -m benchmarks NAME …` for some of them."""

from __future__ import annotations

import subprocess
import sys

NAMES = (
    "judging",
    "quality",
    "walking",
    "penalties",
    "inbox",
    "linkage",
    "linkage_size",
    "publishing",
    "serving",
    "first_load",
)


def main() -> int:
    """Run the benchmarks named on the command line, all without a name; the exit status is the worst."""
    chosen = sys.argv[1:] or NAMES
    unknown = sorted(set(chosen) - set(NAMES))
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; there are {', '.join(NAMES)}\n")
        return 2
    return max(subprocess.call([sys.executable, "-m", f"benchmarks.{name}"]) for name in chosen)


if __name__ == "__main__":
    sys.exit(main())
