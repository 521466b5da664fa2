"""What one pass over the bytes of an export tells, whatever they mean."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

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
    digest = hashlib.sha256()
    size, utf8, nul, rest = 0, True, False, b""
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            size += len(block)
            digest.update(block)
            nul = nul or b"\0" in block
            if utf8:
                block, rest = _whole_characters(rest + block)
                utf8 = _is_utf8(block)
    return Survey(size, digest.hexdigest(), utf8 and _is_utf8(rest), nul)


def _whole_characters(block: bytes) -> tuple[bytes, bytes]:
    """Cut before the last character that is not ASCII, where it may go on in the next block."""
    end = len(block)
    while end > max(len(block) - 3, 1) and block[end - 1] & 0xC0 == 0x80:
        end -= 1
    end -= block[end - 1] >= 0xC0
    return block[:end], block[end:]


def _is_utf8(block: bytes) -> bool:
    """Whether the bytes are whole characters of UTF-8: Arrow tells it three times faster."""
    ends = pa.py_buffer(np.array([0, len(block)], np.int32))
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(block)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
