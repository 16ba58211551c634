"""The smallest files of each type that is kept, and some that are not."""

import struct
import zlib


def png(width: int = 2, height: int = 2) -> bytes:
    """Return a picture that browsers show."""
    rows = b"".join(b"\x00" + b"\x20\x80\xc0" * width for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PNG = png()
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def ogg(codec: bytes) -> bytes:
    """Return the first page of an Ogg stream."""
    return b"OggS\x00\x02" + bytes(20) + bytes([1, len(codec)]) + codec + bytes(40)


def box(brand: bytes) -> bytes:
    """Return the beginning of an ISO media file of a brand."""
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\x00\x00\x02\x00isommp42" + struct.pack(">I", 8) + b"moov"


#: Bytes by media type.
KEPT = {
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40),
    "image/png": PNG,
    "image/gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "image/webp": b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f" + bytes(12),
    "video/mp4": box(b"isom"),
    "audio/mp4": box(b"M4A "),
    "audio/ogg": ogg(b"OpusHead"),
    "audio/mpeg": b"\xff\xfb\x90\x64" + bytes(60),
    "audio/aac": b"\xff\xf1\x50\x80\x00\x1f\xfc" + bytes(60),
    "application/pdf": PDF,
}
#: What is not kept, by what it is.
NOT_KEPT = {
    "page": HTML,
    "drawing": SVG,
    "text": b"hello",
    "program": b"MZ\x90\x00" + bytes(60),
    "archive": b"PK\x03\x04" + bytes(60),
    "script": b"#!/bin/sh\nrm -rf /\n",
    "page before a picture": HTML + PNG,
    "document behind a page": HTML + PDF,
    "film in Ogg": ogg(b"\x80theora"),
    "QuickTime": box(b"qt  "),
    "HEIC": box(b"heic"),
    "wave": b"RIFF\x1a\x00\x00\x00WAVEfmt " + bytes(40),
    "MPEG layer II": b"\xff\xfd\x90\x64" + bytes(60),
    "UTF-16 text": b"\xff\xfeh\x00i\x00",
}
