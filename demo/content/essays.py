"""Essays: slower pieces, with an opinion."""

from demo.story import Section, Story, divider, figure, h, p, pull, quote

MARGINS = Story(
    slug="in-praise-of-the-marginal-note",
    title="In praise of the marginal note",
    standfirst="A clean second-hand book has been owned. One with pencil in it has been read.",
    authors=("laszlo-imbery",),
    topics=("reading", "printing"),
    hero="margins",
    days_ago=31.7,
    body=[
        p(
            "I buy the books that dealers mark down. <i>Annotated by a former owner</i>, they write, and take off "
            "two thirds. For that sum I get the book and a second reader, who sits at my elbow and does not agree "
            "with it.",
            "My copy of a treatise on bell founding belonged to someone who signed herself E. M. P. and who knew "
            "more about bells than its author. For the first forty pages she corrects him with courtesy: <i>not in "
            "my experience</i>. By page ninety she has stopped giving reasons. Beside his table of alloys there is "
            "one word, underlined twice, and it is <i>no</i>.",
        ),
        quote("He has never stood near one.", "E. M. P.", "Note in the margin of page 112"),
        p(
            "Such notes are bad manners towards the next reader only if you hold that a book is a monument. I "
            "think of it as one side of a correspondence. The author has had his say at length, in good type, and "
            "cannot be interrupted. The margin is the only place where anyone can answer, and it is narrow, which "
            "is good for the style.",
        ),
        h("Rules of the margin"),
        p(
            "Pencil, because you will change your mind. No underlining of whole paragraphs: that is only a way of "
            "moving the furniture. Date a strong opinion. If you find that an earlier annotator was right and you "
            "were wrong, say so beside her note, and let it stand. Never rub anything out. The rubbed-out note is "
            "the only kind that spoils the page.",
        ),
        pull("For that sum I get the book and a second reader, who sits at my elbow and does not agree with it."),
        p(
            "At the end of the treatise, below the last line, E. M. P. relents. <i>Still</i>, she writes, <i>the "
            "chapter on clappers is sound</i>. I have read that chapter three times now. Last winter I added, very "
            "small, in the corner: <i>it is</i>."
        ),
    ],
)

MAPS = Story(
    slug="maps-that-admit-what-they-do-not-know",
    title="Maps that admit what they do not know",
    standfirst="The old surveyors left white paper where they had not been. It was the most useful thing that they drew.",
    authors=("maren-oakhurst",),
    topics=("maps", "instruments"),
    hero="island",
    hero_caption="After a sheet of 1862. The party turned back at the dashed line, for want of boots.",
    days_ago=83.0,
    body=[
        p(
            "On the wall of the office where I write hangs a map of an island. Its western half is dense with "
            "contour lines, as if someone had pressed a thumb to it. Then comes a dashed line from north to south, "
            "and east of it there is nothing at all. No hill, no stream, no ornament. In the corner a note "
            "explains: <i>not visited</i>.",
            "The maps that we carry today have no such places. Every square metre has its shade of green. You have "
            "to read the small print to learn that one valley was measured last year with a laser, and the next "
            "was interpolated in 1974 from the heights around its rim. On the screen they look equally sure.",
        ),
        figure("island", "The dashed line is the edge of what was known, and not of what was there.", "wide"),
        h("Three kinds of blank"),
        p(
            "There is the honest blank, which says: we have not looked. There is the polite blank, which covers a "
            "barracks or a rich man's house. And there is the blank of a thing that the map is not about. A chart "
            "of depths leaves the land empty, and a walker's map the sea. Only the first kind is in danger of "
            "dying out, since a machine that fills in gaps costs nothing to run, and a party with boots does.",
        ),
        quote(
            "Where I have guessed I have drawn nothing, for a traveller will forgive an empty sheet sooner than a false spring.",
            "Josiah Tredwen",
            "Surveyor's report, 1862",
        ),
        p(
            "A false spring: he means water. In dry country, a blue dot that is not there will kill you, where a "
            "white patch only sends you round. The blank is a statement, and it is as precise as any line. It "
            "marks the place at which the reader has to start looking for herself.",
        ),
        divider(),
        p(
            "I would like to see it come back. A hatching over ground that has been computed from its neighbours; "
            "a date in the corner of each tile; now and then, without shame, a piece of white. We might trust the "
            "rest a little more. The surveyors of the sea floor, I am told, print beside each sounding how it was "
            "taken and in which year. They learned it the hard way.",
        ),
    ],
)

SECTION = Section(
    slug="essays",
    title="Essays",
    introduction="Slower pieces, each with an opinion of its own.",
    stories=[MARGINS, MAPS],
)
