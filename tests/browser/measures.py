"""What is measured on an open page, by script: is it too wide, are targets and letters large enough."""

from playwright.sync_api import Page

# Panels are asked for before the page counts as loaded; who waits is marked.
PANEL_ON_ITS_WAY = "[aria-busy=true]"

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# In large text: 60 x 60 for whatever is pressed, save links within a sentence (WCAG 2.5.8 excepts them as well),
# what is out of sight until it is focused, and an input whose label is pressed instead.
PRESSED = """
  const seen = (e) => { const s = getComputedStyle(e), r = e.getBoundingClientRect();
    return r.width > 1 && r.height > 1 && s.visibility !== "hidden" && !e.closest(".vh,.skip,[hidden],[inert]"); };
  const pressed = (e) => {
    if (e.matches("input[type=checkbox],input[type=radio],input[type=file]")) return e.closest("label") || document.querySelector(`label[for="${e.id}"]`) || e;
    if (e.matches("a.item__title")) return e.closest(".item") || e;
    return e; };
  const larger = (a, b) => Math.min(a.width, a.height) > Math.min(b.width, b.height) ? a : b;
  const all = [...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary")].filter(seen);
  const under = (e, least) => { const r = larger(e.getBoundingClientRect(), pressed(e).getBoundingClientRect());
    return r.width < least || r.height < least ? [`${Math.round(r.width)}x${Math.round(r.height)} ${e.outerHTML.slice(0, 90).replace(/\\s+/g, " ")} "${e.textContent.trim().slice(0, 20)}"`] : []; };
"""
SMALL_TARGETS = f"""() => {{ {PRESSED}
  const inSentence = (e) => getComputedStyle(e).display === "inline" &&
    [...e.parentElement.childNodes].some((n) => n !== e && n.textContent.trim() && getComputedStyle(n.nodeType === 1 ? n : e).display.startsWith("inline"));
  return all.filter((e) => !inSentence(e)).flatMap((e) => under(e, 59.5));
}}"""
# In standard text: 44 x 44 for what is pressed, and 24 for a link among words.
HARD_TO_PRESS = f"""() => {{ {PRESSED}
  return all.flatMap((e) => under(e, getComputedStyle(e).display === "inline" ? 23.5 : 43.5));
}}"""

SMALL_LETTERS = """() => {
  const found = new Map(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.textContent.trim() || e.closest("svg,script,template,.vh,.skip,[hidden],.poster,.sheet,.slip,option")) continue;
    const r = e.getBoundingClientRect(), size = parseFloat(getComputedStyle(e).fontSize);
    if (r.width > 1 && r.height > 1 && size < 19.9) found.set(e.tagName + "." + e.className, `${size}px ${e.tagName}.${e.className} "${node.textContent.trim().slice(0, 20)}"`);
  }
  return [...found.values()];
}"""

# Boxes that hide what does not fit, where a table does not.
CUT_TABLES = """() => [...document.querySelectorAll(":has(table)")]
  .filter((e) => ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && e.clientWidth && e.scrollWidth > e.clientWidth + 1)
  .map((e) => `${e.scrollWidth} of ${e.clientWidth} px are seen of ${e.outerHTML.slice(0, 90).replace(/\\s+/g, " ")}`)"""

# A number, a time or a door in two lines can be read as two.
BROKEN_NUMBERS = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (e.closest("svg,script,style,template,.vh,.skip,.mono,.wrap,.seal,.hash,[hidden]") || e.getBoundingClientRect().width < 2) continue;
    for (const number of node.textContent.matchAll(/[0-9]+(?:[.,:][0-9]+)*/g)) {
      const range = document.createRange();
      range.setStart(node, number.index);
      range.setEnd(node, number.index + number[0].length);
      const lines = new Set([...range.getClientRects()].filter((r) => r.width > 0).map((r) => Math.round(r.top)));
      if (lines.size > 1) found.push(`${number[0]} in ${e.outerHTML.slice(0, 90)}`);
    }
  }
  return found;
}"""

# WCAG 2.5.3: whoever presses by voice says what stands there.
WORDS_NOT_IN_NAME = """() => {
  const plain = (text) => text.replace(/[\\s，、：“”·]+/g, "").toLowerCase();
  const hidden = (e) => e.matches("svg,.vh,[aria-hidden=true]") || getComputedStyle(e).display === "none";
  const seen = (node) => node.nodeType === 3 ? node.data : node.nodeType !== 1 || hidden(node) ? "" : [...node.childNodes].map(seen).join("");
  return [...document.querySelectorAll(":is(a[href],button,summary)[aria-label]")]
    .filter((e) => !plain(e.getAttribute("aria-label")).includes(plain(seen(e))))
    .map((e) => `"${seen(e).trim()}" is not in the name "${e.getAttribute("aria-label")}"`);
}"""

IN_LARGE = "(on) => { document.documentElement.dataset.comfort = on ? 'large' : 'normal'; }"
MORE_IN = f"(sizes) => sizes.map((is_large) => {{ ({IN_LARGE})(is_large); return {TOO_WIDE}; }})"

PHONES = {390: (False,), 320: (True, False)}  # their width: whether in large text


def too_wide_on_phones(page: Page) -> list[str]:
    """How many pixels the page is wider than a phone's screen; nothing where it fits. It is empty afterwards.

    Each change of the size has Chromium draw the page anew: a page that is open on a phone is asked there first,
    and has nothing left to draw when it is given its own size again.
    """
    size, found = page.viewport_size, []
    for width in sorted(PHONES, key=lambda width: width != size["width"]):
        if width != page.viewport_size["width"]:
            page.set_viewport_size(size | {"width": width})
        for is_large, more in zip(PHONES[width], page.evaluate(MORE_IN, PHONES[width]), strict=True):
            said = f"{more} px too wide at {width}{' in large text' if is_large else ''}"
            found += [said] if more > 0 else []
    page.evaluate("document.documentElement.replaceChildren()")
    page.set_viewport_size(size)
    return found


DESKS = (800, 1024, 1280, 1440)  # their width: without the rail, beside it, and the common ones


def tables_cut_off(page: Page) -> list[str]:
    """Which tables lose columns to a box that hides them and does not scroll; pages without a table cost nothing."""
    if not page.locator("table").count():
        return []
    size, found = page.viewport_size, []
    page.evaluate(IN_LARGE, False)
    for width in DESKS:
        page.set_viewport_size(size | {"width": width})
        found += [f"at {width}: {what}" for what in page.evaluate(CUT_TABLES)]
    page.set_viewport_size(size)
    return found


def too_small(page: Page) -> list[str]:
    """In large text: the targets under 60 px and the letters under 20 px."""
    return page.evaluate(f"() => [...({SMALL_TARGETS})(), ...({SMALL_LETTERS})()]")
