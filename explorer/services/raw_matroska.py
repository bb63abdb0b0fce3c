"""Uncompressed pictures with their times as a stream of bytes: what is piped into FFmpeg.

A pipe of bare pictures has no times, only a rate; Matroska (RFC 9559) has one for each picture, so
clips with uneven times keep them. A cluster of one block each, as little of it as FFmpeg needs.
"""

from __future__ import annotations

from typing import Final

TICKS_PER_S: Final = 100_000

_EBML, _DOC_TYPE, _DOC_VERSION, _READ_VERSION = "1A45DFA3", "4282", "4287", "4285"
_SEGMENT, _INFO, _SCALE_NS, _MUXER, _WRITER = "18538067", "1549A966", "2AD7B1", "4D80", "5741"
_TRACKS, _TRACK, _NUMBER, _UID, _TYPE, _CODEC = "1654AE6B", "AE", "D7", "73C5", "83", "86"
_VIDEO, _WIDTH, _HEIGHT, _COLOUR_SPACE = "E0", "B0", "BA", "2EB524"
_CLUSTER, _TIME, _BLOCK = "1F43B675", "E7", "A3"
_UNKNOWN_SIZE = b"\x01" + b"\xff" * 7
_FIRST_TRACK_KEY_FRAME = b"\x81\x00\x00\x80"  # track 1, no offset to the cluster's time


def stream_head(width: int, height: int) -> bytes:
    """Return what comes before the first picture, of RGB pictures of this size in pixels."""
    ebml = _element(
        _EBML,
        _element(_DOC_TYPE, b"matroska") + _number(_DOC_VERSION, 2) + _number(_READ_VERSION, 2),
    )
    info = _element(
        _INFO,
        _number(_SCALE_NS, 1_000_000_000 // TICKS_PER_S)
        + _element(_MUXER, b"convnet-explorer")
        + _element(_WRITER, b"convnet-explorer"),
    )
    video = _element(
        _VIDEO,
        _number(_WIDTH, width) + _number(_HEIGHT, height) + _element(_COLOUR_SPACE, b"RGB\x18"),
    )
    track = _element(
        _TRACK,
        _number(_NUMBER, 1)
        + _number(_UID, 1)
        + _number(_TYPE, 1)
        + _element(_CODEC, b"V_UNCOMPRESSED")
        + video,
    )
    return ebml + bytes.fromhex(_SEGMENT) + _UNKNOWN_SIZE + info + _element(_TRACKS, track)


def picture_head(length: int, ticks: int) -> bytes:
    """Return what comes before the pixels of a picture: RGB, row by row, so many bytes.

    ``ticks`` is its time, `TICKS_PER_S` to a second, and more than the last picture's.
    """
    time = _number(_TIME, ticks)
    block = bytes.fromhex(_BLOCK) + _size(len(_FIRST_TRACK_KEY_FRAME) + length)
    inside = len(time) + len(block) + len(_FIRST_TRACK_KEY_FRAME) + length
    return bytes.fromhex(_CLUSTER) + _size(inside) + time + block + _FIRST_TRACK_KEY_FRAME


def _element(identity: str, data: bytes) -> bytes:
    return bytes.fromhex(identity) + _size(len(data)) + data


def _number(identity: str, value: int) -> bytes:
    return _element(identity, value.to_bytes(8, "big"))


def _size(length: int) -> bytes:
    """Return a length as EBML writes it in eight bytes: the first is its marker."""
    return (length | 1 << 56).to_bytes(8, "big")
