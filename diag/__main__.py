"""Entry of the command line: French first, then the commands, then one honest exit code.

0 done; 1 done with rejects, or data refused; 2 wrong usage, or a question that cannot be asked;
3 interview left incomplete; 130 interrupted.
"""


def main() -> None:
    """Run `diag`; Ctrl-C ends it with 130 and no traceback, whenever it comes."""
    try:
        from diag.cli.interruption import leaving_at_once

        with leaving_at_once():
            from diag.cli.app import run

        code = run()
    except KeyboardInterrupt:  # before the first line above was done, or after the command was
        from diag.cli.interruption import leave

        leave()
    else:
        _end(code)


def _end(code: int) -> None:
    """Flush what was printed, and leave with this exit code."""
    import contextlib
    import os
    import sys

    from diag.cli.interruption import leave_from_now_on

    leave_from_now_on()
    try:
        if sys.stdout is not None:  # None where the caller closed it
            sys.stdout.flush()
    except BrokenPipeError:  # the reader left, as in `diag … | head`
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


if __name__ == "__main__":
    main()
