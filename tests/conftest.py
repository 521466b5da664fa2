"""What every test shares: the user's own cache is neither read nor written."""

import os

os.environ["DIAG_SANS_CACHE"] = "1"  # inherited by the commands that tests run in a process
