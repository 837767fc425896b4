"""Measure: instruments, numbers and what they leave out."""

from demo.story import (
    Section,
    Story,
    bullets,
    callout,
    code,
    document,
    figure,
    h,
    key_points,
    p,
    pull,
    quote,
    steps,
    table,
    video,
)

TIDE_TABLE = Story(
    slug="reading-a-tide-table-from-1911",
    title="Reading a tide table from 1911",
    standfirst="The predictions were computed by hand, from seven cosines and a great deal of patience. We checked "
    "a month of them against a short program and found one mistake.",
    authors=("ada-fennimore",),
    topics=("tides", "calculation", "open-data"),
    hero="tide-curves",
    hero_caption="Four constituents of the tide, and above them their sum.",
    days_ago=97.3,
    body=[
        p(
            "The book is the size of a hand and bound in oilcloth. It gives the time and height of every high and "
            "low water at Port Selwyn for the year 1911, some fourteen hundred lines, and it was printed in the "
            "autumn of 1910. Its authors had never seen the tides that it describes. They had computed them.",
            "How that was done is no secret, but it is seldom told, and it is one of the tidier ideas in the whole "
            "of applied arithmetic. The sea's height at a place can be written as a sum of simple waves. Each wave "
            "has a period that comes from astronomy and is the same everywhere; its size and its delay belong to "
            "the place and have to be measured there.",
        ),
        h("Seven waves"),
        p(
            "The makers of the table used seven. The largest, called <b>M<sub>2</sub></b>, is the moon's: two high "
            "waters in a lunar day of 24 hours and 50 minutes. The next, <b>S<sub>2</sub></b>, is the sun's. When "
            "the two are in step the tides are large and we call them springs; when they are opposed we have "
            "neaps. The other five correct for the moon's varying distance and its path north and south of the "
            "equator.",
        ),
        table(
            "The constituents used for Port Selwyn",
            [
                ["Name", "Period (hours)", "Amplitude (m)", "Delay (degrees)"],
                ["M2", "12.421", "2.14", "163"],
                ["S2", "12.000", "0.73", "209"],
                ["N2", "12.658", "0.41", "140"],
                ["K2", "11.967", "0.20", "207"],
                ["K1", "23.934", "0.09", "118"],
                ["O1", "25.819", "0.07", "331"],
                ["M4", "6.210", "0.11", "74"],
            ],
            "Preface to the table of 1911",
            first_column=True,
        ),
        p(
            "With that table the whole method fits on a page. It took three clerks a summer; a program needs a few "
            "thousandths of a second."
        ),
        code(
            "python",
            '''
from math import cos, radians

CONSTITUENTS = [  # period in hours, amplitude in metres, delay in degrees
    (12.421, 2.14, 163), (12.000, 0.73, 209), (12.658, 0.41, 140),
    (11.967, 0.20, 207), (23.934, 0.09, 118), (25.819, 0.07, 331),
    (6.210, 0.11, 74),
]


def height(hours: float, mean: float = 2.9) -> float:
    """The sea's height in metres above the zero of the staff."""
    return mean + sum(
        size * cos(radians(360 * hours / period - delay))
        for period, size, delay in CONSTITUENTS
    )


def high_waters(days: int, step: float = 0.05):
    times = [n * step for n in range(int(24 * days / step))]
    for before, now, after in zip(times, times[1:], times[2:]):
        if height(before) < height(now) >= height(after):
            yield now, height(now)
''',
            "tides.py",
        ),
        h("One mistake"),
        p(
            "We compared the sixty high waters of March. Fifty-nine agree with the program to within four minutes "
            "and six centimetres, which is as well as the printed digits allow. The evening of the fourth does "
            "not. The table has 5.68 metres. The seven waves give 5.86.",
            "It looks as if a clerk exchanged two figures when copying the result, and as if the reader of the "
            "proofs, who checked each line against the one above it, found nothing odd in a tide of 5.68. We do "
            "not know whether a vessel was inconvenienced. On the fourth of March there was more water than "
            "promised, which is the better way to be wrong.",
        ),
        callout(
            "note",
            "What a prediction leaves out",
            "Wind and air pressure move the sea as well. A deep low can raise it by half a metre, and no table "
            "knows about next week's weather. That is why harbours still keep a <b>staff</b> on the wall and "
            "somebody to read it.",
        ),
        document(
            "tides-march-1911",
            "March 1911, table and program side by side",
            "The sixty high waters, as printed and as computed, in a file that any spreadsheet opens.",
        ),
        p(
            "The clerks' names are not in the book. Their working sheets are: someone used them as packing behind "
            "the oilcloth, and when the binding gave way in 1983 they came out, folded in eight, every column "
            "ruled in red and every sum proved."
        ),
    ],
)

STARS = Story(
    slug="counting-stars-from-a-car-park",
    title="Counting stars from a car park",
    standfirst="Four hundred volunteers looked up on the same evening and wrote down the faintest star they could "
    "see. Their map of the dark is rough, cheap and better than the one from orbit.",
    authors=("ada-fennimore", "joss-terrowen"),
    topics=("night", "volunteers", "open-data"),
    hero="night-sky",
    hero_caption="The sky above the car park at Teasel Moor, an hour after the lamps went out.",
    days_ago=46.4,
    body=[
        p(
            "At nine o'clock the lamps in the car park at Teasel Moor went out, as arranged, and about thirty "
            "people said <i>oh</i>. It takes the eye twenty minutes to forget a street lamp. During that time "
            "nobody may look at a telephone, and so people who had come in separate cars stood in the dark and "
            "talked to each other.",
            "Then they counted. The method needs no instrument. A sheet shows the constellation of the Swan seven "
            "times, each time with fainter stars added; you find the drawing that is most like the sky and write "
            "down its number.",
        ),
        video(
            "https://vimeo.com/900000417",
            "How to compare the sky with the seven charts",
            "Two minutes of instruction, filmed at Teasel Moor by the survey's own volunteers.",
            start="0:42",
            poster="night-sky",
            transcript_url="https://example.org/dark-survey/how-to-count",
            transcript_label="The same instructions to read",
        ),
        h("Why not use a satellite?"),
        p(
            "From orbit one can see light that escapes upwards, and for twenty years the maps of darkness have "
            "been made that way. But the satellites that made them do not see blue very well, and the lamps that "
            "towns have been installing are bluer than the old ones. On such a map a town can replace every lamp "
            "it has, spoil its sky, and appear to have grown darker.",
            "A person on the ground has the opposite bias. She sees what the glow does to the stars, whatever its "
            "colour. She is also wrong by half a chart or so, depending on her eyes and her patience, and this is "
            "where four hundred people are better than one.",
        ),
        table(
            "The survey's first evening",
            [
                ["Place", "Counts", "Median chart", "Faintest magnitude"],
                ["Port Selwyn, quay", "88", "3", "3.6"],
                ["Aldermere, market", "71", "2", "2.9"],
                ["Marrow Bay, pier", "54", "4", "4.4"],
                ["Teasel Moor, car park", "31", "6", "5.9"],
                ["Gannet Head, upper path", "12", "7", "6.3"],
            ],
            "Dark Survey, evening of 14 September; places with fewer than ten counts are left out",
        ),
        pull("On such a map a town can replace every lamp it has, spoil its sky, and appear to have grown darker."),
        h("What the survey asks for"),
        bullets(
            "Lamps that shine <b>down</b>: a plate of tin above the bulb does most of it.",
            "A warmer white, which scatters less and which moths are slower to find.",
            "Half power after eleven, when the streets are empty and nobody has yet complained.",
        ),
        p(
            "None of it is new. What is new is a number for each street, which people who live there have made "
            "themselves and are inclined to defend. In Marrow Bay the pier's lamps were turned down the week after "
            "the count. The harbour office says that this was planned anyway. The count will be repeated in March."
        ),
    ],
)

HEDGE = Story(
    slug="how-long-is-a-hedge",
    title="How long is a hedge?",
    standfirst="A parish wanted to know how many hedges it had lost. Three surveyors measured the same lane and "
    "came back with three lengths, all of them right.",
    authors=("laszlo-imbery",),
    topics=("calculation", "fields-and-hedges"),
    hero="hedge",
    days_ago=133.1,
    body=[
        p(
            "The grant paid by the metre, so the parish of Corrin St Anne had to say how many metres of hedge it "
            "had. It asked three people. The first used the map and found 412 metres along Drover's Lane. The "
            "second walked it with a wheel and found 447. The third, a botanist with a tape, followed every bay "
            "and corner of the thorn and came back after dark with 583.",
            "The clerk assumed that two of them were careless. None of them was. A hedge is one of the many things "
            "whose length grows as the ruler shrinks.",
        ),
        figure(
            "hedge",
            "Where does it end? Surveyors differ on whether an overhanging branch is part of the line.",
            "column",
        ),
        h("Ruler and result"),
        p(
            "For a straight wall the number of rulers that fit goes up exactly as the ruler goes down, and the "
            "length stays put. For a ragged line it goes up faster. If halving the ruler <i>r</i> multiplies the "
            "count by a little more than two, the length grows as <i>r</i><sup>1−D</sup>, where <i>D</i> says how "
            "ragged the line is: 1 for a wall, and for Drover's Lane about 1.05.",
        ),
        code(
            "python",
            """
from math import log

rulers = [50.0, 1.0, 0.05]    # metres: map, wheel, tape
lengths = [412, 447, 583]

slope = log(lengths[-1] / lengths[0]) / log(rulers[-1] / rulers[0])
print(f"D = {1 - slope:.2f}")   # the mean over all three scales
""",
        ),
        p(
            "A single D is a simplification: between map and wheel the lane is nearly straight, and between wheel "
            "and tape it is all elbows. Hedges have scales at which they are smooth. It is one of the ways to tell "
            "that someone lays them."
        ),
        h("Whose ruler?"),
        p(
            "The practical question was what to write on the form. The botanist argued for the tape, because birds "
            "live at that scale. The treasurer argued for the tape as well. The ministry, when asked, replied that "
            "a hedge should be measured <i>in the usual manner</i>.",
        ),
        steps(
            "State the ruler with the length: <b>447 m, by wheel</b>.",
            "Use the same ruler for the old survey, or do not compare the two.",
            "Keep the raw notes, since the next reader may need another ruler.",
            heading="What the parish decided",
        ),
        p(
            "By wheel, the parish has 31.6 kilometres of hedge. By wheel, according to a survey of 1949 whose "
            "field books are in the church chest, it had 58. No choice of ruler makes that loss go away. It was "
            "the one result on which all three surveyors agreed at once."
        ),
    ],
)

STAFF = Story(
    slug="the-metre-in-the-cellar",
    title="The metre in the cellar",
    standfirst="For ninety years a brass bar decided every quarrel over cloth in Aldermere. It was two tenths of a "
    "millimetre short, and everybody knew.",
    authors=("ada-fennimore",),
    topics=("instruments", "trades"),
    hero="gauge",
    hero_caption="Not the bar itself, which may not be drawn, but a cousin of it: the staff on the harbour wall.",
    days_ago=162.5,
    body=[
        p(
            "The bar lies in a box lined with green baize, in the cellar of the old cloth hall, where the "
            "temperature does not change by more than two degrees in a year. A card gives its length at sixteen "
            "degrees: 0.9998 metres.",
            "The card is honest and so was the town. When the error was found, in 1903, by an inspector with a "
            "better bar, the council discussed whether to replace it and decided not to. Every merchant's rule had "
            "been cut to match it. A correct bar would have made all of them wrong on the same morning.",
        ),
        h("Agreement before truth"),
        p(
            "We tend to think that a standard is good because it is right. For most purposes it is good because it "
            "is shared. Two people who buy and sell with rules from the same bar will never find out that the bar "
            "is short, and it will never cost either of them anything. The trouble starts at the town boundary.",
            "Aldermere solved this in its own way. On the wall of the cloth hall, next to the door, hung a board "
            "with the ratio to the rules of five neighbouring towns. Carriers copied it into their notebooks. It "
            "was the first thing that was looked up and the last that was painted over.",
        ),
        quote(
            "We hold that a known error is a kind of instrument.",
            "Minutes of the Cloth Hall Committee",
            "3 November 1903",
        ),
        h("Sixteen degrees"),
        p(
            "Brass grows when it is warm, by nineteen millionths of its length for each degree. A metre of it "
            "measured on a summer day and on a winter day differs by about half a millimetre, more than twice the "
            "famous error. The committee knew that too. The bar was therefore only ever used on the first Monday "
            "of the month, in the cellar, after it had been left alone for a night with the person who was to read "
            "it sitting at the far end of the room.",
            "That person was paid by the hour. In the accounts the post is listed as <i>keeper of the length</i>, "
            "between the lamplighter and the man who wound the clock.",
        ),
        key_points(
            "A standard has to be shared first and exact second.",
            "An error that is written down does less harm than one that is hidden.",
            "Whoever measures is part of the temperature.",
            heading="What the cellar teaches",
        ),
    ],
)

SECTION = Section(
    slug="measure",
    title="Measure",
    introduction="Instruments, numbers, and what the two of them leave out.",
    stories=[TIDE_TABLE, STARS, HEDGE, STAFF],
)
