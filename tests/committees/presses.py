"""Forms as a browser without script sends them: what stands in the page, and the button that is pressed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)


class Forms(HTMLParser):
    """Radios count when checked; of a select the first choice, unless one is selected."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.text, self.select = None, None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        of = {name: "" if value is None else value for name, value in attrs}
        if tag == "form":
            self.found.append(Form(of.get("action", "")))
        if not self.found:
            return
        form = self.found[-1]
        if (
            tag == "input"
            and "name" in of
            and ("checked" in of or of.get("type") not in ("radio", "checkbox"))
        ):
            form.fields[of["name"]] = of.get("value", "")
        elif tag in ("textarea", "select"):
            self.text, self.select = (of.get("name"), None) if tag == "textarea" else (None, of.get("name"))
            form.fields.setdefault(of.get("name"), "") if tag == "textarea" else None
        elif tag == "option" and self.select and (self.select not in form.fields or "selected" in of):
            form.fields[self.select] = of.get("value", "")
        elif tag == "button":
            form.buttons.append(of)

    def handle_data(self, data: str) -> None:
        if self.text:
            self.found[-1].fields[self.text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self.text = self.select = None


def forms_in(response) -> list[Form]:
    return Forms(response.content.decode()).found


def press(client, url: str, action: str, *, value: str | None = None, says: dict | None = None, **fields):
    """Opens `url`, presses the first button whose form (or formaction) leads to .../`action`, with `fields` typed.

    `value` names one of several buttons; `says` what hidden fields must hold, to tell equal forms apart.
    """
    for form in forms_in(client.get(url)):
        if any(form.fields.get(name) != str(each) for name, each in (says or {}).items()):
            continue
        for button in form.buttons:
            target = button.get("formaction", form.action)
            if target.split("?")[0].endswith(f"/{action}/") and value in (None, button.get("value")):
                named = {button["name"]: button.get("value", "")} if "name" in button else {}
                return client.post(target, form.fields | named | fields)
    raise AssertionError(f"{action} cannot be pressed on {url}")
