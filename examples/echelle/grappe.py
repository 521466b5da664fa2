"""Score a table of answers on a Dask cluster; here, one of two workers on this machine.

Run `python examples/echelle/grappe.py EXPORT SCORES.csv`. Replace `LocalCluster` by the address of a
scheduler: nothing else changes, and the bytes are those of `diag.score` on the whole table.
"""

import sys

import dask.dataframe as dd
from dask.distributed import Client, LocalCluster

import diag


def main(export: str, target: str, partitions: int = 8) -> None:
    """Read an export, score it in partitions, and write the scores as CSV."""
    answers = diag.read_export(export).answers
    workers = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with workers as cluster, Client(cluster):
        ddf = dd.from_pandas(answers, npartitions=partitions, sort=False)
        scores = ddf.map_partitions(diag.score).compute()
    scores.to_csv(target)
    print(f"{len(scores)} structures : {target}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
