"""A page without a mouse: Tab goes on until what is asked for has the focus."""

from playwright.sync_api import Page

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  const labels = [...(one.labels || [])].map(label => label.textContent);
  return [one.getAttribute("aria-label") || one.textContent, ...labels].join(" ").replace(/\\s+/g, " ").trim();
}"""


class Keyboard:
    """``to("Send")`` puts the focus on the next thing so called; ``press`` and ``type`` are the page's."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = page.keyboard.press
        self.type = page.keyboard.type

    def to(self, words: str, most: int = 80) -> None:
        passed: list[str] = []
        while len(passed) < most:
            self.press("Tab")
            name = self.page.evaluate(FOCUSED)
            if words in name:
                return
            passed.append(name)
        raise AssertionError(f"Tab never reaches «{words}», only {list(dict.fromkeys(passed))}")

    def follow(self, words: str, key: str = "Enter") -> None:
        """Go to the link or button and press it; returns when the next page is there."""
        self.to(words)
        with self.page.expect_navigation():
            self.press(key)
