"""Run `diag` from the libraries beside this file, whatever the Python, even one that reads no variable."""

import sys
from pathlib import Path

LIBRARIES = Path(__file__).resolve().parent / "bibliotheques"


def main() -> None:
    """Run the command line; say what to do where nothing was installed."""
    if not (LIBRARIES / "diag").is_dir():
        sys.exit("Rien n’est encore installé ici : lancez d’abord installer.cmd.")
    sys.path.insert(0, str(LIBRARIES))
    sys.argv[0] = str(LIBRARIES.parent / "diag.cmd")  # how it is called again
    from diag.__main__ import main as run

    run()


if __name__ == "__main__":
    main()
