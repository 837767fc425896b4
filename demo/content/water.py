"""Water: coasts, rivers and harbours."""

from demo.story import (
    Section,
    Story,
    audio,
    callout,
    divider,
    figure,
    h,
    key_points,
    p,
    pull,
    quote,
    table,
    to,
)

HARBOUR = Story(
    slug="the-harbour-that-moved-twice",
    title="The harbour that moved twice",
    standfirst="Port Selwyn has followed its own silt down the estuary for four centuries. The third harbour is "
    "filling up, and the town has to decide whether to dredge it, to move again or to let the mud win.",
    authors=("maren-oakhurst",),
    topics=("harbours", "sediment", "local-government"),
    hero="harbour",
    hero_caption="The third basin at low light. At spring tides the inner berths dry out for five hours.",
    days_ago=3.2,
    body=[
        key_points(
            "The third basin of Port Selwyn loses about eleven centimetres of depth a year.",
            "Dredging costs the town more each winter than the ferries pay in dues.",
            "A plan to let the upper basin turn into marsh has an unexpected friend: the harbour office.",
        ),
        p(
            "The oldest bollard in Port Selwyn stands in a vegetable garden. It is a stump of black granite with a "
            "groove worn into its shoulder by two hundred years of rope, and the nearest water that could float a "
            "boat is nine hundred metres away, on the other side of a school, a bus depot and a row of alders.",
            "The garden belongs to a retired pilot who grows beans up the bollard. He bought the house, he says, "
            "because it was the only one in the street whose deeds still gave it the right to moor a vessel of up "
            "to sixty tons.",
        ),
        h("Two moves"),
        p(
            "The first quay was built when the river Corrin still ran along what is now School Lane. It served for "
            "about a century and a half. Then sheep replaced barley on the hills above the town, rain began to "
            "carry the soil away, and the river set down its load where the current slackened: against the quay. "
            "By the time the merchants agreed on anything, carts were driving out over the mud to meet the boats.",
            "So the harbour moved downstream, to a second basin with a lock, and again in the last century to a "
            "third. Each basin was larger than the one before and each lasted a shorter time. The town's "
            "historians like to blame the sheep.<footnote>The flocks are counted in the tithe books: nine hundred head in "
            "1610, eleven thousand a century later.</footnote> The harbour office blames the basins: wide, still water is where "
            "a river drops what it carries.",
        ),
        figure(
            "gauge",
            "The staff at the Custom House. The red arrow marks the water's height on the day the third basin was opened.",
            "wide",
        ),
        h("What the mud costs"),
        p(
            "Every November a dredger comes up the coast from Marrow Bay and works for six weeks. What it lifts is "
            "taken to a deep place four miles out. A part of it is back by spring; nobody knows how large a part, "
            "because nobody has paid for the measurement."
        ),
        table(
            "The basin in figures",
            [
                ["Winter", "Mud lifted (m³)", "Cost", "Ferry dues"],
                ["2021–22", "61,000", "488,000", "530,000"],
                ["2022–23", "66,500", "559,000", "534,000"],
                ["2023–24", "70,200", "618,000", "521,000"],
                ["2024–25", "74,900", "689,000", "517,000"],
                ["2025–26", "79,300", "761,000", "509,000"],
            ],
            "Accounts of the harbour office; sums rounded to the nearest thousand",
        ),
        p(
            "The lines crossed four winters ago. Since then the office has paid for the dredger from a reserve "
            "that was meant for a new lock gate. The gate is sixty-one years old. It is inspected twice a year by "
            "a diver who, asked about its state, holds out a hand and tilts it from side to side."
        ),
        quote(
            "We speak of <i>maintaining</i> the basin. But you maintain a thing that stays the same if you look "
            "after it. This is a thing that wants to be land, and every winter we argue with it.",
            "Ruth Ambersley",
            "Harbour master, to the town meeting in October",
            "https://example.org/port-selwyn/minutes-october",
        ),
        h("A third way"),
        p(
            "The proposal before the council would give up the upper half of the basin. A sill of stone would be "
            "laid across it, low enough for the flood tide to pass, and behind it the mud would be allowed to rise "
            "until reeds take hold. The lower half would be narrower. The current through it would be faster, and "
            "by the engineers' reckoning it would carry away two thirds of what it now drops.",
            "It is a small plan, and the pilot in School Lane has seen it before. Among the papers that came with "
            "his house is a letter of 1788<footnote>A copy is kept by the "
            'town archive and <a href="https://example.org/port-selwyn/letter-1788">can be read there</a>, with a '
            "transcription by its <i>former</i> keeper.</footnote> in which a millwright advises the merchants to <b>narrow "
            "the channel and let the river do the work</b>. They thanked him, paid him two guineas, and built a larger basin.",
        ),
        pull("This is a thing that wants to be land, and every winter we argue with it."),
        p(
            "The council votes in January. Until then the dredger is booked, the reserve is enough for one more "
            "winter, and the "
            f"beans on the bollard are finished for the year. How the depths are measured, and by whom, is told in "
            f"{to('reading-a-tide-table-from-1911', 'our piece on the tide table of 1911')}."
        ),
    ],
)

FOG = Story(
    slug="what-a-fog-signal-says",
    title="What a fog signal says",
    standfirst="The horn on Gannet Head has been silent for nine years. A volunteer with a tone generator wants "
    "ships to hear it again, though no ship needs it.",
    authors=("joss-terrowen",),
    topics=("sound", "harbours"),
    hero="lighthouse",
    hero_caption="Gannet Head light, whose lamp is still lit every evening by a timer in another county.",
    days_ago=24.6,
    body=[
        p(
            "A fog signal is a sentence of one word. The word changes from place to place, so that a crew that can "
            "see nothing at all can still tell one headland from the next. At Gannet Head the word was a low note "
            "of two seconds, a gap of one, a higher note of two, and then twenty-five seconds in which to wonder "
            "whether you had really heard it.",
            "It was first blown with a steam whistle, later with compressed air, and at the end with an electric "
            "emitter that the keepers disliked because it had no breath in it. When every boat carried a satellite "
            "receiver the signal was declared redundant. The last blast was sounded on a clear afternoon, for the "
            "newspaper.",
        ),
        audio(
            "fog-signal",
            "The two notes of Gannet Head, rebuilt",
            "One full call and the beginning of the silence, made from the pitches in the keepers' log: 196 and 262 hertz.",
            "https://example.org/gannet-head/signal-notes",
        ),
        h("A log of pitches"),
        p(
            "The recording above is a reconstruction. Nobody taped the old horn with any care, because nobody "
            "expects to miss a noise that shakes the cups. What survives is the log in which the keepers wrote "
            "down, every quarter, how the signal compared with a set of tuning forks. In damp years it drifts "
            "flat. After the overhaul of 1956 it is a quarter-tone sharp until Easter, with a note in red pencil: "
            "<i>compressor corrected, neighbours informed</i>.",
            "Dell Hathersage, a piano tuner in Port Selwyn, has copied all of it into a spreadsheet. She hears the "
            "drift as other people see the fading of a photograph.",
        ),
        quote(
            "Everyone asks me why a ship would need it. No ship needs it. The people on the shore need to know "
            "where the shore is.",
            "Dell Hathersage",
            "Piano tuner",
        ),
        h("Permission to be heard"),
        p(
            "Sounding a signal without authority is an offence, for the good reason that somebody might believe "
            "it. The society that Hathersage founded has therefore asked for something more modest: four calls a "
            "year, at noon, on days with a visibility of more than ten miles, announced beforehand to every "
            "vessel. The lighthouse authority has answered that it sees <i>no navigational objection to a sound "
            "that is made only when it is useless</i>.",
        ),
        callout(
            "tip",
            "If you want to hear it",
            "The next call is planned for the first clear noon after the equinox. The best place is the <b>upper "
            "path</b>, about six hundred metres from the tower. Closer than that, wear ear protection.",
        ),
        divider(),
        p(
            "On a still evening in September I stood on that path while Hathersage tried her emitter at a tenth of "
            "its power. The low note arrived first from the tower, and then, three seconds later and a little "
            "softer, from the cliffs of the far shore. After the high note there was nothing. We both counted to "
            "twenty-five."
        ),
    ],
)

CULVERT = Story(
    slug="the-river-under-the-market",
    title="The river under the market",
    standfirst="For a hundred and forty years the Corrin has run below Aldermere in a brick pipe. Twice a year two "
    "people walk the length of it with lamps. We went with them.",
    authors=("maren-oakhurst", "nadira-quillane"),
    topics=("rivers", "maintenance", "local-government"),
    hero="culvert",
    hero_caption="The course of the culvert, drawn over the street plan. The red hall is the covered market.",
    days_ago=-7,
    state="scheduled",
    body=[
        p(
            "You enter the river through a door in the fishmonger's cellar. It is an iron door, painted green, "
            "with a notice that asks visitors to keep it shut on account of the cold. Behind it are fourteen "
            "steps, then a ledge, then the Corrin, which comes out of the dark on the left and goes into the dark "
            "on the right, and makes less noise than the refrigerators upstairs.",
            "Bren Caskey has inspected the culvert for eighteen years, and his colleague Oona Fell for two. They "
            "carry lamps, a hammer, a tin of chalk and a telephone that will not work. He taps; she listens and "
            "writes. Sound brick rings. Brick that has let go of its mortar gives a short flat click, and gets a "
            "chalk cross.",
        ),
        h("What a town forgets"),
        p(
            "The river was covered because it smelled. That was the fault of the tanneries, and when the tanneries "
            "closed the cover stayed. Streets were laid on it, and in time the covered market, whose forty "
            "cast-iron columns stand in two rows to the left and the right of the water without touching the "
            "vault. The architect left a drawing that explains why. It was found in 1997 behind a boiler.",
            "Few people above know which way the river turns. A man who had sold cheese over it for thirty years "
            "told us that it ran <i>under the other side</i>.",
        ),
        quote(
            "If it's quiet for a year, someone asks why we spend money on it. It is quiet because we spend money on it.",
            "Bren Caskey",
            "Inspector of culverts",
        ),
        h("Chalk"),
        p(
            "By noon we had walked eleven hundred metres and made sixty-three crosses, nine more than in the "
            "spring. Most of them lie under Cooper Street, where lorries have begun to stop for the new depot. The "
            "repair will be done at night, from below, by three people with a bucket of lime mortar, and nobody "
            "will notice it.",
            "At the far end the light comes back first as a grey coin, then as a window full of willows. A heron "
            "stood in it. It looked at our lamps with what I can only call impatience, and stepped aside.",
        ),
    ],
)

SECTION = Section(
    slug="water",
    title="Water",
    introduction="Coasts, rivers and harbours, and the people who measure, mend and live beside them.",
    stories=[HARBOUR, FOG, CULVERT],
)
