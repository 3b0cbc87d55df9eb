"""The report of `tettpaa example`: whole in itself, in three languages, with the evaluation's figures."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import escape

from tettpaa.cli.example import Example, Flag, Run
from tettpaa.cli.report import readme_picture, write_reports
from tettpaa.cli.report.drawing import pushed_apart
from tettpaa.cli.report.page import false_alarms, page
from tettpaa.cli.report.words import Speaker, words
from tettpaa.engine.evaluate import Evaluation, Excluded, Measures, Share
from tettpaa.engine.identify import Summary
from tettpaa.engine.rules import LANGUAGES

VOID = {"meta", "link", "br", "hr", "img", "input"}
WHOLE = Measures("", None, 17332, 624, 1310, 376, 15022, 10.4, 500, 311)
EARLY = Measures("early-bird", None, 17332, 311, 617, 689, 15715)
LATE = Measures("late", None, 17332, 400, 800, 600, 15532)
GIRLS = Measures("", "girl", 9000, 401, 700, 160, 7739)
BOYS = Measures("", "boy", 8320, 223, 610, 216, 7271)
FEW = Measures("", "<i>other</i>", 12, None, None, None, 7)


def three(text: str) -> dict[str, str]:
    return {language: f"{text} {language}" for language in LANGUAGES}


TITLES = {"early-bird": three("Early <bird>"), "late": three("Late bird")}


def evaluation(as_of: str, whole: Measures = WHOLE, by: str | None = None, *groups: Measures) -> Evaluation:
    return Evaluation("left", as_of, "A book 1", Excluded(1301, None, 0), (whole, EARLY, LATE), by, groups)


def run(label: str, *evaluations: Evaluation) -> Run:
    return Run(three(label), TITLES, Summary(17335, 98765, {"early-bird": 98764}, 1.0, 1.0), evaluations)


FLAGS = (
    Flag("One & Two 1999", "Fs > 3", 99, 0.9, 0.95, 0.555),
    Flag("Three 2001", "never <there>", 48561, 0.2, 0.7, 0.111),
    Flag("Four 2002", "old", 3000, 0.7, 0.3, 0.222),
)


@pytest.fixture(scope="module")
def example() -> Example:
    later = replace(WHOLE, flagged_true=701, missed=299)
    return Example(
        "here",
        three("Schools <&> all"),
        three("About"),
        three("Limits"),
        three("Source"),
        (
            run("One", evaluation("start+30d"), evaluation("start+30d", WHOLE, "sex", BOYS, FEW, GIRLS)),
            run("Two <b>", evaluation("start+60d", later)),
            run("Three", evaluation("2013-07-01")),
        ),
        FLAGS,
    )


@pytest.fixture(scope="module")
def pages(example: Example, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    paths = write_reports([example], tmp_path_factory.mktemp("report"))
    return {language: path.read_text(encoding="utf-8") for language, path in paths.items()}


class Reader(HTMLParser):
    """Fails on tags that do not close; keeps all tags and the words outside style and pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and "svg" not in self.open:
            self.words.append(data)

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attrs for name, attrs in self.tags if name == tag)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_every_word_is_said_in_all_three_languages_with_the_same_blanks():
    for section, keys in words().items():
        for key, texts in keys.items():
            assert tuple(texts) == LANGUAGES, f"{section}.{key}"
            assert len({frozenset(re.findall(r"\{\w*\}", text)) for text in texts.values()}) == 1, key
            assert all(text.strip() == text and text for text in texts.values()), key


def test_one_page_a_language_that_links_to_the_others(pages: dict[str, str]):
    assert tuple(pages) == LANGUAGES
    for language, html in pages.items():
        reader = Reader(html)
        assert next(reader.all("html"))["lang"] == language
        links = [a["href"] for a in reader.all("a") if a.get("hreflang")]
        assert links == [f"report.{other}.html" for other in LANGUAGES]
        assert [a["lang"] for a in reader.all("a") if a.get("aria-current")] == [language]


def test_a_page_loads_nothing_and_runs_nothing(pages: dict[str, str]):
    for html in pages.values():
        for tag, attrs in Reader(html).tags:
            assert tag not in {"script", "link", "img", "iframe", "object", "use", "image"}
            assert not [
                name for name in attrs if name.startswith("on") or name in {"src", "srcset", "xlink:href"}
            ]
            assert not (attrs.get("href") or "").startswith(("http", "//"))
        assert "http" not in html
        assert "@import" not in html
        assert "url(" not in html


def test_tables_and_pictures_are_described(pages: dict[str, str]):
    for html in pages.values():
        reader = Reader(html)
        tables = html.split("<table")[1:]
        assert all("<caption>" in table and 'scope="col"' in table for table in tables)
        assert all(attrs.get("scope") in {"col", "row"} for attrs in reader.all("th"))
        drawn = [attrs for attrs in reader.all("div") if attrs.get("role") == "img"]
        assert len(drawn) == 4
        assert all(attrs["aria-label"] for attrs in drawn)
        assert all(attrs["aria-hidden"] == "true" for attrs in reader.all("svg"))
        ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_figure_is_that_of_the_evaluation(pages: dict[str, str]):
    for language, html in pages.items():
        say, text = Speaker(language), " ".join(Reader(html).text.split())
        for measures in (WHOLE, GIRLS, BOYS):
            assert say.count(measures.people).replace("\u00a0", " ") in text
            for share in (measures.flagged, measures.sensitivity, measures.precision, false_alarms(measures)):
                figure = f"{say.share(share)} {say.interval(share)}" if share != false_alarms(WHOLE) else ""
                assert " ".join(figure.split()) in text
        for share in (EARLY.flagged, EARLY.sensitivity, EARLY.precision, WHOLE.specificity):
            assert " ".join(say.share(share).split()) in text


def test_figures_are_written_as_the_language_writes_them(pages: dict[str, str]):
    norwegian, english = Reader(pages["nb"]).text, Reader(pages["en"]).text
    assert "62,4 %" in norwegian  # 624 of 1,000
    assert "17 332" in norwegian
    assert "1. juli 2013" in norwegian
    assert "62.4%" in english
    assert "17,332" in english
    assert "1 July 2013" in english
    assert "10 62,2 % minst 8 uker" in norwegian


def test_the_intervals_round_as_the_share_itself_does():
    assert Speaker("nn").interval(Share(339, 543)) == "58,3–66,4"
    assert Speaker("en").share(Share(0, 0)) == "–"
    assert Speaker("en").interval(Share(0, 0)) == ""
    assert Speaker("en").share(None) == "*"


def test_what_may_not_be_shown_is_a_star_that_is_explained(pages: dict[str, str]):
    for language, html in pages.items():
        row = html.split("&lt;i&gt;other&lt;/i&gt;</th>")[1].split("</tr>")[0]
        assert re.findall(r"<b>(.*?)</b>", row) == ["12", "*", "*", "*", "*"]
        assert escape(Speaker(language).say("measure.star", fewest=5)) in html
        hidden = Speaker(language).say("measure.hidden")
        assert (
            html.count(f"&lt;i&gt;other&lt;/i&gt; {hidden}") == 2
        )  # in words for those who can't see a picture
        cell = f'data-label="{Speaker(language).say("example.outcome_unknown")}">'
        assert re.findall(rf"{re.escape(cell)}(.*?)<", html) == ["*"] * 3


def test_counts_of_signals_before_suppression_are_not_used(pages: dict[str, str]):
    for html in pages.values():
        digits = re.sub(r"[\s,\u00a0]", "", Reader(html).text)
        assert "98765" not in digits
        assert "98764" not in digits


def test_all_hidden_still_gives_a_page(example: Example, tmp_path: Path):
    gone = Measures("", None, None, None, None, None, None)
    hidden = evaluation("start+30d", gone, "sex", replace(gone, group="girl"))
    path = write_reports([replace(example, runs=(run("One", hidden, hidden),))], tmp_path)["en"]
    html = path.read_text(encoding="utf-8")
    Reader(html)
    assert Speaker("en").say("flags.heading") not in html
    assert "None" not in html


def test_words_from_data_are_escaped(pages: dict[str, str]):
    for html in pages.values():
        assert "Schools &lt;&amp;&gt; all" in html
        assert "Two <b>" not in html
        assert "never &lt;there&gt;" in html
        assert "<i>other" not in html


def test_the_run_stands_among_published_flags(pages: dict[str, str]):
    text = Reader(pages["en"]).text
    assert "One en: 1 of 3 published rules do worse on both measures, 1 do better on both." in text
    assert "99 to 48,561" in text


def test_those_without_the_tag_are_called_so():
    assert [Speaker(language).named("value", "") for language in LANGUAGES] == [
        "Ikke oppgitt",
        "Ikkje oppgitt",
        "Not told",
    ]


def test_days_and_groups_are_told_in_words(pages: dict[str, str]):
    assert "Day 30: 62.4% found, 32.3% hits. Day 60: 70.1% found, 34.9% hits." in pages["en"]
    assert "False alarms range from 7.7% (Boy) to 8.3% (Girl)" in pages["en"]
    assert "Falske alarmer går fra" in pages["nb"]
    assert "(Gutt)" in pages["nb"]


def test_an_example_without_flags_days_or_groups(example: Example, tmp_path: Path):
    bare = replace(example, published=(), runs=(run("One", evaluation("2013-07-01")),))
    html = write_reports([bare], tmp_path)["nn"].read_text(encoding="utf-8")
    assert "<svg" not in html.split("</header>")[1]
    assert 'id="groups"' not in html
    assert 'href="#groups"' not in html


def test_rules_are_called_what_their_book_calls_them(example: Example):
    assert "Early &lt;bird&gt; nn" in page([example], "nn")


def test_the_picture_of_the_readme_is_small_and_always_the_same(example: Example):
    first = readme_picture(example)
    assert first == readme_picture(example)
    assert first.startswith("<svg xmlns=")
    assert "Two &lt;b&gt; en" in first
    assert len(readme_picture(replace(example, published=FLAGS * 37))) < 60_000


def test_labels_are_pushed_apart_and_no_further():
    assert pushed_apart([0, 100], 20) == [0, 100]
    first, second, third = pushed_apart([50, 52, 55], 20)
    assert second - first >= 19.9
    assert third - second >= 19.9
    assert abs(second - 52) < 5


def test_a_word_that_is_missing_is_an_error(example: Example):
    with pytest.raises(KeyError):
        Speaker("nb").say("page.nothing")
    with pytest.raises(ValueError, match="sv"):
        Speaker("sv")
    with pytest.raises((UndefinedError, KeyError, AttributeError)):
        page([replace(example, limits={})], "nb")
