# ruff: noqa: SIM905
"""What the vocabulary does not have: asked for with the words of `requests`, not drawn."""

from __future__ import annotations

NOUNS = tuple(
    """
cat dog horse cow pig sheep goat lion tiger elephant giraffe zebra monkey bear panda wolf fox
rabbit mouse rat squirrel deer hedgehog frog snake lizard crocodile turtle dinosaur dragon unicorn
bird owl eagle parrot penguin duck chicken rooster swan fish shark whale dolphin octopus crab snail
spider bee butterfly ant ladybird tree flower rose tulip sunflower leaf forest mountain hill river
lake sea ocean beach island waterfall desert volcano cloud rainbow storm snowman sunset sunrise
landscape garden field meadow path road street city village castle house cottage tower lighthouse
bridge church temple barn windmill skyscraper school shop station car truck bus train tram bicycle
motorcycle plane helicopter rocket spaceship boat ship submarine tractor robot computer phone
laptop keyboard camera clock watch lamp candle chair table sofa bed door window cup mug bottle
glass plate spoon knife fork teapot apple banana pear cherry strawberry lemon pineapple grape
tomato carrot pumpkin mushroom bread cake pizza burger cookie egg cheese hat shirt dress shoe coat
umbrella bag key book pencil pen letter envelope guitar piano violin drum trumpet ball balloon kite
doll puzzle swing person man woman child baby boy girl king queen knight pirate wizard witch clown
astronaut dancer doctor chef farmer soldier face hand eye foot portrait angel ghost monster alien
zombie mermaid fairy vampire skull map flag logo chart graph diagram maze alphabet word sentence
oval rectangle pentagon octagon spiral cube sphere cone pyramid cylinder arrow line zigzag wave
spring tent campfire planet galaxy comet satellite telescope anchor crown sword shield axe bow
treasure coin ladder fence well wheel gear hammer saw screw bucket broom basket feather shell nest
parrotfish kangaroo koala camel llama hamster walrus otter badger raven peacock flamingo
moon sun cross crescent donkey buffalo moose leopard hyena gorilla beaver bat raccoon seal puffin
pelican pigeon sparrow woodpecker toucan ostrich turkey goose lobster jellyfish seahorse trout
goldfish worm caterpillar dragonfly grasshopper beetle mosquito wasp scorpion toad tortoise puppy
kitten lamb cactus fern bush daisy lily acorn pinecone branch cliff cave glacier harbour tunnel
airport stadium museum library hospital bakery theatre igloo balcony staircase kitchen bedroom van
lorry scooter skateboard canoe yacht airship drone parachute carriage ambulance printer tablet
television radio microphone lantern fridge oven pan bowl jar suitcase backpack wallet scarf glove
sock boot jacket sweater helmet mask moustache beard nose ear mouth tooth finger brain bone
firefighter policeman nurse singer sailor fisherman cowboy ninja viking prince princess elf goblin
phoenix werewolf mummy superhero snowflake icicle raindrop lightning tornado fireworks curtain
carpet pillow blanket shelf desk bench toilet mirror comb toothbrush soap needle scissors rope
sausage soup pancake pretzel lollipop peach melon watermelon raspberry potato onion broccoli
cucumber corn walnut peanut flute saxophone xylophone bell calendar newspaper stamp passport
trophy medal dice marble rattle sandcastle rollercoaster cannon
""".split()
)
MODIFIERS = (
    *("",) * 8,
    "big",
    "small",
    "red",
    "green",
    "blue",
    "black",
    "white",
    "yellow",
    "orange",
    "purple",
    "cute",
    "old",
    "happy",
    "sleeping",
    "flying",
    "wooden",
    "beautiful",
    "funny",
    "realistic",
    "cartoon",
    "medieval",
    "futuristic",
)
SCENERY = (
    *("",) * 8,
    "in the snow",
    "in the rain",
    "in a forest",
    "at night",
    "at sunset",
    "on a hill",
    "on the moon",
    "under a tree",
    "by the sea",
    "in space",
    "in a city",
    "on a sofa",
    "with a hat",
    "with wings",
    "with a red ball",
    "in the style of van gogh",
    "in watercolour",
    "as a cartoon",
    "on a blue background",
    "on a white background",
    "on black",
    "holding a star",
    "and a red circle",
    "next to a blue square",
    "eating an apple",
    "riding a bicycle",
    "playing chess",
)
# Colours that are not in the vocabulary, on a shape that is.
OTHER_COLOURS = (
    "maroon",
    "beige",
    "olive",
    "silver",
    "lavender",
    "magenta",
    "teal",
    "rainbow",
    "transparent",
    "striped",
    "checkered",
    "glittering",
    "spotted",
)
# More than three of a shape.
NUMBERS = tuple("two three two three four five six seven ten twenty 2 3 4 5 8 10 12 100".split())
MANY = ("a hundred", "a thousand", "many", "lots of", "a dozen", "hundreds of", "several dozen")
# How two things are told to lie.
JOINTS = tuple("and,and,and,next to,beside,with,above,below,over,under,plus".split(","))
# What a known shape can not be or have.
EXTRAS = (
    "with a face",
    "with a smile",
    "with wings",
    "with a hat",
    "with legs",
    "with stripes",
    "with spots",
    "with a red border",
    "with a black outline",
    "with a gradient",
    "with text in it",
    "with my name on it",
    "with a long shadow",
    "made of wood",
    "made of glass",
    "made of gold",
    "that smiles",
    "that is on fire",
    "that is dancing",
    "in 3d",
    "in the rain",
    "in a forest",
    "in the style of picasso",
    "in watercolour",
    "in oil paint",
    "as a cartoon",
    "as a photo",
    "full of flowers",
    "eating a cake",
    "wearing glasses",
    "on a mountain",
    "on a table",
    "over the city",
    "inside a house",
    "with a beard",
    "with two eyes",
    "with arms and legs",
    "with a crown on it",
    "with a door and windows",
    "with a bow tie",
    "made of ice",
    "made of chocolate",
    "that is flying",
    "that is crying",
    "that looks like a cat",
    "that spins",
    "covered in snow",
    "drawn with a pencil",
    "in the style of monet",
    "in pixel art",
    "in the desert",
    "on wheels",
    "under water",
    "floating in space",
    "holding an umbrella",
    "riding a horse",
)
