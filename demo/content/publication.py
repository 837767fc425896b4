"""The publication itself: its name, people, topics and standing pages."""

from dataclasses import dataclass

from demo.story import bullets, callout, divider, h, p, quote, rich

NAME = "Leadline"
TAGLINE = "How things are measured, made and kept"
DESCRIPTION = (
    "Leadline is a magazine of reports and essays about water, workshops and the things that people hold in common. "
    "It comes out when a piece is ready."
)
FOOTER_TEXT = "Leadline is published by the Leadline Society, Custom House, Port Selwyn. People and places are invented."
LEAD = "the-harbour-that-moved-twice"


@dataclass(frozen=True)
class Person:
    """An author. `links` are pairs of label and address."""

    slug: str
    name: str
    role: str
    portrait: str
    biography: str
    links: tuple[tuple[str, str], ...]


PEOPLE = [
    Person(
        "maren-oakhurst",
        "Maren Oakhurst",
        "Editor",
        "maren",
        rich(
            "Maren Oakhurst grew up on a dredger and founded <i>Leadline</i> in the cabin of one. She writes about "
            "rivers, harbours and maps, and edits everybody else.",
            "She is working on a book about estuaries that have changed their minds.",
        ),
        (("Website", "https://example.org/maren-oakhurst"), ("Letters", "https://example.org/maren-oakhurst/letters")),
    ),
    Person(
        "tobiah-renswick",
        "Tobiah Renswick",
        "Workshop correspondent",
        "tobiah",
        rich(
            "Tobiah Renswick was a joiner for sixteen years before he began to write about other people's tools. "
            "He visits each workshop three times: once to look, once to help, and once to check what he has "
            "written.",
        ),
        (("Workbench notes", "https://example.org/workbench"),),
    ),
    Person(
        "ada-fennimore",
        "Ada Fennimore",
        "Science editor",
        "ada",
        rich(
            "Ada Fennimore studied geodesy and taught it to surveyors. For <i>Leadline</i> she repeats old "
            "calculations and is pleased when they come out right. Her short programs are free for anyone to use.",
        ),
        (("Programs", "https://example.org/fennimore/programs"), ("Website", "https://example.org/fennimore")),
    ),
    Person(
        "joss-terrowen",
        "Joss Terrowen",
        "Reporter and sound recordist",
        "joss",
        rich(
            "Joss Terrowen records harbours, bells and people who are thinking. Before that he drove the night bus "
            "to Gannet Head."
        ),
        (("Recordings", "https://example.org/terrowen/recordings"),),
    ),
    Person(
        "nadira-quillane",
        "Nadira Quillane",
        "Reporter, town and county",
        "nadira",
        rich(
            "Nadira Quillane sits through the meetings so that you need not. She has reported on councils, "
            "commissions and parishes for eleven years and keeps the minutes of all of them.",
        ),
        (("Minutes", "https://example.org/quillane/minutes"), ("Contact", "https://example.org/quillane/contact")),
    ),
    Person(
        "laszlo-imbery",
        "Laszlo Imbery",
        "Essays editor",
        "laszlo",
        rich(
            "Laszlo Imbery sets type for pleasure and books for a living. He edits the essays, and reads every "
            "proof of the magazine aloud.",
        ),
        (("Press", "https://example.org/imbery-press"),),
    ),
]

TOPICS = {  # slug: name, description
    "bridges": ("Bridges", "Spans, piers and those who look after them."),
    "calculation": ("Calculation", "Numbers worked out by hand, by machine and again."),
    "fields-and-hedges": ("Fields and hedges", "Meadows, hedgerows and how they are kept."),
    "harbours": ("Harbours", "Quays, boats and the water below them."),
    "instruments": ("Instruments", "Bars, staffs, compasses and the errors that they have."),
    "local-government": ("Local government", "Councils, commissions and what they decide."),
    "maintenance": ("Maintenance", "Keeping things going after everyone has stopped looking."),
    "maps": ("Maps", "What they show and what they leave white."),
    "night": ("Night", "Darkness, lamps and stars."),
    "open-data": ("Open data", "Figures that anyone may check and use."),
    "printing": ("Printing", "Type, presses and paper."),
    "reading": ("Reading", "Books and what people do to them."),
    "rivers": ("Rivers", "Running water, above the ground and below it."),
    "sediment": ("Sediment", "Silt, sand, and where they go."),
    "seeds": ("Seeds", "Plants that are kept for another year."),
    "sound": ("Sound", "Things that are heard."),
    "tides": ("Tides", "The sea's rise and fall, and its prediction."),
    "trades": ("Trades", "Skills that live in the hands."),
    "volunteers": ("Volunteers", "Work that is done without pay, and well."),
    "weaving": ("Weaving", "Looms, drafts and cloth."),
}

ABOUT = {
    "slug": "about",
    "title": "About",
    "introduction": "A magazine about how things are measured, made and kept.",
    "body": [
        p(
            "A leadline is a weight on a marked rope. Before there were echo sounders it was thrown ahead of the "
            "ship, and the person in the chains called out how deep the water was. The foot of the weight is "
            "hollow. It was filled with tallow, so that it came up with a little of the bottom: sand, shell, mud. "
            "A good pilot could tell from it where he was.",
            "We try to do both. Each of our pieces should give a depth, which can be checked, and bring up "
            "something of the ground.",
        ),
        h("How we work"),
        bullets(
            "We go there. If we have not been there, the piece says so.",
            "Numbers come with their source, and with the file where there is one.",
            "Mistakes are corrected in the open, with a note that stays.",
            "Nobody pays to appear, and nobody sees a piece before it is published but those whose words it quotes.",
        ),
        quote("By the deep, four; sand and broken shell.", "Log of the cutter Temperance"),
        h("Pictures"),
        p(
            "Our pictures are drawn with a handful of inks, laid over each other a little out of register. They "
            "show the thing in question and not always the very one; the captions tell.",
        ),
        callout(
            "note",
            "This is a demonstration",
            "Leadline, its authors and the places that it writes about are invented. They are here so that you can "
            "see what the site does with real articles. Change them, or take them down, as you like.",
        ),
    ],
}

IMPRINT = {
    "slug": "imprint",
    "title": "Imprint",
    "introduction": "Who publishes Leadline.",
    "body": [
        p(
            "<b>The Leadline Society</b>",
            "Custom House, Quay 3<br/>Port Selwyn",
            '<a href="mailto:desk@example.org">desk@example.org</a>',
        ),
        h("Responsible for the content"),
        p(
            "Maren Oakhurst, at the address above. The society is entered in the register of associations of the "
            "county under number 417."
        ),
        divider(),
        p("Texts and pictures belong to those who made them. You may quote as much as a quotation needs, with a link."),
    ],
}

PRIVACY = {
    "slug": "privacy",
    "title": "Privacy",
    "introduction": "What we know about you, which is little.",
    "body": [
        p(
            "Reading Leadline sets no cookie and calls no other company. A video or a recording is fetched only "
            "when you press play; a video then comes from the company that hosts it, which sees your address.",
        ),
        p("If you write to us we keep your letter until it is answered. Ask, and we will delete it sooner."),
    ],
}

STANDING_PAGES = [ABOUT, IMPRINT, PRIVACY]
