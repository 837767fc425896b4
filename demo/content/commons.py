"""Commons: what belongs to everybody, and who looks after it."""

from demo.story import Section, Story, bullets, callout, divider, figure, h, p, pull, quote, to, video

CHARTS = Story(
    slug="open-charts-for-open-water",
    title="Open charts for open water: what the harbour commission heard",
    standfirst="The chief surveyor of the Selwyn coast asked for every sounding to be published. We sum up her "
    "evidence and what it would mean for those who go to sea.",
    authors=("nadira-quillane",),
    topics=("open-data", "harbours", "local-government"),
    hero="seabed",
    hero_caption="Survey lines off Marrow Bay. Along each of them a boat has measured the depth some forty thousand times.",
    days_ago=17.4,
    body=[
        h("Introduction"),
        p(
            "On 28 October the Selwyn Harbour Commission heard Orla Vennick, who has been in charge of the coast's "
            "depth surveys for twelve years. She had been invited to explain a bill for a new echo sounder. She "
            "used her half hour to ask a larger question: why a sea floor that is measured with public money is "
            "sold by the sheet.",
            "This report goes through the main points of her evidence, what the commission wanted to know, and "
            "what would have to be settled before the soundings could be open to all.",
        ),
        video(
            "https://www.youtube.com/watch?v=Lead_Line-1",
            "Harbour Commission, public session of 28 October",
            "Orla Vennick's evidence starts at 26:03.",
            start="26:03",
            poster="hearing",
            full_url="https://www.youtube.com/watch?v=Lead_Line-1",
            transcript_url="https://example.org/harbour-commission/2026-10-28-transcript.pdf",
            transcript_label="official transcript",
        ),
        p(
            "Those who would rather read can turn to the <a "
            'href="https://example.org/harbour-commission/2026-10-28-transcript.pdf">official transcript</a>, in '
            "which her part begins on page 14."
        ),
        h("🌊 A floor that nobody can see"),
        p(
            "A chart is a summary. For one sheet of the coast the survey boat takes some nine million soundings, "
            "and about four thousand of them are printed. The others lie on a disk in the surveyor's office. "
            "Vennick did not complain about the summary, which a helmsman needs. She objected that everybody else "
            "gets only the summary too: the biologist who looks for eelgrass, the company that lays a cable, the "
            "village that wonders where its beach has gone.",
            "Each of them, she said, ends up paying somebody to measure the same floor again. In nine years her "
            'office has counted <a href="https://example.org/selwyn-survey/repeat-surveys">thirty-one repeat '
            "surveys</a> of waters for which it had newer figures of its own.",
        ),
        quote(
            "When the soundings are open, the first person to find our mistakes is a fisherman with a week to "
            "spare. When they are closed, the first person to find them is a ship.",
            "Orla Vennick",
            "Chief surveyor, Selwyn coast",
            "https://example.org/harbour-commission/2026-10-28-transcript.pdf",
        ),
        h("🧭 Who corrects the chart"),
        p(
            "Commissioner Aldous Wray asked about liability. If anyone may draw a chart from the figures, who "
            "answers for a bad one? Vennick replied that this was settled by <a "
            'href="https://example.org/law/pilotage-act">the pilotage act</a>: a vessel of more than twenty '
            "metres must carry the official sheet, and would go on doing so. What would change is how soon the "
            "sheet is right. Of the last hundred corrections, sixty-four came from people outside her office, who "
            "had noticed the fault with their own instruments and had written a letter.",
            f"She compared it with the tide tables, which were opened forty years ago. Anybody can now check "
            f"those, and {to('reading-a-tide-table-from-1911', 'some of us do')}.",
        ),
        quote(
            "A closed survey asks the public to trust us. An open one lets them check, and that is a better thing "
            "to be trusted for.",
            "Orla Vennick",
            "Chief surveyor, Selwyn coast",
            "https://example.org/harbour-commission/2026-10-28-transcript.pdf",
        ),
        h("🤝 What she proposes"),
        p("The surveyor did not ask for everything at once. Her written proposal has four parts:"),
        bullets(
            "All soundings older than two years, in one file for each sheet, with how and when they were taken",
            "New ones after ninety days, so that dangers are charted first",
            "A public list of reported faults, with the date of each answer",
            "An exception for wrecks that are graves and for the nesting grounds on Hollin Bank",
        ),
        p(
            "The sale of survey sheets brings in 38,000 a year, a little less than the invoices for them cost to "
            "send and to collect. The commission's treasurer asked for that sentence to be repeated.",
        ),
        h("Conclusion"),
        p(
            "The commission will vote in December. Nothing that Vennick said is new to those who work with such "
            "figures, but it was new to hear it from the person who keeps them. The echo sounder, by the way, was "
            "approved in four minutes. The question of who may see what it hears took the rest of the afternoon, "
            "and it is the one on which the coast will look back."
        ),
    ],
)

SEEDS = Story(
    slug="the-seed-librarys-second-winter",
    title="The seed library's second winter",
    standfirst="Borrow a packet in March, bring one back in October. A hundred and twelve people in Marrow Bay "
    "promised to. Then came the rain.",
    authors=("nadira-quillane",),
    topics=("seeds", "volunteers"),
    hero="seeds",
    hero_caption="Five plants that were left to go to seed in the garden behind the library.",
    days_ago=38.9,
    body=[
        p(
            "The seed library of Marrow Bay is a chest of sixty drawers that used to hold watch parts. It stands "
            "between the local history and the large print. Its rule is painted on the lid: <i>take one, grow it, "
            "bring one back</i>.",
            "A library of books gets back the thing that it lent. A library of seeds gets back a descendant. That "
            "makes it at once more generous and more anxious than the shelf beside it, since a book that has stood "
            "in the rain is at worst a wet book.",
        ),
        h("What came back"),
        p(
            "In the first year 140 packets went out and 97 came back, most of them beans. Beans pollinate "
            "themselves before the flower opens; whatever grew next door, their children are beans of the same "
            "name. The squashes were another matter. From a packet labelled Grey Winter, somebody harvested a "
            "striped thing with warts, which was exhibited on the issue desk until it collapsed.",
            "This year the summer was wet. Lettuce rotted before it could flower, the peas were eaten by pigeons, "
            "and by the end of October 61 packets had come back. The librarian, Merrin Osgathorpe, has put a chart "
            "on the wall that shows what that means: nineteen drawers will be empty in the spring.",
        ),
        quote(
            "I was asked whether there'd be fines. There is no fine for rain. But I did start to write down who has a dry loft.",
            "Merrin Osgathorpe",
            "Librarian",
        ),
        h("Insurance"),
        bullets(
            "Of each variety, a third of the seed now stays in a jar with a bag of dried rice and is not lent.",
            "Squashes are grown by one street only, and that street grows one kind.",
            "Four gardens inland have agreed to keep doubles, in return for first choice of the beans.",
        ),
        callout(
            "tip",
            "How to tell whether old seed is alive",
            "Lay ten seeds on damp paper, roll it up, and keep it in a warm kitchen for a week. If seven sprout, "
            "sow as usual. If three sprout, sow twice as thickly. If none does, say thank you and <b>compost "
            "them</b>.",
        ),
        pull("A library of seeds gets back a descendant."),
        p(
            "On the first Saturday of November thirty people sat round two tables in the reading room and rubbed "
            "dry pods between their palms. Chaff drifted on to the newspapers. The striped squash had left eleven "
            "seeds, and after a debate these were given a drawer of their own. The label says <i>unknown, "
            "vigorous</i>."
        ),
    ],
)

LADDERS = Story(
    slug="a-library-that-lends-ladders",
    title="A library that lends ladders",
    standfirst="Nobody needs to own a four-metre ladder. In Teasel nobody has to. A conversation with the man who "
    "counts the rungs.",
    authors=("joss-terrowen",),
    topics=("volunteers", "maintenance"),
    hero="ladders",
    hero_caption="The lending room on a Monday, when almost everything is back.",
    days_ago=116.0,
    body=[
        p(
            "Ambrose Keld opened the lending room eight years ago, in the waiting room of a station where no train "
            "stops. It has four hundred things in it, from ladders to a press for apples. Membership costs "
            "nothing; one signs a book and puts down a deposit, which may be money or a promise to sweep the "
            "floor. We spoke while he checked in the weekend's loans.",
        ),
        h("What is borrowed most?"),
        p(
            "“The long ladder. Then the sander, the projector, the other long ladder. People think it would be "
            "drills, but everybody has a drill. What they haven't got is room for the thing that they need twice "
            "in ten years.”"
        ),
        h("What comes back broken?"),
        p(
            "“Less than I was told to expect. About one loan in sixty. I used to write a note about it, quite a "
            "stern one. Then I noticed that half of the broken things had been broken before and that the person "
            "had been too polite to say. So now there's a red tag, and anyone can hang it on anything. A thing "
            "with a tag gets looked at on Thursday.”"
        ),
        figure("ladders", "Red tags are hung on the hook beside the mallet.", "wide"),
        h("And what disappears?"),
        p(
            "“A tape measure a month. I have made my peace with that. I think there's one long tape measure that "
            "wanders through the town, and that we feed it.”"
        ),
        quote(
            "A shared ladder has to be better than your own. Your own you know; you know which rung to skip. The "
            "next borrower doesn't.",
            "Ambrose Keld",
            "Lending room, Teasel",
        ),
        h("Do you count what it saves?"),
        p(
            "“We were asked to for the grant. I could say that 212 households share three ladders instead of "
            "owning 212. But most of them would never have bought one. They'd have stood on a chair. What we save, "
            "mainly, is people falling off chairs, and I don't know how you would put that in a table.”"
        ),
        divider(),
        p(
            "At six he turned the sign, swept a floor that was clean, and counted: three ladders, thirty-four "
            "rungs. There is a form on the door for what people wish that the room had. The last entry, in a "
            "child's hand, is <i>a boat</i>. Someone has written below it: <i>which size?</i>"
        ),
    ],
)

LAMPS = Story(
    slug="who-owns-the-street-lamp",
    title="Who owns the street lamp?",
    standfirst="The posts are the county's, the lamps a company's, the electricity the town's, and the light falls "
    "on everybody. Notes for a longer piece.",
    authors=("nadira-quillane", "ada-fennimore"),
    topics=("night", "local-government"),
    hero="lamps",
    days_ago=1.1,
    state="draft",
    body=[
        callout(
            "warning",
            "Draft: not checked",
            "Figures for Aldermere are from memory. Ask the county for the contract of 2019 before this goes to the desk.",
        ),
        p(
            "Lamp 417 on Cooper Street has been out since February. To have it mended, a resident wrote to the "
            "town, which passed her letter to the county, which owns the post. The county passed it to the company "
            "that owns the lamp. The company replied that the fault lay in the cable, and that the cable belonged "
            "to the town.",
            "It is a small circle, and it has been walked before. When "
            f"{to('counting-stars-from-a-car-park', 'volunteers counted stars')} "
            f"in "
            "September, they asked for eleven lamps to be switched off for an evening. It took nine permits.",
        ),
        h("To find out"),
        bullets(
            "Who decided in 1998 to separate posts from lamps, and what it was expected to save?",
            "How many of the 2,300 lamps are out on an ordinary night? Walk it, do not ask.",
            "The woman on Cooper Street: would she speak under her own name?",
        ),
        p("The piece should begin with the circle and end with the ladder. Does the lending room have one that is long enough?"),
    ],
)

SECTION = Section(
    slug="commons",
    title="Commons",
    introduction="What belongs to everybody, and who looks after it.",
    stories=[CHARTS, SEEDS, LADDERS, LAMPS],
)
