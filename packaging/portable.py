"""Make the bundle for a laptop that IT locks: one zip, which installs and runs without a network.

`make portable` makes one for Windows and for each version of Python; `--ici` makes one for this machine, which the
tests install where no network is. It holds wheels and their fingerprints, what installs them, a notice, and a list of
its components (CycloneDX). It runs interviews, reports and forms; tables (`diag lot`) need the whole installation.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from contextlib import suppress
from email.parser import BytesParser
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).parent
ROOT = HERE.parent
LEFT_OUT = frozenset({"pandas", "pyarrow"})
"""What reads tables: a laptop for visits does without, and the bundle weighs half."""
VERSIONS = ("3.11", "3.12", "3.13")
MOST = 36_000_000
LIST, COMPONENTS = "liste.txt", "sbom.cdx.json"
_DATE = (2026, 1, 1, 0, 0, 0)


def make(target: Path, python: str, *, here: bool = False) -> Path:
    """Write the bundle for a version of Python, for Windows or for this machine, and return its path.

    Raises:
        SystemExit: a wheel cannot be had, or the bundle weighs too much.
    """
    with TemporaryDirectory(prefix="diag-portable-") as folder:
        wheels = Path(folder) / "wheels"
        wheels.mkdir()
        _build(wheels)
        _download(wheels, python, here=here)
        files = {f"wheels/{path.name}": path.read_bytes() for path in sorted(wheels.glob("*.whl"))}
        files |= {LIST: _listed(wheels).encode(), COMPONENTS: _components(wheels).encode(), **_own(python)}
        name = f"diag-portable-{'ici' if here else 'windows'}-python{python}"
        target.mkdir(parents=True, exist_ok=True)
        path = target / f"{name}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
            for inner, raw in sorted(files.items()):
                bundle.writestr(zipfile.ZipInfo(f"{name}/{inner}", _DATE), raw, zipfile.ZIP_DEFLATED, 9)
    size = path.stat().st_size
    print(f"{path} : {size / 1e6:.1f} Mo")
    if size > MOST and not here:
        sys.exit(f"{path.name} dépasse {MOST // 1_000_000} Mo")  # the wheels of Linux weigh more
    return path


def _own(python: str) -> dict[str, bytes]:
    """Return our own files; those of Windows have its line ends, and none holds a version but this one."""
    found = {}
    for path in sorted((HERE / "bundle").iterdir()):
        text = path.read_text("utf-8").replace("@PYTHON@", python)
        ends = "\r\n" if path.suffix in (".cmd", ".txt") else "\n"
        found[path.name] = text.replace("\n", ends).encode("utf-8")
    return found


def _build(wheels: Path) -> None:
    _run("build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(ROOT))


def _download(wheels: Path, python: str, *, here: bool) -> None:
    """Download the wheels that the lock names, and no other, for a version of Python."""
    with TemporaryDirectory(prefix="diag-liste-") as folder:
        wanted = Path(folder) / "requirements.txt"
        wanted.write_text("\n".join(_locked(python, windows=not here)) + "\n", "utf-8")
        target = [] if here else ["--platform", "win_amd64", "--python-version", python, "--only-binary", ":all:"]
        _run(
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            *target,
            "-r",
            str(wanted),
            "-d",
            str(wheels),
        )
        # pip itself: a Python that is only unzipped (« embeddable ») has none.
        _run("pip", "download", "--quiet", "--no-deps", "pip", "-d", str(wheels))


def needed(python: str, *, windows: bool) -> set[str]:
    """Return the libraries that the bundle holds: those of `diag` and theirs, less what reads tables."""
    environment = _environment(python, windows=windows)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found, left = set[str](), [project["dependencies"]]
    while left:
        for one in map(Requirement, left.pop()):
            name = canonicalize_name(one.name)
            if name not in found | LEFT_OUT and (one.marker is None or one.marker.evaluate(environment)):
                found.add(name)
                with suppress(metadata.PackageNotFoundError):  # of Windows alone: the lock holds it
                    left.append(metadata.requires(name) or [])
    return found


def _environment(python: str, *, windows: bool) -> dict[str, str]:
    versions = {"python_version": python, "python_full_version": f"{python}.0", "extra": ""}
    system = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"} if windows else {}
    return {**default_environment(), **versions, **system}


def _locked(python: str, *, windows: bool) -> list[str]:
    """Return the blocks of the lock file of what is needed, with every fingerprint.

    The versions are those of that Python: pip would follow the markers for the one that runs it, so none is left.
    """
    names, environment = needed(python, windows=windows), _environment(python, windows=windows)
    kept = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", (ROOT / "requirements.txt").read_text("utf-8")):
        first, _, rest = block.partition("\n")
        if first.startswith("#"):
            continue
        asked = Requirement(first.rstrip(" \\"))
        if canonicalize_name(asked.name) in names and (asked.marker is None or asked.marker.evaluate(environment)):
            kept.append(f"{asked.name}{asked.specifier} \\\n{rest}")
    return kept


def _listed(wheels: Path) -> str:
    """Return the complete list to install, each with the fingerprint of its wheel."""
    lines = []
    for path in sorted(wheels.glob("*.whl")):
        name, version, *_ = parse_wheel_filename(path.name)
        if name != "pip":
            lines.append(f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}")
    return "\n".join(lines) + "\n"


def _components(wheels: Path) -> str:
    """Return what the bundle is made of, as CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/)."""
    components = [_component(path) for path in sorted(wheels.glob("*.whl"))]
    own = next(one for one in components if one["name"] == "diag")
    told = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": own},
        "components": [one for one in components if one is not own],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _component(path: Path) -> dict[str, object]:
    name, version, *_ = parse_wheel_filename(path.name)
    with zipfile.ZipFile(path) as wheel:
        inner = next(one for one in wheel.namelist() if one.endswith(".dist-info/METADATA"))
        told = BytesParser().parsebytes(wheel.read(inner))
    licence = told["License-Expression"] or told["License"] or ""
    named = [{"license": {"name": licence.splitlines()[0][:80]}}] if licence else []
    return {
        "type": "application" if name == "diag" else "library",
        "name": name,
        "version": str(version),
        "purl": f"pkg:pypi/{name}@{version}",
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
        "licenses": named,
    }


def _run(*module: str) -> None:
    done = subprocess.run([sys.executable, "-m", *module], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{module[0]} : {done.stderr.strip()[-2000:]}")


def main() -> None:
    """Make the bundles that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ici", action="store_true", help="pour cette machine et ce Python, plutôt que pour Windows")
    parser.add_argument("-o", dest="target", type=Path, default=ROOT / "dist")
    asked = parser.parse_args()
    versions = [".".join(map(str, sys.version_info[:2]))] if asked.ici else VERSIONS
    for version in versions:
        make(asked.target, version, here=asked.ici)


if __name__ == "__main__":
    main()
