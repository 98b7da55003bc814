"""Compares how other programs draw our faces with our own pictures.

    python tools/pictures.py FOLDER

FOLDER contains NAME.pdf, NAME.ofd and our pictures NAME-0.png, NAME-1.png ... of each face in the golden suite, which
writes them if GOLDEN_OUT is set. PDF pages are drawn by pdfium. OFD pages are drawn twice: by ofd.js in Chromium
(NAME-0.ofdjs.png ..., written by tools/readers/ofd_js.mjs), and by this script from the XML, without any Rust code of
ours: embedded fonts by FreeType (through Pillow), paths and pictures by Pillow. A face passes if its ink is where ours
is. The last line counts the results; the exit code is 1 if a face differs.
"""

import io
import math
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

DPI = 96
# Pages are drawn at a multiple of the resolution and averaged, because Pillow does not smooth lines.
FINE = 4
# What ofd.js does not support, by the face that shows it. Its picture of that face must differ; otherwise the line
# is out of date.
UNKNOWN_TO_OFD_JS = {
    "image-cover": "a picture moved inside its box",
    "image-turned": "a turned picture",
    "path-svg": "opacity of a path",
    "shapes": "opacity of a path",
    "text-opacity": "opacity of a text",
    "text-rare": "a character beyond the basic plane",
}
NS = {"o": "http://www.ofdspec.org/2016"}
# Maximum share of the ink without a counterpart nearby.
STRAY = 0.02
# Maximum difference of the blurred pictures, of 255 grey levels.
GREY = 32


def stray(one, other):
    """The difference of two pictures: 0 means equal, more than 1 means different.

    It is the larger of two ratios: the share of dark pixels that are far from any dark pixel of the other picture,
    relative to STRAY; and the largest difference after blurring, relative to GREY, which detects wrong colours and
    opacities."""
    if abs(one.width - other.width) > 1 or abs(one.height - other.height) > 1:
        return 9.0
    size = (min(one.width, other.width), min(one.height, other.height))
    a, b = (picture.convert("L").crop((0, 0, *size)) for picture in (one, other))
    dark = lambda picture, limit: picture.point(lambda value: 255 if value < limit else 0)
    wide = lambda picture: dark(picture, 245).filter(ImageFilter.MaxFilter(5))
    count = lambda picture: picture.histogram()[255]
    worst = 0.0
    for ink, cover in ((dark(a, 150), wide(b)), (dark(b, 150), wide(a))):
        alone = ImageChops.subtract(ink, cover)
        worst = max(worst, count(alone) / max(count(ink), 1) / STRAY)
    blurred = [picture.filter(ImageFilter.GaussianBlur(4)) for picture in (a, b)]
    return max(worst, ImageChops.difference(*blurred).getextrema()[1] / GREY)


def pdf_pages(path):
    document = pypdfium2.PdfDocument(str(path))
    return [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in document]


def ofd_js_pages(folder, name, ours):
    shown = (Image.open(path).convert("RGB") for path in sorted(folder.glob(f"{name}-?.ofdjs.png")))
    # ofd.js scales a page to the width of its window.
    return [page.resize(own.size, Image.LANCZOS) for own, page in zip(ours, shown, strict=True)]


class Ofd:
    """Draws the pages of a package from its XML."""

    def __init__(self, path):
        self.package = zipfile.ZipFile(path)
        document = self.xml("Doc_0/Document.xml")
        self.fonts, self.media = {}, {}
        for name in ("PublicRes.xml", "DocumentRes.xml"):
            resources = self.xml(f"Doc_0/{name}")
            base = "Doc_0/" + resources.get("BaseLoc", "") + "/"
            for font in resources.iterfind(".//o:Font", NS):
                self.fonts[font.get("ID")] = self.package.read(base + font.find("o:FontFile", NS).text)
            for media in resources.iterfind(".//o:MultiMedia", NS):
                self.media[media.get("ID")] = self.package.read(base + media.find("o:MediaFile", NS).text)
        self.artwork = {t.get("ID"): "Doc_0/" + t.get("BaseLoc") for t in document.iterfind(".//o:TemplatePage", NS)}
        self.places = ["Doc_0/" + page.get("BaseLoc") for page in document.iterfind(".//o:Page", NS)]

    def xml(self, name):
        return ElementTree.fromstring(self.package.read(name))

    def pages(self):
        return [self.page(place) for place in self.places]

    def page(self, place):
        page = self.xml(place)
        _, _, width, height = numbers(page.find(".//o:PhysicalBox", NS).text)
        self.scale = DPI * FINE / 25.4
        size = (round(width * DPI / 25.4), round(height * DPI / 25.4))
        self.canvas = Image.new("RGBA", (size[0] * FINE, size[1] * FINE), "white")
        for template in page.iterfind("o:Template", NS):
            self.layers(self.xml(self.artwork[template.get("TemplateID")]))
        self.layers(page)
        return self.canvas.convert("RGB").resize(size, Image.BOX)

    def layers(self, page):
        for layer in page.iterfind(".//o:Layer", NS):
            for element in layer:
                kind = element.tag.rsplit("}", 1)[1]
                above = Image.new("RGBA", self.canvas.size, (0, 0, 0, 0))
                x, y, width, height = numbers(element.get("Boundary"))
                getattr(self, kind)(element, above, (x, y))
                # An object is clipped to its boundary (GB/T 33190-2016 clause 8.5).
                box = [round(v * self.scale) for v in (x, y, x + width, y + height)]
                clipped = Image.new("RGBA", self.canvas.size, (0, 0, 0, 0))
                grown = (max(box[0] - 1, 0), max(box[1] - 1, 0), box[2] + 1, box[3] + 1)
                clipped.paste(above.crop(grown), grown[:2])
                alpha = int(element.get("Alpha", 255))
                if alpha < 255:
                    clipped.putalpha(clipped.getchannel("A").point(lambda a: a * alpha // 255))
                self.canvas = Image.alpha_composite(self.canvas, clipped)

    def color(self, element, name):
        found = element.find(f"o:{name}", NS)
        return tuple(int(v) for v in found.get("Value").split()) + (255,) if found is not None else (0, 0, 0, 255)

    def TextObject(self, element, above, at):
        a, b, c, d, e, f = numbers(element.get("CTM", "1 0 0 1 0 0"))
        size = float(element.get("Size"))
        font = ImageFont.truetype(io.BytesIO(self.fonts[element.get("Font")]), round(size * self.scale * 2))
        ratio = size * self.scale / font.size
        fill = self.color(element, "FillColor")
        for code in element.iterfind("o:TextCode", NS):
            x, y = float(code.get("X")), float(code.get("Y"))
            deltas = deltas_of(code.get("DeltaX", ""))
            for index, character in enumerate(code.text or ""):
                px = (at[0] + a * x + c * y + e) * self.scale
                py = (at[1] + b * x + d * y + f) * self.scale
                side = font.size * 3
                glyph = Image.new("RGBA", (side, side), fill[:3] + (0,))
                ImageDraw.Draw(glyph).text((side // 2, side // 2), character, font=font, fill=fill, anchor="ls")
                # The inverse transformation, from the page to the square of the glyph.
                det = (a * d - b * c) * ratio
                ia, ib, ic, id_ = d / det, -c / det, -b / det, a / det
                reach = math.ceil(side * ratio / 2)
                left, top = math.floor(px) - reach, math.floor(py) - reach
                ox, oy = left - px, top - py
                matrix = (ia, ib, ia * ox + ib * oy + side / 2, ic, id_, ic * ox + id_ * oy + side / 2)
                turned = glyph.transform((2 * reach, 2 * reach), Image.AFFINE, matrix, Image.BILINEAR)
                above.alpha_composite(turned, (max(left, 0), max(top, 0)), (max(-left, 0), max(-top, 0)))
                if index < len(deltas):
                    x += deltas[index]

    def PathObject(self, element, above, at):
        draw = ImageDraw.Draw(above)
        lines = []
        tokens = element.find("o:AbbreviatedData", NS).text.split()
        here = (0.0, 0.0)
        while tokens:
            command = tokens.pop(0)
            take = lambda count: [float(tokens.pop(0)) for _ in range(count)]
            if command == "M":
                here = tuple(take(2))
                lines.append([here])
            elif command == "L":
                here = tuple(take(2))
                lines[-1].append(here)
            elif command in "QB":
                points = take(4 if command == "Q" else 6)
                controls = [here] + list(zip(points[::2], points[1::2]))
                lines[-1].extend(curve(controls, step / 24) for step in range(1, 25))
                here = controls[-1]
            elif command == "C":
                lines[-1].append(lines[-1][0])
                here = lines[-1][0]
        spots = [[((at[0] + x) * self.scale, (at[1] + y) * self.scale) for x, y in line] for line in lines]
        if element.get("Fill") == "true":
            # The even-odd rule. It equals the nonzero rule where outlines do not overlap.
            mask = Image.new("L", above.size, 0)
            for line in spots:
                part = Image.new("L", above.size, 0)
                if len(line) > 2:
                    ImageDraw.Draw(part).polygon(line, fill=255)
                mask = ImageChops.difference(mask, part)
            above.paste(self.color(element, "FillColor"), (0, 0), mask)
        if element.get("Stroke", "true") == "true":
            width = max(round(float(element.get("LineWidth", "0.353")) * self.scale), 1)
            for line in spots:
                draw.line(line, fill=self.color(element, "StrokeColor"), width=width, joint="curve")

    def ImageObject(self, element, above, at):
        picture = Image.open(io.BytesIO(self.media[element.get("ResourceID")])).convert("RGBA")
        a, b, c, d, e, f = numbers(element.get("CTM"))
        # The transformation from page pixels to the unit square, and from there to the pixels of the picture.
        det = a * d - b * c
        s = self.scale
        inverse = (d / det, -c / det, -b / det, a / det)
        ox, oy = -(at[0] + e), -(at[1] + f)
        rows = []
        for (u, v), side in ((inverse[:2], picture.width), (inverse[2:], picture.height)):
            rows += [u / s * side, v / s * side, (u * ox + v * oy) * side]
        drawn = picture.transform(above.size, Image.AFFINE, tuple(rows), Image.NEAREST)
        above.alpha_composite(drawn)


def curve(points, t):
    while len(points) > 1:
        points = [(p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t) for p, q in zip(points, points[1:])]
    return points[0]


def numbers(text):
    return [float(value) for value in text.split()]


def deltas_of(text):
    """Expands a list of advances: `g 3 4.2` means 4.2 three times (GB/T 33190-2016 clause 11.3)."""
    out, tokens = [], text.split()
    while tokens:
        token = tokens.pop(0)
        if token == "g":
            count = int(tokens.pop(0))
            out += [float(tokens.pop(0))] * count
        else:
            out.append(float(token))
    return out


def main(folder):
    names = sorted(path.stem for path in folder.glob("*.pdf"))
    passed, failed, first = 0, 0, {}
    for name in names:
        ours = [Image.open(path) for path in sorted(folder.glob(f"{name}-?.png"))]
        first[name] = ours[0]
        drawn = {
            "pdf": pdf_pages(folder / f"{name}.pdf"),
            "ofd": Ofd(folder / f"{name}.ofd").pages(),
            "ofdjs": ofd_js_pages(folder, name, ours),
        }
        for kind, pages in drawn.items():
            shares = [stray(one, other) for one, other in zip(ours, pages)]
            same = len(pages) == len(ours) and max(shares) <= 1
            if same != (kind == "ofdjs" and name in UNKNOWN_TO_OFD_JS):
                passed += 1
                continue
            failed += 1
            print(f"{name}.{kind}: {len(pages)} pages, ours {len(ours)}, apart {[round(s, 2) for s in shares]}")
            for at, page in enumerate(pages):
                page.save(folder / f"{name}-{at}.{kind}.png")
    # Negative controls: another page, and the same page in paler colours, must not pass.
    paler = first["image-contain"].point(lambda value: (value + 255) // 2)
    for other in (stray(first["text-align"], first["text-rotate"]), stray(first["image-contain"], paler)):
        if other <= 1:
            print("the comparison is blind")
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or passed < 75 else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
