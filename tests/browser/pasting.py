"""The notices' editor, and a paste into it as WPS, Word or WeChat put it on the clipboard."""

from playwright.sync_api import Locator, Page

PASTE = """(editor, html) => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/html", html);
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
}"""


def editor(page: Page) -> Locator:
    """The editor itself: the plain box that it takes the place of has the same name, and is there first."""
    return page.locator(".ProseMirror").and_(page.get_by_role("textbox", name="正文"))


def paste(page: Page, html: str) -> None:
    """Once the editor is there: it comes a moment after its page."""
    page.locator(".ProseMirror").evaluate(PASTE, html)
