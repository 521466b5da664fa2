"""Picture the page of the board as it is printed, in `docs/page-du-conseil.png`, for the README.

The page is that of a visit of this folder, whose answers are imagined (`examples/rapports/`). It is
printed by the browser that `diag rapport --pdf` uses, drawn by `pdftoppm`, and kept in at most 256
colours, since it is read far more often than it is made. Where one of the two is missing, the picture
stays as it was, and this says so.
"""

import shutil
import subprocess
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.mistakes import Refusal
from diag.report.pdf_report import print_page

HERE = Path(__file__).parent
PAGE = HERE / "rapports" / "rapport-ehpad-somme-rurale-conseil.html"
PICTURE = HERE.parent / "docs" / "page-du-conseil.png"
DOTS = 150  # an inch: an A4 sheet is 1240 wide, sharp on a dense screen at half of it
KEPT_BITS = 4  # of a channel: a page of few inks then holds fewer than 256 colours


def main() -> None:
    """Write the picture, or say what is missing."""
    try:
        printed = print_page(PAGE)
    except Refusal as refusal:
        print(f"Picture left as it was. {refusal}")
        return
    if not shutil.which("pdftoppm"):
        print("Picture left as it was: pdftoppm (poppler-utils) is missing.")
        return
    PICTURE.write_bytes(png(pixels(printed)))
    print(PICTURE.relative_to(HERE.parent))


def pixels(pdf: bytes) -> NDArray[np.uint8]:
    """Return the first sheet of a PDF, as rows of red, green and blue."""
    command = ("pdftoppm", "-r", str(DOTS), "-singlefile", "-")
    run = subprocess.run(command, input=pdf, capture_output=True, check=True)  # noqa: S603 - fixed
    _, size, _, image = run.stdout.split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(image, np.uint8).reshape(height, width, 3)


def png(image: NDArray[np.uint8]) -> bytes:
    """Return an image in at most 256 colours, each the mean of those it stands for.

    Raises:
        ValueError: it holds more.
    """
    height, width, _ = image.shape
    flat = image.reshape(-1, 3)
    near = (flat >> (8 - KEPT_BITS)).astype(np.int32) @ (1 << KEPT_BITS * np.arange(3))
    _, index, counts = np.unique(near, return_inverse=True, return_counts=True)
    if len(counts) > 256:
        raise ValueError(f"{len(counts)} colours")
    sums = [np.bincount(index, weights=flat[:, channel]) for channel in range(3)]
    colours = np.rint(np.stack(sums, axis=1) / counts[:, None]).astype(np.uint8)
    # Each row begins with the byte that says « no filter ».
    rows = np.pad(index.reshape(height, width).astype(np.uint8), ((0, 0), (1, 0)))
    header = width.to_bytes(4) + height.to_bytes(4) + bytes((8, 3, 0, 0, 0))
    packed = zlib.compress(rows.tobytes(), 9)
    parts = ((b"IHDR", header), (b"PLTE", colours.tobytes()), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(chunk, *zip(*parts, strict=True)))


def chunk(name: bytes, content: bytes) -> bytes:
    """Return one chunk of a PNG: its length, its name, what it holds and its checksum."""
    return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)


if __name__ == "__main__":
    main()
