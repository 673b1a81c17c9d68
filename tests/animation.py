"""The README's moving picture, filmed in a real browser: uv run python -m tests.animation"""

import io
import tempfile
from pathlib import Path

from PIL import Image

from tests.browser import ROOT, OpenLesson, chromium, jupyterlab

FILM = ROOT / "notebooks" / "lab.gif"
WIDTH, COLOURS, PER_FRAME = 820, 240, 120  # pixels, and milliseconds


def film(lesson) -> list[Image.Image]:
    """The race: SGD's slider down and over the limit, then all six step by step."""
    page = lesson.page
    lab = page.locator(".jp-OutputArea-child").filter(has=page.locator(".downhill-slider")).last
    slider, frames = lab.locator(".downhill-slider input").first, []

    def shoot(times=1):
        page.wait_for_timeout(250)
        picture = Image.open(io.BytesIO(lab.screenshot())).convert("RGB")
        frames.extend([picture] * times)

    lab.scroll_into_view_if_needed()
    shoot(6)
    for key, times in (("ArrowLeft", 24), ("ArrowRight", 27)):
        for i in range(times):
            slider.press(key)
            if i % 3 == 2:
                shoot()
    shoot(4)
    for _ in range(3):
        slider.press("ArrowLeft")
    lab.locator("button[title=Reset]").click()
    for i in range(30):
        lab.locator("button[title=Step]").click()
        if i % 2:
            shoot()
    shoot(8)
    return frames


def main():
    with (
        tempfile.TemporaryDirectory() as folder,
        jupyterlab(Path(folder) / "notebooks") as address,
        chromium() as browser,
    ):
        lesson = OpenLesson(browser, address, "00_start_here")
        lesson.run_all()
        frames = film(lesson)
    small = [f.resize((WIDTH, round(WIDTH * f.height / f.width)), Image.LANCZOS) for f in frames]
    palette = small[0].quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=5)
    small = [f.quantize(palette=palette, dither=Image.Dither.NONE) for f in small]
    small[0].save(FILM, save_all=True, append_images=small[1:], duration=PER_FRAME, loop=0)
    print(f"{FILM.relative_to(ROOT)}: {len(small)} frames, {FILM.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
