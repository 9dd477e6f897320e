"""The little text that the tiny chat models know by heart, and prompts to ask them with."""

# Characters that occur once stay several tokens long: a stream has to hold their bytes back.
SENTENCES = (
    "The river runs past the mill and the old stone bridge. ",
    "In the morning a fisher sets out with two oars and a lamp. ",
    "Nobody in the village counts the boats, yet everybody knows when one is missing. ",
    "Die Brücke heißt „Lange Brücke“, obwohl sie kurz ist. ",
    "Über dem Fluß hängt Nebel; später scheint die Sonne. ",
    "El niño cuenta ñandúes: uno, dos, tres, ¡y un pingüino! ",
    "Le café est fermé, mais le garçon dort déjà à côté du fourneau. ",
    "猫は橋の上で眠っている。 ",
    "雨が降ると、魚は静かになる。 ",
    "На мосту стоит человек и смотрит на воду. ",
    "The cat 🐱 meets an astronaut 👩‍🚀 and a flag 🇩🇪 on the way home. ",
    "Then it rains 🌧️, and they wait under the roof of the mill for an hour. ",
    "At seven the bell rings: 1, 2, 3, 4, 5, 6, 7. ",
    "After supper they sing, and the river goes on as if nothing had happened. ",
    "- first the bread\n- then the fish\n- then a song\n\n",
    "So ends the day, and so begins the next one. ",
)

GREETINGS = (
    ("Hello!", "Hello, and welcome to the mill 🌾."),
    ("Hi", "Hi there! The river says hello."),
    ("Good morning", "Good morning, friend ☀️."),
    ("Say no more.", "Fine."),
)

THOUGHT = "The reader wants a story about the river. I start anywhere 🤔."

PROMPTS = (
    "Count from 1 to 300, in digits.",
    "Tell me a story.",
    "Repeat after me: 🐱👩‍🚀 猫 ñandú 🇩🇪 ok",
    "What does the cat do on the bridge?",
    "Write a long poem about the river and the mill.",
    "Wer steht auf der Brücke?",
    "Draw a red circle on a white table.",
)
