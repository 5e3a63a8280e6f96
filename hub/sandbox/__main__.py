"""`python -m hub.sandbox HOME`: serve, saying on standard output, in one line of JSON, what a hub must be set to."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from hub.errors import HubError
from hub.sandbox.faults import LIGHT
from hub.sandbox.serve import serve


def main() -> int:
    """Serve until stopped; the exit code of `hub.errors` where that is refused."""
    parser = ArgumentParser(prog="python -m hub.sandbox", description=__doc__)
    parser.add_argument("home", type=Path, help="folder that holds the sandbox")
    parser.add_argument("--entities", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--reference", type=datetime.fromisoformat, help="instant with offset at which history ends")
    parser.add_argument("--no-changes", dest="changes", action="store_false")
    parser.add_argument("--faults", default=",".join(LIGHT), help="PLATFORM:KIND:EVERY, joined by commas; empty: none")
    parser.add_argument("--lifetimes", type=json.loads, default={}, help="seconds by name, as JSON")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--attached", action="store_true", help="stop at the end of standard input")
    given = parser.parse_args()
    try:
        serve(
            given.home,
            entities=given.entities,
            seed=given.seed,
            reference=given.reference,
            changes=given.changes,
            faults=[each for each in given.faults.split(",") if each],
            lifetimes=given.lifetimes,
            port=given.port,
            ready=_say,
            until=sys.stdin.buffer if given.attached else None,
        )
    except HubError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.exit_code)
    return 0


def _say(settings: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(settings) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
