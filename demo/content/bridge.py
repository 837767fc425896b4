"""The article that has a history: six versions by three people, with a correction."""

from demo.story import Edit, Story, correction, figure, h, p, pull, quote, steps, table

KEPT_GOING = "Kept going"

BRIDGE = Story(
    slug="eleven-years-to-paint-a-bridge",
    title="Eleven years to paint a bridge",
    standfirst="The crew on the Aldermere viaduct will reach its far end in 2031. By then the first span will need "
    "them again, which is how they like it.",
    authors=("tobiah-renswick", "nadira-quillane"),
    topics=("maintenance", "bridges", "trades"),
    series=(KEPT_GOING, 2),
    hero="bridge",
    hero_caption="The three river spans. The cradle below the middle one carries two painters and, in summer, a kettle.",
    days_ago=58.2,
    body=[
        p(
            "Paint on steel is not decoration. It is a part that wears out, like a brake pad, and that is meant "
            "to. The Aldermere viaduct has fourteen thousand square metres of surface, most of it facing down or "
            "sideways, in corners where salt water collects. A crew of nine cleans, primes and paints about "
            "<b>3,700 square metres</b> a season.",
            "Divide the one by the other and you have the title of this article, and the rhythm of nine working lives.",
        ),
        figure(
            "bridge",
            "The viaduct from the north bank. The rust shows first where the verticals meet the deck.",
            "full",
            "https://example.org/aldermere-viaduct/drawings",
        ),
        h("Four coats"),
        steps(
            "Bare metal, cleaned with grit until it is the grey of a pencil.",
            "A primer with zinc, which rusts first so that the steel need not.",
            "Two coats of mica paint, whose flakes lie like tiles.",
            "The red. It is there for the eye, and so that the next crew can see where this one stopped.",
        ),
        table(
            "A season on the viaduct",
            [
                ["Work", "Days", "Share"],
                ["Waiting for dry weather", "61", "29 %"],
                ["Moving the cradle", "38", "18 %"],
                ["Cleaning", "66", "31 %"],
                ["Painting", "46", "22 %"],
            ],
            "Foreman's diary, March to October 2025",
        ),
        h("What the foreman writes down"),
        p(
            "Every panel has a number and every number a page. Lorne Petheric, the foreman, notes the temperature "
            "of the steel, the thickness of each coat in thousandths of a millimetre, and anything that he finds "
            "under the old paint: a date, a name, a wasp. On panel 1140 someone had written in 1958, in pencil, "
            "<i>this one will give you trouble</i>. It did.",
        ),
        quote(
            "You don't finish it. You hand it on a bit better than you got it, and somebody you haven't met will "
            "find your mistakes.",
            "Lorne Petheric",
            "Foreman of painters",
        ),
        pull("This one will give you trouble."),
        p(
            "The company that owns the bridge has been offered a coating that is said to last twenty-five years. "
            "Petheric is for it. He would like to try it on one span, he says, and come back to look in "
            "twenty-four."
        ),
    ],
    edits=(
        Edit(
            "writer",
            0.12,
            False,
            replace={"A crew of nine cleans": "A crew of seven cleans"},
            title="Eleven years to paint one bridge",
        ),
        Edit(
            "editor",
            1.05,
            True,
            replace={
                "A crew of seven cleans": "A crew of nine cleans",
                "<b>3,700 square metres</b> a season": "<b>3,700 square metres</b> in a season",
            },
            title="Eleven years to paint a bridge",
        ),
        Edit(
            "writer",
            6.05,
            False,
            replace={
                "The company that owns the bridge has been offered": "Last month the company that owns the bridge was offered"
            },
        ),
        Edit(
            "editor",
            6.3,
            True,
            replace={"fourteen thousand square metres": "forty-one thousand square metres"},
            note=correction(
                "An earlier version said that the viaduct has fourteen thousand square metres of surface. It has "
                "forty-one thousand; two figures had been exchanged."
            ),
        ),
        Edit(
            "admin",
            19.1,
            True,
            standfirst="The crew on the Aldermere viaduct will reach its far end in 2031. By then the first span "
            "will need them again, and that suits them.",
            replace={
                "He would like to try it on one span, he says, and come back to look in twenty-four.": "A trial on "
                "one span "
                "was agreed "
                "in "
                "October. "
                "He would "
                "like to "
                "come back, "
                "he says, "
                "and look "
                "at it in "
                "twenty-four "
                "years."
            },
        ),
    ),
)
