"""What other browsers draw or do differently, as far as this one can ask about it."""

from pathlib import Path

CSS = Path("static/linli/components.css")


def test_safari_sets_no_space_of_its_own_between_figures_and_chinese():
    """Its engine (seen in 2.50) moves "栋" of "1栋东侧" aside, and draws "东" over it."""
    lines = CSS.read_text("utf-8").splitlines()
    spaced = next(n for n, line in enumerate(lines) if "text-autospace:normal" in line)
    assert "@supports (-webkit-hyphens:none){body{text-autospace:no-autospace}}" in lines[spaced + 1]
