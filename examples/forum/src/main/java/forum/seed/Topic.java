package forum.seed;

/// What people in one category talk about, and what the shop sells for it.
enum Topic {
    WOOD(
            "wood",
            "Wood",
            "Joints, planes, finishes and the right way to hold a chisel.",
            "oak shelf|workbench|spoon blank|drawer front|picture frame|stool leg|door sill|cutting board",
            "block plane|marking gauge|card scraper|tenon saw|shooting board|beeswax|hide glue|mallet",
            "warped|split along the grain|came out half a degree off|drank all the oil|squeaks"),
    WHEELS(
            "wheels",
            "Wheels",
            "Bicycles, carts and everything else that rolls.",
            "rear wheel|bottom bracket|dynamo hub|cargo bike|headset|chain line|rim brake|mudguard",
            "spoke key|cone spanner|chain gauge|truing stand|torque wrench|cable cutter|grease|tyre lever",
            "clicks under load|will not true|slips in third gear|rubs on one side|seized over winter"),
    GARDEN(
            "garden",
            "Garden",
            "Soil, seeds, sheds and what eats them.",
            "tomato bed|compost heap|apple graft|rain barrel|cold frame|hedge|leek trench|greenhouse",
            "hori knife|soil sieve|grafting tape|watering rose|dibber|hoe|fleece|pruning saw",
            "bolted in June|smells of ammonia|is full of slugs|leaned over in the storm|never sprouted"),
    KITCHEN(
            "kitchen",
            "Kitchen",
            "Bread, knives, ferments and small disasters.",
            "sourdough|carbon steel pan|paring knife|kimchi|pizza stone|stock pot|pickled beans|rye loaf",
            "whetstone|banneton|dough scraper|probe thermometer|mandoline|fermentation weight|lame|spider",
            "stuck to the bottom|went flat overnight|lost its edge|is far too sour|cracked in the oven"),
    CIRCUITS(
            "circuits",
            "Circuits",
            "Solder, sensors and smoke that should stay inside.",
            "bench supply|valve radio|LED driver|relay board|weather station|guitar amp|battery pack|doorbell",
            "flux pen|desoldering braid|logic probe|crimp tool|bench vice|heat shrink|fume fan|multimeter",
            "hums at 50 Hz|resets at random|runs hot|reads two degrees low|blew its fuse twice"),
    CLOTH(
            "cloth",
            "Cloth",
            "Sewing, knitting, weaving and mending.",
            "linen shirt|wool jumper|canvas bag|zip pocket|quilt|denim knee|tent seam|felt slipper",
            "thimble|seam ripper|darning egg|rotary cutter|blocking pins|waxed thread|bobbin case|loom comb",
            "puckers at the curve|pilled after one wash|shrank by a size|frays at the hem|unravelled"),
    CLAY(
            "clay",
            "Clay",
            "Pots, glazes, kilns and patience.",
            "tea bowl|raku kiln|celadon glaze|lidded jar|handle|porcelain slip|ash glaze|tile",
            "loop tool|banding wheel|cut-off wire|cone pack|rib|bat system|glaze sieve|needle tool",
            "crawled in the firing|cracked at the foot|ran onto the shelf|warped on the wheel|pinholed"),
    PAPER(
            "paper",
            "Paper",
            "Bookbinding, printing, letters and maps.",
            "case binding|lino print|map drawer|letterpress form|marbled sheet|slipcase|etching|notebook",
            "bone folder|bookbinding awl|brayer|linen tape|paste brush|type gauge|cutting mat|lying press",
            "buckled as it dried|offset on the facing page|will not lie flat|came loose at the spine|smudged"),
    REPAIRS(
            "repairs",
            "Repairs",
            "What broke, and whether it is worth it.",
            "coffee grinder|sash window|record player|pressure cooker|umbrella|sewing machine|tap|typewriter",
            "gasket set|penetrating oil|screw extractor|epoxy|spare belts|contact cleaner|feeler gauge|pick set",
            "leaks when warm|stopped halfway|rattles|needs a part nobody makes|was glued shut at the factory"),
    SQUARE(
            "square",
            "The square",
            "Introductions, swaps, meetings and everything else.",
            "tool swap|open workshop|first project|shed|club night|garage shelf|borrowed drill|winter plan",
            "apron|notebook|carpenter's pencil|head lamp|tool roll|thermos|stool|sticker set",
            "took longer than planned|cost twice as much|needs one more pair of hands|made everyone happy|rained out");

    final String slug;
    final String title;
    final String about;
    final String[] things;
    final String[] tools;
    final String[] troubles;

    Topic(String slug, String title, String about, String things, String tools, String troubles) {
        this.slug = slug;
        this.title = title;
        this.about = about;
        this.things = things.split("\\|");
        this.tools = tools.split("\\|");
        this.troubles = troubles.split("\\|");
    }
}
