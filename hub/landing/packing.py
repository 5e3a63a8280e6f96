"""How bodies are packed in the landing store: zstandard, one frame that carries its length and a check sum.

Level 1 packs a provincial page in a tenth of the time that gzip takes, into fewer bytes, and unpacks it in a quarter.
"""

from __future__ import annotations

import zstandard

from hub.errors import StorageError

ENDING = ".zst"
LEVEL = 1
MOST_BYTES = 4 * 1024**3
"""No page and no file is larger; a frame that claims to be is spoilt."""


def pack(body: bytes) -> bytes:
    """`body` packed; equal bodies give equal bytes."""
    return zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(body)


def unpack(location: str, packed: bytes) -> bytes:
    """What was packed. Raises StorageError, naming `location`, where it is spoilt."""
    try:
        if not 0 <= zstandard.frame_content_size(packed) <= MOST_BYTES:
            raise StorageError(_spoilt(location, "长度不明"))
        return zstandard.ZstdDecompressor().decompress(packed)
    except zstandard.ZstdError as error:
        raise StorageError(_spoilt(location, str(error))) from error


def _spoilt(location: str, why: str) -> str:
    return f"落地文件 {location} 已损坏（{why}）；请从备份恢复，或移走后重新全量获取"
