"""Writes images.json: PNG files of every colour type, depth, filter and interlacing with their samples, JPEG files of
Pillow with what Pillow decodes, and images that Pillow scaled with its triangle filter.

Run: python3 make-images.py (numpy, Pillow; versions are in the output). Seed 7. The PNG files are put together here,
bit by bit; wherever Pillow reads a kind without changing its depth, its pixels are compared before anything is written.
"""
import base64, io, json, struct, zlib
import numpy as np
import PIL
from PIL import Image

rng = np.random.default_rng(7)
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, body):
    data = kind + body
    return struct.pack(">I", len(body)) + data + struct.pack(">I", zlib.crc32(data))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def lines(samples, depth, first_filter):
    """The filtered lines of one pass; line y has filter (first_filter + y) % 5."""
    rows, columns, n = samples.shape
    out = b""
    above = None
    step = max(1, n * depth // 8)
    for y in range(rows):
        bits = "".join(format(int(v), f"0{depth}b") for v in samples[y].ravel())
        bits += "0" * (-len(bits) % 8)
        line = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
        above = above or bytes(len(line))
        kind = (first_filter + y) % 5
        coded = bytearray([kind])
        for i, x in enumerate(line):
            a = line[i - step] if i >= step else 0
            b = above[i]
            c = above[i - step] if i >= step else 0
            prediction = [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]
            coded.append((x - prediction) & 255)
        out += bytes(coded)
        above = line
    return out


def png(samples, colour, depth, interlaced, palette, first_filter):
    height, width, _ = samples.shape
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    raw = b"".join(
        lines(samples[y::dy, x::dx], depth, first_filter)
        for x, y, dx, dy in passes
        if x < width and y < height
    )
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    packed = zlib.compress(raw)
    half = len(packed) // 2
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"tEXt", b"Comment\0ignored")
        + (chunk(b"PLTE", palette.tobytes()) if palette is not None else b"")
        + chunk(b"IDAT", packed[:half])
        + chunk(b"IDAT", packed[half:])
        + chunk(b"IEND", b"")
    )


cases = []
for colour, depths in DEPTHS.items():
    for depth in depths:
        for interlaced in (False, True):
            width, height = int(rng.integers(1, 14)), int(rng.integers(1, 14))
            samples = rng.integers(0, 2**depth, (height, width, SAMPLES[colour]))
            palette = rng.integers(0, 256, (2**depth, 3), dtype=np.uint8) if colour == 3 else None
            file = png(samples, colour, depth, interlaced, palette, len(cases))
            if colour == 3:
                pixels = palette[samples[:, :, 0]]
            else:
                kept = samples[:, :, : 1 if colour in (0, 4) else 3]
                pixels = kept >> 8 if depth == 16 else kept * 255 // (2**depth - 1)
            seen = Image.open(io.BytesIO(file))
            if depth == 8 or colour == 3 or (colour == 0 and depth < 8):
                mode = "L" if colour in (0, 4) else "RGB"
                seen = np.asarray(seen.getchannel(0) if seen.mode == "LA" else seen.convert(mode))
                assert np.array_equal(seen.reshape(pixels.shape), pixels), (colour, depth, interlaced)
            cases.append({
                "title": f"colour type {colour}, {depth} bit{', interlaced' if interlaced else ''}",
                "file": base64.b64encode(file).decode(),
                "width": width,
                "height": height,
                "channels": pixels.shape[2],
                "pixels": pixels.ravel().tolist(),
            })

def smooth(height, width, channels):
    small = rng.integers(0, 256, (max(2, height // 6), max(2, width // 6), channels), dtype=np.uint8)
    planes = [Image.fromarray(small[:, :, c]).resize((width, height), Image.BICUBIC) for c in range(channels)]
    return np.stack([np.asarray(p) for p in planes], axis=2)


jpeg = []
for title, channels, options in [
    ("grey", 1, dict(quality=90)),
    ("colour 4:4:4", 3, dict(quality=92, subsampling=0)),
    ("colour 4:4:4 progressive", 3, dict(quality=85, subsampling=0, progressive=True)),
    ("colour 4:2:0", 3, dict(quality=85, subsampling=2)),
    ("grey progressive", 1, dict(quality=80, progressive=True)),
]:
    pixels = smooth(19, 23, channels)
    image = Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)
    stream = io.BytesIO()
    image.save(stream, "JPEG", **options)
    decoded = np.asarray(Image.open(io.BytesIO(stream.getvalue())))
    jpeg.append({
        "title": title,
        "file": base64.b64encode(stream.getvalue()).decode(),
        "width": 23,
        "height": 19,
        "channels": channels,
        "pixels": decoded.ravel().tolist(),
    })

scaled = []
for (height, width, channels), (to_height, to_width) in [
    ((9, 7, 1), (3, 5)),
    ((6, 6, 3), (13, 17)),
    ((16, 5, 1), (4, 5)),
    ((10, 10, 3), (1, 1)),
    ((1, 4, 1), (3, 9)),
]:
    pixels = rng.integers(0, 256, (height, width, channels), dtype=np.uint8)
    image = Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)
    out = np.asarray(image.resize((to_width, to_height), Image.BILINEAR))
    scaled.append({
        "from": [height, width, channels],
        "source": pixels.ravel().tolist(),
        "to": [to_height, to_width],
        "pixels": out.ravel().tolist(),
    })

with open("images.json", "w") as file:
    json.dump({
        "generator": "make-images.py, seed 7",
        "versions": {"numpy": np.__version__, "Pillow": PIL.__version__},
        "png": cases,
        "jpeg": jpeg,
        "scaled": scaled,
    }, file)
    file.write("\n")
