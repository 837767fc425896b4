"""The demo's sound and documents, made by code: name of the file, title and bytes."""

import csv
import io
import math
import wave
from array import array

RATE = 11025  # samples a second


def tone(hertz: float, seconds: float) -> list[float]:
    """A horn's note: a fundamental with overtones that swell and die away."""
    count = round(RATE * seconds)
    overtones = [(1, 0.55), (2, 0.25), (3, 0.14), (5, 0.06)]
    samples = []
    for n in range(count):
        t = n / RATE
        swell = min(1, t / 0.25, (seconds - t) / 0.35)
        samples.append(swell * sum(size * math.sin(2 * math.pi * hertz * k * t) for k, size in overtones))
    return samples


def fog_signal() -> bytes:
    """Two seconds low, one of silence, two high, and some of the silence after it, as a WAV file."""
    silence = [0.0] * RATE
    samples = [*tone(196, 2), *silence, *tone(262, 2), *silence, *silence]
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(array("h", (round(24000 * value) for value in samples)).tobytes())
    return file.getvalue()


CONSTITUENTS = [  # period in hours, amplitude in metres, delay in degrees: those of the article's table
    (12.421, 2.14, 163), (12.000, 0.73, 209), (12.658, 0.41, 140),
    (11.967, 0.20, 207), (23.934, 0.09, 118), (25.819, 0.07, 331),
    (6.210, 0.11, 74),
]  # fmt: skip


def sea_level(hours: float) -> float:
    """Metres above the zero of the staff."""
    return 2.9 + sum(size * math.cos(math.radians(360 * hours / period - delay)) for period, size, delay in CONSTITUENTS)


def tides() -> bytes:
    """The high waters of March 1911 as printed and as computed, as CSV. One printed value has two figures exchanged."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["day", "time", "printed height (m)", "computed height (m)", "difference (m)"])
    hours = [n / 20 for n in range(31 * 24 * 20)]
    levels = [sea_level(hour) for hour in hours]
    for n in range(1, len(hours) - 1):
        if levels[n - 1] < levels[n] >= levels[n + 1]:
            day, minute = int(hours[n] // 24) + 1, round(hours[n] % 24 * 60)
            computed = round(levels[n], 2)
            printed = 5.68 if (day, minute // 60) == (4, 20) else computed + (n * 7 % 13 - 6) / 100
            clock = f"{minute // 60:02}:{minute % 60:02}"
            rows.writerow([day, clock, f"{printed:.2f}", f"{computed:.2f}", f"{printed - computed:+.2f}"])
    return file.getvalue().encode()


SPECIMEN = [  # size in points, text
    (9, "BRANDRETH & DAUGHTER, COOPER STREET, ALDERMERE"),
    (34, "Corrin Roman"),
    (9, "Cut about 1790, lost 1941, complete again in four sizes"),
    (8, "Eight point. The metal shrinks as it sets, and the antimony expands."),
    (12, "Twelve point. A letter is a small, exact brick."),
    (18, "Eighteen point. Every page is a wall."),
    (24, "Twenty-four point. Mind the corners."),
    (9, "Still missing: eight point italic k and figure 7; thirty-six point Q R S T."),
]


def specimen() -> bytes:
    """One page of type as a PDF, in the typeface Times that every reader of PDF has."""
    lines, y = [], 760
    for size, text in SPECIMEN:
        y -= round(size * 1.9) + 10
        lines.append(f"BT /F1 {size} Tf 72 {y} Td ({text}) Tj ET")
    content = "\n".join(lines).encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Title (A specimen of Corrin Roman) /Author (Brandreth & Daughter) >>",
    ]
    return pdf(objects)


def pdf(objects: list[bytes]) -> bytes:
    """The file around numbered objects, of which the first is the catalogue and the last the information."""
    file, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        start,
    )
    return bytes(file)


FILES = {  # key: file name, title, how it is made
    "fog-signal": ("gannet-head-fog-signal.wav", "Fog signal of Gannet Head", fog_signal),
    "tides-march-1911": ("port-selwyn-march-1911.csv", "High waters at Port Selwyn, March 1911", tides),
    "specimen": ("corrin-roman-specimen.pdf", "A specimen of Corrin Roman", specimen),
}
