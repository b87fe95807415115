"""A paste into the notices' editor, as WPS, Word or WeChat put it on the clipboard."""

from playwright.sync_api import Page

PASTE = """(editor, html) => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/html", html);
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
}"""


def paste(page: Page, html: str) -> None:
    """Once the editor is there: it comes a moment after its page."""
    page.locator(".ProseMirror").evaluate(PASTE, html)
