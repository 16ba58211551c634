"""Which files are kept: told by their own first bytes, never by a name or a header.

Source: WHATWG MIME Sniffing (signatures), ISO/IEC 14496-12 (`ftyp`), RFC 3533 (Ogg), ISO/IEC 13818-7 (ADTS).
"""

from collections.abc import Callable
from dataclasses import dataclass

#: Bytes of a picture, and of anything else, at most: what Meta takes.
LARGEST_IMAGE, LARGEST_FILE = 8 * 1024 * 1024, 25 * 1024 * 1024
#: First bytes that are enough to tell what a file is.
HEAD = 512

_MP4 = frozenset({b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV"})
_M4A = frozenset({b"M4A ", b"M4B "})
_OGG_SOUND = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """A type of file that is kept.

    Attributes:
        kind: `image`, `audio`, `video` or `file`, as channels call it.
        endings: of its name; the first is the usual one.
        shows: whether the bytes are of this type.
    """

    media_type: str
    kind: str
    endings: tuple[str, ...]
    shows: Callable[[bytes], bool]

    @property
    def largest(self) -> int:
        """Bytes at most."""
        return LARGEST_IMAGE if self.kind == "image" else LARGEST_FILE


def file_type_of(head: bytes) -> FileType | None:
    """Return what the first `HEAD` bytes show a file to be; None where it is of no type that is kept."""
    return next((one for one in TYPES if one.shows(head)), None)


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:15] == b"WEBPVP8"


def _has_brand(brands: frozenset[bytes]) -> Callable[[bytes], bool]:
    return lambda head: head[4:8] == b"ftyp" and head[8:12] in brands


def _is_ogg_sound(head: bytes) -> bool:
    return head.startswith(b"OggS\x00") and b"theora" not in head and any(codec in head for codec in _OGG_SOUND)


def _is_mp3(head: bytes) -> bool:
    if head.startswith(b"ID3"):
        return True
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    # Eleven bits that are set, layer III; then a version, a bit rate and a sampling rate that exist.
    return head[1] >> 3 & 3 != 1 and head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3


def _is_aac(head: bytes) -> bool:
    return len(head) > 2 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and head[2] >> 2 & 15 < 13


TYPES: tuple[FileType, ...] = (
    FileType(media_type="image/jpeg", kind="image", endings=(".jpg", ".jpeg"), shows=_begins(b"\xff\xd8\xff")),
    FileType(media_type="image/png", kind="image", endings=(".png",), shows=_begins(b"\x89PNG\r\n\x1a\n")),
    FileType(media_type="image/gif", kind="image", endings=(".gif",), shows=_begins(b"GIF87a", b"GIF89a")),
    FileType(media_type="image/webp", kind="image", endings=(".webp",), shows=_is_webp),
    FileType(media_type="video/mp4", kind="video", endings=(".mp4", ".m4v"), shows=_has_brand(_MP4)),
    FileType(media_type="audio/mp4", kind="audio", endings=(".m4a", ".m4b", ".mp4"), shows=_has_brand(_M4A)),
    FileType(media_type="audio/ogg", kind="audio", endings=(".ogg", ".oga", ".opus"), shows=_is_ogg_sound),
    FileType(media_type="audio/mpeg", kind="audio", endings=(".mp3",), shows=_is_mp3),
    FileType(media_type="audio/aac", kind="audio", endings=(".aac",), shows=_is_aac),
    FileType(media_type="application/pdf", kind="file", endings=(".pdf",), shows=_begins(b"%PDF-")),
)
#: Each type by its name.
BY_MEDIA_TYPE = {one.media_type: one for one in TYPES}
