"""The program `unspool`: `python -m unspool` and the command that comes with the package."""

from __future__ import annotations

import signal
import sys

from unspool import _core


def main() -> int:
    """Runs the program with the arguments of this process; the code to exit with."""
    # Python would only take note of Ctrl-C and wait for the program to come back.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _core.main(["unspool", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
