"""Workshop: how things are made and kept going."""

from demo.story import (
    Section,
    Story,
    bullets,
    callout,
    code,
    divider,
    document,
    figure,
    gallery,
    h,
    key_points,
    p,
    quote,
    steps,
    video,
)

from .bridge import BRIDGE, KEPT_GOING

LOOM = Story(
    slug="a-loom-remembers-what-the-weaver-forgets",
    title="A loom remembers what the weaver forgets",
    standfirst="In a former cinema in Teasel, four people keep six hundred weaving drafts alive by weaving each of "
    "them once in seven years.",
    authors=("tobiah-renswick",),
    topics=("weaving", "trades", "volunteers"),
    series=(KEPT_GOING, 3),
    hero="loom",
    hero_caption="The oldest of the nine looms, built in 1874 and rebuilt in every decade since.",
    days_ago=11.5,
    body=[
        p(
            "A draft is a drawing on squared paper. A filled square means that the warp thread lies on top, an "
            "empty one that it lies below. From it a weaver knows how to thread the loom and in which order to "
            "press the treadles. What the drawing does not say is how hard to beat, how to keep the edge straight, "
            "or why the pattern on page 212 always goes wrong in the eleventh row.",
            "That kind of knowledge is held by hands. It lasts as long as they do, and a little longer if the "
            "hands are watched. The Teasel drafts, collected by a travelling dyer between 1830 and 1861, are "
            "therefore kept in an unusual way: they are used.",
        ),
        gallery(
            "Four drafts from the first volume",
            (
                "twill",
                "<b>Twill.</b> Each row steps one thread to the side. Strong, supple, and the first thing that a pupil weaves.",
            ),
            ("herringbone", "<b>Herringbone.</b> A twill that changes its mind every eight threads."),
            ("birdseye", "<b>Bird's eye.</b> Small diamonds with a dot. Woven for towels, since it drinks well."),
            ("rosepath", "<b>Rosepath.</b> The same threading gives dozens of figures, depending on the feet."),
        ),
        h("One in seven years"),
        p(
            "There are 604 drafts and nine looms. Four people come on three days a week. At two metres for each "
            "draft they get through the whole collection in a little under seven years, and then they begin again. "
            "A strip from every round is sewn into a book beside the earlier ones. Turning its pages you can see a "
            "pattern drift, as a tune does, and be corrected by someone who had woven it the time before.",
        ),
        quote(
            "The paper says what to do. The cloth says what they did. If you only keep the paper you'll end up "
            "with a very neat archive of something nobody can make.",
            "Hesper Tallow",
            "Weaver, in her third round",
            "https://example.org/teasel-looms/hesper-tallow",
        ),
        h("A test for every pattern"),
        p(
            "The newest member of the group used to write software, and was struck by how much of this he knew "
            "under other names. A collection that is rebuilt from its source at regular intervals, he says, is a "
            "thing that programmers recommend to each other and seldom do. He has written down the drafts as text, "
            "so that they can be searched and compared.",
        ),
        code(
            "text",
            """
twill        herringbone        bird's eye
##..         ##..##....##..##   #...#...
.##.         #..##..##..##..#   .#.#.#.#
..##         ..##..####..##..   ..#...#.
#..#         .##..##..##..##.   .#.#.#.#
""",
            "Three drafts as text: # means warp on top",
        ),
        p(
            "The text found its first error within a week. Two drafts, on pages 88 and 131, turned out to be the "
            "same pattern seen from the two sides of the cloth. The group discussed whether to drop one of them, "
            "and to save four days in every seven years. They kept both. The dyer had given them different names."
        ),
    ],
)

FOUNDRY = Story(
    slug="the-last-type-foundry-on-cooper-street",
    title="The last type foundry on Cooper Street",
    standfirst="Letters are still cast there on Tuesdays and Thursdays. The rest of the week Iseult Brandreth "
    "looks for the matrices that her predecessors lent out and never wrote down.",
    authors=("laszlo-imbery",),
    topics=("printing", "trades"),
    series=(KEPT_GOING, 1),
    hero="sorts",
    hero_caption="Seventy-two point sorts. The colours are the draughtsman's; the metal is grey.",
    days_ago=74.8,
    body=[
        p(
            "A piece of type is a small, exact brick. Its height has to agree with that of every other letter in "
            "the page to within a fiftieth of a millimetre, or it will print too black or not at all. It is made "
            "by pouring an alloy of lead, tin and antimony against a matrix, a block of brass in which the letter "
            "has been struck. The metal shrinks as it sets, except for the antimony, which expands. The "
            "proportions are a truce between the two.",
            "At Brandreth & Daughter the pot is lit at six and is ready by eight. The machine, which has "
            "ninety-four moving parts and was bought second-hand in 1926, casts a letter every two seconds with a "
            "noise like someone setting down a tray of teaspoons.",
        ),
        figure("sorts", "A case as it comes from the foundry, before it is laid in the compositor's order.", "full"),
        h("A library without a catalogue"),
        p(
            "The foundry's wealth is its matrices, about sixty thousand of them, in drawers. For two centuries "
            "they were lent to other foundries as a matter of courtesy. Borrowers signed a slip. The slips were "
            "kept on a spike, and in 1941 the spike was given to a scrap collection, with the slips still on it.",
            "Brandreth has found eleven alphabets by reading old newspapers with a magnifying glass. A typeface "
            "that nobody else ever owned turns up in the death notices of a town two hundred miles away; she "
            "writes to the printer's heirs, and quite often the box is in the attic.",
        ),
        quote(
            "People are relieved. They have been wondering for forty years what those were, and whether it was "
            "them who owed somebody.",
            "Iseult Brandreth",
            "Type founder",
        ),
        document(
            "specimen",
            "A specimen of Corrin Roman",
            "One page, with the four sizes that are complete again and a list of the letters that are still missing.",
        ),
        bullets(
            "Of the eight-point, the foundry lacks the italic <i>k</i> and the figure 7.",
            "Of the thirty-six point, everything from <i>Q</i> to <i>T</i>.",
            "If you know of a small brass block with a letter sunk in it, she would like to hear from you.",
            heading="Wanted",
        ),
        p(
            "Who buys type? Private presses, two banknote printers, a school for the blind that embosses its own "
            "diagrams. And a maker of chocolates, whose name Brandreth will not give, and who likes a serif."
        ),
    ],
)

SCYTHE = Story(
    slug="how-to-sharpen-a-scythe",
    title="How to sharpen a scythe",
    standfirst="An edge is made twice: with a hammer once a day, and with a stone every few minutes. A lesson from "
    "the meadows of Corrin St Anne.",
    authors=("tobiah-renswick",),
    topics=("trades", "fields-and-hedges"),
    hero="scythe",
    days_ago=148.7,
    body=[
        p(
            "Most people who give up the scythe have never used a sharp one. A blunt blade has to be swung, and "
            "swinging is what tires the back. A sharp one is drawn through the grass like a bow across a string; "
            "it makes a sound between a sigh and a zip, and the stems fall over in a row, all with their heads the "
            "same way.",
        ),
        key_points(
            "Hammer the edge thin before you mow, and whet it while you mow.",
            "Whet every five minutes, whether you think it needs it or not.",
            "Mow early. Wet grass stands up to be cut; dry grass lies down.",
        ),
        video(
            "https://example.org/media/scythe-peening.mp4",
            "Peening a scythe blade on a small anvil",
            "The hammer falls by its own weight. What moves is the blade.",
            poster="scythe",
            full_url="https://example.org/meadows/lessons",
        ),
        h("Peening"),
        p(
            "The edge of a scythe is not ground. It is drawn out cold, on a narrow anvil, to the thickness of "
            "stiff paper. This is called peening, and it is the part that beginners leave to others for as long as "
            "they can."
        ),
        h("The strokes", 3),
        steps(
            "Sit down. Rest the blade on your knee so that its edge lies flat on the anvil.",
            "Strike a line of overlapping blows from the heel to the point, a millimetre or so behind the edge.",
            "Go back and strike a second line on the edge itself, more lightly.",
            "Press a thumbnail under the edge and slide it along. Where the steel gives and a small bulge runs "
            "with the nail, it is thin enough.",
        ),
        h("When it goes wrong", 4),
        p(
            "If the edge becomes wavy you have struck too hard in one place. Do not hammer the waves flat. Whet "
            "them away over the next few days, and strike more gently next week."
        ),
        callout(
            "warning",
            "Mind the other hand",
            "A whetted blade is sharper than a kitchen knife and eighty centimetres long. Keep the stone's hand "
            "<b>above</b> the back of the blade, stand it upright with the point down, and let nobody talk to you.",
        ),
        divider(),
        p(
            "At Corrin St Anne the church meadow is mown by hand on the second Saturday of July. There were "
            "nineteen mowers this year. The youngest was eleven and did the corners. By ten o'clock the dew was "
            "off, the stones were back in their horns, and there was nothing left to do but to turn the hay and to "
            "argue about the anvil."
        ),
    ],
)

SECTION = Section(
    slug="workshop",
    title="Workshop",
    introduction="How things are made, and how they are kept going afterwards.",
    stories=[LOOM, BRIDGE, FOUNDRY, SCYTHE],
)
