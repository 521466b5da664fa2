"""How slices are shared out: here, over processes, or over a Dask cluster.

An engine is only a way of calling a function on many tasks and giving the results back in order;
what a slice gives does not depend on it.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Literal, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Engine = Literal["local", "dask"]
Mapper = Callable[[Callable[[T], R], Sequence[T]], Iterator[R]]

_context: object = None


@contextmanager
def sharing(engine: Engine, processes: int, context: object) -> Iterator[Callable[..., Iterator]]:  # type: ignore[type-arg]
    """Give `share(function, tasks)`, which calls `function(context, task)` and keeps the order.

    Args:
        engine: `local` for this machine, `dask` for the client in force, or Dask's own processes.
        processes: of this machine; 1 does the work here.
        context: what every task needs, sent once to each process.

    """
    if engine == "dask":
        yield partial(_with_dask, context)
    elif processes == 1:
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


def _with_dask(
    context: object, function: Callable[[object, T], R], tasks: Sequence[T]
) -> Iterator[R]:
    from dask.base import compute
    from dask.delayed import delayed

    shared = delayed(context, pure=False)
    done = compute(*[delayed(function)(shared, task) for task in tasks])  # type: ignore[no-untyped-call]
    yield from done
