"""Entry of the command line: French first, then the commands, then one honest exit code.

0 done; 1 done with rejects, or data refused; 2 wrong usage, or a question that cannot be asked;
3 interview left incomplete; 130 interrupted.
"""

import contextlib
import os
import sys


def main() -> None:
    """Run `diag`."""
    from diag.cli.app import run

    try:
        code = run()
        if sys.stdout is not None:  # None where the caller closed it
            sys.stdout.flush()
    except BrokenPipeError:  # the reader left, as in `diag … | head`
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


if __name__ == "__main__":
    main()
