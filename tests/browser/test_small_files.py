"""What goes out without comments and blanks is what was written, to a browser."""

import re

from portal.static_files import OURS, made_small


def test_what_was_made_small_means_the_same_to_a_browser(browser):
    tab = browser.new_page()
    rules = """(words) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(words); return [...sheet.cssRules].map((rule) => rule.cssText); }"""
    for file in sorted(OURS.rglob("*.css")):
        words, name = file.read_text("utf-8"), str(file.relative_to(OURS))
        whole = tab.evaluate(rules, words)
        assert whole, name
        assert tab.evaluate(rules, made_small(name, words)) == whole, name
    for file in sorted(OURS.rglob("*.js")):
        words, name = file.read_text("utf-8"), str(file.relative_to(OURS))
        small = made_small(name, words)
        tab.evaluate("(words) => { new Function(words); }", small)
        assert len(small) < len(words), name
    tab.close()


def test_what_our_scripts_are_made_of_older_phones_know():
    """One look-behind, and an iPhone before 16.4 runs none of the file; AbortSignal.timeout is as young."""
    for file in OURS.rglob("*.js"):
        assert not re.search(r"\(\?<[=!]|AbortSignal\.", file.read_text("utf-8")), file
