"""What one pass over the bytes of an export tells, whatever they mean."""

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

BLOCK = 1 << 20


@dataclass(frozen=True)
class Survey:
    """Size and fingerprint of a file; whether all of it is UTF-8; whether it holds a NUL byte."""

    size: int
    sha256: str
    utf8: bool
    nul: bool


def survey(path: Path) -> Survey:
    """Go once through a file."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    size, utf8, nul = 0, True, False
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            size += len(block)
            digest.update(block)
            nul = nul or b"\0" in block
            utf8 = utf8 and _goes_on(decoder, block)
    return Survey(size, digest.hexdigest(), utf8 and _goes_on(decoder, b"", True), nul)


def _goes_on(decoder: codecs.IncrementalDecoder, block: bytes, final: bool = False) -> bool:
    """Tell whether a block is the rest of a text in UTF-8."""
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True
