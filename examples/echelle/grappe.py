"""Score a folder of exports on a Dask cluster; here, one of two workers on this machine.

Run `python examples/echelle/grappe.py EXPORTS DOSSIER`. Replace `LocalCluster` by the address of a
scheduler whose workers see both folders: nothing else changes, and the bytes are the same.
"""

import sys
from pathlib import Path

from dask.distributed import Client, LocalCluster

from diag.questionnaire.loader import find_questionnaire, load
from diag.table.batch import Options, run
from diag.table.inputs import find_inputs


def main(exports: str, folder: str) -> None:
    """Score the exports of a folder into another one."""
    with LocalCluster(n_workers=2, threads_per_worker=1) as cluster, Client(cluster):
        options = Options(engine="dask")
        journal = run(
            find_inputs([exports]), load(find_questionnaire("print")), options, Path(folder)
        )
    print(journal["lignes"])


if __name__ == "__main__":
    main(*sys.argv[1:3])
