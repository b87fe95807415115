"""photos.js with photos as large as phones make them."""

from io import BytesIO

from PIL import Image

from tests.browser.test_script import PICKER, context, go, page, photo, picked, site  # noqa: F401

COUNTING = """
    const real = createImageBitmap;
    let open = 0;
    self.most = 0;
    self.createImageBitmap = async (...all) => {
        self.most = Math.max(self.most, ++open);
        const picture = await real(...all), close = picture.close.bind(picture);
        picture.close = () => { open -= 1; close(); };
        return picture;
    };
"""

# Safari 15.4 to 16.3 and WeChat's Chromium 107 to 111 know createImageBitmap, but not this word of it.
OLDER = """
    const today = createImageBitmap;
    self.createImageBitmap = async (file, options) => {
        if (options?.imageOrientation === "from-image") throw new TypeError("not a valid enum value");
        return today(file, options);
    };
"""


def test_photos_are_opened_one_after_the_other(page, site):  # noqa: F811
    """Nine of 12 megapixels at once are 430 MB: a small phone ends the page, and with it what was written."""
    site.pages["/"] = PICKER.replace('data-photos="2"', 'data-photos="4"')
    page.add_init_script(COUNTING)
    go(page)
    sizes = [(2000, 1000), (800, 600), (2000, 1200), (2000, 1400)]
    page.locator("input").set_input_files(
        [
            {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo(*size)}
            for n, size in enumerate(sizes)
        ]
    )
    page.evaluate("document.querySelector('input').ready.then(() => 1)")
    assert page.evaluate("self.most") == 1
    assert [file["width"] for file in picked(page)] == [1600, 800, 1600, 1600]


def test_an_older_phone_makes_its_photos_small_too(page, site):  # noqa: F811
    """Each would go out with all its megabytes, and what only the phone itself can open would be left out."""
    site.pages["/"] = PICKER
    page.add_init_script(OLDER)
    go(page)
    lying = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: the camera's lines run from top to bottom
    Image.open(BytesIO(photo(3000, 1500))).save(lying, "jpeg", exif=exif)
    page.locator("input").set_input_files(
        [{"name": "door.jpg", "mimeType": "image/jpeg", "buffer": lying.getvalue()}]
    )
    page.evaluate("document.querySelector('input').ready.then(() => 1)")
    assert [(file["width"], file["height"]) for file in picked(page)] == [(800, 1600)]
