"""photos.js with photos as large as phones make them."""

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
