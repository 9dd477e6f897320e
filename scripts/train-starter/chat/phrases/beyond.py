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
TOO_MANY = ("four", "five", "six", "seven", "ten", "twenty", "4", "5", "8", "10", "12", "100")
MANY = ("a hundred", "a thousand", "many", "lots of", "a dozen", "hundreds of", "several dozen")
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
)
