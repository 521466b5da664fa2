"""The Nu HTML checker, at the version and with the digits written here.

    python tests/browser/html_checker.py

fetches it once beside the packages of this Python. The tests never ask the network for anything:
they look for it there.
"""

import base64
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import urllib.request
from collections.abc import Iterable
from pathlib import Path

VERSION = "26.9.27"
ADDRESS = f"https://registry.npmjs.org/vnu-jar/-/vnu-jar-{VERSION}.tgz"
INTEGRITY = "sha512-TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
JAR = Path(sys.prefix) / "share" / "vnu" / f"vnu-{VERSION}.jar"
_INSIDE = "package/build/dist/vnu.jar"


def fetch() -> None:
    """Fetch the checker, unless it is there; what does not have the digits expected is not kept."""
    if JAR.exists():
        return
    with urllib.request.urlopen(ADDRESS, timeout=120) as answer:
        packed = answer.read()
    found = f"sha512-{base64.b64encode(hashlib.sha512(packed).digest()).decode()}"
    if found != INTEGRITY:
        sys.exit(f"vnu-jar {VERSION} : {found} au lieu de {INTEGRITY}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        jar = archive.extractfile(_INSIDE)
        assert jar is not None
        JAR.parent.mkdir(parents=True, exist_ok=True)
        JAR.write_bytes(jar.read())


def errors(files: Iterable[Path]) -> set[str]:
    """Return what the checker holds for an error in some pages, each told once with its page."""
    command = ["java", "-jar", str(JAR), "--errors-only", "--format", "json", *map(str, files)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    messages = json.loads(told)["messages"]
    return {f"{Path(m['url']).stem}: {m['message']}" for m in messages}


if __name__ == "__main__":
    fetch()
