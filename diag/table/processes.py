"""How slices are shared out over the processes of this machine, their results given back in order."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_context: object = None


@contextmanager
def sharing(processes: int, context: object) -> Iterator[Callable[..., Iterator]]:  # type: ignore[type-arg]
    """Give `share(function, tasks)`, which calls `function(context, task)` and keeps the order.

    Args:
        processes: of this machine; 1 does the work here.
        context: what every task needs, sent once to each process.

    """
    if processes == 1:
        yield lambda function, tasks: (function(context, task) for task in tasks)
    else:
        # A fork would copy the threads of Arrow in an unknown state.
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, spawn, _keep, (context,)) as pool:
            yield lambda function, tasks: pool.map(partial(_call, function), tasks)


def available() -> int:
    """Return how many processes this machine can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _keep(context: object) -> None:
    global _context  # noqa: PLW0603 - the only way to hand something to every task of a process
    _context = context


def _call(function: Callable[[object, T], R], task: T) -> R:
    return function(_context, task)
