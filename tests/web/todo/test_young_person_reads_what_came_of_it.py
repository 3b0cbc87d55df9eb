"""Jonas said something; his page tells what has happened with it since, as far as he may know."""

from tests.web.concerns.conftest import text


def test_each_receipt_in_turn(log_in, said, do):
    concern = said("jonas_self", "jonas", words="Jeg orker ikke mandager.")
    jonas, kari = log_in("jonas_self"), log_in("kari")
    assert "Kari Testesen (kontaktlærer) har det" in text(jonas.get("/"))
    do(kari, concern, "see")
    assert "Kontaktlærer har sett det du sa fra om." in text(jonas.get("/"))
    do(kari, concern, "decide", decision="follow_up", reason="Ringer hver mandag.", follow_up="2026-12-01")
    page = text(jonas.get("/"))
    assert "det blir fulgt opp" in page
    assert "Ringer hver mandag" not in page


def test_what_others_said_about_him_is_not_there(log_in, said):
    said("tom", "jonas", words="Han sover i timen.")
    page = text(log_in("jonas_self").get("/"))
    assert "sover" not in page
    assert "Du har ikke sagt fra om noe" in page


def test_a_guardian_reads_her_own_words(log_in, said):
    said("lise", "jonas", words="Han sover ikke om natta.")
    assert "Han sover ikke om natta." in text(log_in("lise").get("/"))
