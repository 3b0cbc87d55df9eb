"""What holds for every page, whoever looks at it. Each function returns what is wrong with it, in words."""

import re
import subprocess
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.chromium import ROOT, node
from tests.support.life import WRITTEN

WIDE, NARROW = 1280, 360
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
VALIDATOR = ROOT / "frontend/node_modules/html-validate/bin/html-validate.mjs"

STYLED = """() => {
  const wrong = [], root = getComputedStyle(document.documentElement);
  const links = [...document.querySelectorAll("link[rel=stylesheet]")];
  for (const link of links) if (!link.sheet || !link.sheet.cssRules.length) wrong.push(`no ${link.href}`);
  if (!links.length) wrong.push("no style sheet");
  if (root.getPropertyValue("--page").trim() !== "74rem") wrong.push("our own style sheet does not apply");
  if (!root.getPropertyValue("--ds-color-accent-base-default")) wrong.push("the theme does not apply");
  const loaded = [...document.fonts].some(face => face.family.includes("Inter") && face.status === "loaded");
  if (!loaded || !/^"?Inter/.test(getComputedStyle(document.body).fontFamily))
    wrong.push("the letters are not Inter");
  return wrong;
}"""
OPENED = "() => document.querySelectorAll('details:not(.menu)').forEach(one => { one.open = true; })"
WIDER = """width => {
  if (document.documentElement.scrollWidth <= width) return [];
  const out = [...document.body.querySelectorAll("*")].filter(one =>
    one.getBoundingClientRect().right > width + 1 && !one.closest(".scroll, .table-wrap, .ds-sr-only"));
  return [`wider than the screen: ${out.slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(" … ")}`];
}"""
FOCUSED = """() => {
  const ringed = one => {
    const style = getComputedStyle(one);
    return style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  };
  const around = one => one.closest(".ds-field") || one;  // round and square boxes show it around their words
  const wrong = [], reached = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  for (const one of document.querySelectorAll(reached)) {
    if (!one.checkVisibility() || one.disabled) continue;
    one.focus({ preventScroll: true });
    if (document.activeElement !== one || ringed(one) || ringed(around(one))) continue;
    wrong.push(`focus does not show: ${one.outerHTML.slice(0, 120)}`);
  }
  return wrong;
}"""
ENGLISH = "the|and|of|is|are|not|you|your|with|this|was|has|own"
LEFT = {
    "nb": ENGLISH,
    "nn": f"{ENGLISH}|ikke|noe|noen|hva|hvem|hvor|hvorfor|hvis|fra|jeg|dere|mye|uke|skole|skolen|kommer|gjøre|sier",
    "en": "og|ikke|det|som|på|til|er|av|fra|med|du|den|har|noen|noe|uke|skole|skolen|sagt|frist|dag|klasse|fordi",
}
"""Words that no page in the language has, but for what people wrote and what things are called."""
NAMES = ("forskrift til opplæringslova",)
UNWRITTEN = "() => document.querySelectorAll('.said, body [lang]').forEach(one => one.remove())"
"""What is said, and what the page itself says is in another language."""


def examine(page: Page) -> list[str]:
    """The page as it lies open, with everything unfolded, on a screen and on a phone."""
    wrong = page.evaluate(STYLED)
    page.evaluate(OPENED)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        wrong += page.evaluate(WIDER, width) + accessible(page)
    page.keyboard.press("Tab")  # from now on the browser shows where the focus is
    return wrong + page.evaluate(FOCUSED)


def accessible(page: Page, part: str | None = None) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice, on the page or in a part of it."""
    found = Axe().run(page, context=part, options=RULES).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:160]} {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"][:3]
    ]


def validate(folder: Path) -> list[str]:
    """What html-validate finds in the pages of the folder."""
    done = subprocess.run(
        [node(), str(VALIDATOR), "--config", str(ROOT / "frontend/htmlvalidate.json"), "--formatter", "text",
         str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def left_over(page: Page, language: str) -> list[str]:
    """The lines with such a word."""
    page.evaluate(OPENED)
    page.evaluate(UNWRITTEN)
    text = f"{page.title()}\n{page.locator('body').inner_text()}"
    for words in (*WRITTEN, *NAMES):
        text = re.sub(re.escape(words), "", text, flags=re.IGNORECASE)
    word = re.compile(rf"\b({LEFT[language]})\b", re.IGNORECASE)
    return [line for line in text.splitlines() if word.search(line)]


def looked_at(page: Page, html: str, folder: Path) -> None:
    """The page that is open, and its html as it was sent, are in order."""
    (folder / "page.html").write_text(html, encoding="utf-8")
    wrong = examine(page) + validate(folder)
    assert not wrong, "\n".join(wrong)
