"""The words of the page itself, in the reader's language: headings, labels and hints that no scenario gives."""

from __future__ import annotations

from negotiation.text.catalogue import say


def words(language: str = "en") -> dict[str, str]:
    """Return the page's own words by the name that the templates know them under."""
    colon = say(": ", language)
    return {
        "skip": say("To the content", language),
        "contents": say("Contents", language),
        "brief": say("In brief", language),
        "sources": say("Sources", language),
        "sources_lead": say("What each source says, in the authors’ words, and where it stands.", language),
        "note": say("On neutrality", language),
        "note_link": say("An exercise for teaching: please read the note on neutrality.", language),
        "notices": say("What is missing here", language),
        "reading_this": say("How to read this page", language),
        "switch": say("Hide what rests on assumptions", language),
        "legend": say("° rests on an assumption", language),
        "legend_all": say(
            "Behind a number: ° it rests on an assumption, s a source states it, i it follows from sources, x it comes "
            "from sources outside the scenario’s own.",
            language,
        ),
        "colon": colon,
        "gap": " " if colon.endswith(" ") else "",
        "brackets": say(" ({how})", language),
        "gone": say("hidden: it rests on assumptions", language),
        "gone_picture": say("This picture rests on assumed numbers and is hidden with them.", language),
        "stated": say("stated", language),
        "implied": say("implied", language),
        "assumed": say("assumed", language),
        "external": say("external", language),
        "figures": say("The figures behind this picture", language),
        "search": say("Search the talks", language),
        "found": say("{n} of {all}", language),
        "contested": say("contested", language),
        "table": say("table: {title}", language),
        "picture": say("picture: {title}", language),
        "minutes": say("minutes", language),
    }
