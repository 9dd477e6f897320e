/** What a word can be a sign of; a word may be several. */
export const signs = {
  /** Somebody under age. */
  minor: 1 << 0,
  /** Somebody under age in a picture; too common a word elsewhere. */
  minorInPictures: 1 << 1,
  /** Makes `girl` and `boy` under age. */
  young: 1 << 2,
  girlOrBoy: 1 << 3,
  /** A number from 0 to 17. */
  age: 1 << 4,
  year: 1 << 5,
  old: 1 << 6,
  aged: 1 << 7,
  under: 1 << 8,
  eighteen: 1 << 9,
  /** Explicit, and nothing but that. */
  explicit: 1 << 10,
  explicitInPictures: 1 << 11,
  /** Explicit or clinical; what stands around it tells which. */
  sexual: 1 << 12,
  /** `no nudity` */
  deniable: 1 << 13,
  no: 1 << 14,
  /** Asks for something to be made or shown. */
  request: 1 << 15,
  /** Speaks of law, care, schooling or reporting. */
  care: 1 << 16,
  /** A person who is known to be real. */
  person: 1 << 17,
  /** A person who is real when they are somebody's: `my neighbour`. */
  relation: 1 << 18,
  whose: 1 << 19,
  /** Makes pictures of people who did not agree. */
  fake: 1 << 20,
  without: 1 << 21,
  consent: 1 << 22,
  takeOff: 1 << 23,
  theirs: 1 << 24,
  clothes: 1 << 25,
  photo: 1 << 26,
  undress: 1 << 27,
  /** Means a picture that is to be made or shown. */
  imagery: 1 << 28,
  /** Without clothes. */
  bare: 1 << 29,
} as const;

const { explicit, minor, sexual } = signs;

const lists: readonly (readonly [sign: number, words: string])[] = [
  [
    minor,
    `child children kid kids kiddie kiddies toddler toddlers infant infants preteen preteens teen
    teens teenage teenaged teenager teenagers tween tweens underage underaged minors pubescent
    prepubescent adolescent adolescents youngster youngsters juvenile juveniles schoolgirl
    schoolgirls schoolboy schoolboys schoolchild schoolchildren schoolkid schoolkids preschooler
    preschoolers kindergartner kindergartners kindergartener loli lolis lolita lolitas shota shotas
    nymphet nymphets`,
  ],
  [signs.minorInPictures, 'baby babies newborn newborns boy boys'],
  [signs.young, 'young younger youngest little small tiny school schoolage preteen teen teenage'],
  [signs.girlOrBoy, 'girl girls boy boys lad lads lass lasses'],
  [
    signs.age,
    `0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 zero one two three four five six seven eight nine
    ten eleven twelve thirteen fourteen fifteen sixteen seventeen`,
  ],
  [signs.year, 'year years yr yrs y'],
  [signs.old, 'old o'],
  [signs.aged, 'age aged ages'],
  [signs.under, 'under below'],
  [signs.eighteen, '18 eighteen'],
  [
    explicit,
    `erotic erotica hentai ecchi smut nsfw xxx lewd horny orgasm orgasms orgasming blowjob blowjobs
    handjob handjobs cumshot cumshots creampie gangbang deepthroat dildo fellatio cunnilingus anal
    bukkake boobs orgy bdsm`,
  ],
  [signs.explicitInPictures, 'fuck fucks fucked fucking'],
  [
    sexual,
    `sex sexual sexually sexy sexualised sexualized seductive porn porno porns pornographic
    pornography nude nudes nudity naked nakedness topless bottomless undressed unclothed unclad
    disrobed lingerie panties thong masturbate masturbates masturbated masturbating masturbation
    penis penises vagina vaginas genital genitals genitalia nipples intercourse rape raped rapes
    raping molest molested molesting incest`,
  ],
  [signs.deniable, 'nudity nsfw porn pornography lingerie'],
  [signs.no, 'no not without non zero'],
  [
    minor | explicit,
    `lolicon lolicons shotacon shotacons toddlercon pedoporn paedoporn childporn kidporn
    kiddieporn teenporn preteenporn underagesex underageporn jailbait`,
  ],
  [minor | sexual, 'csam'],
  [
    signs.request,
    `write writes draw paint sketch make makes generate create produce render show describe imagine
    roleplay rp pretend story stories tale scene script fanfic fanfiction picture pictures image
    images photo photos video videos give send find want need download link links sell share`,
  ],
  [
    signs.care,
    `law laws legal illegal prevent prevents preventing prevention protect protects protecting
    protection report reports reported reporting police crime crimes criminal court victim victims
    survivor survivors detect detects detecting detection education educational lesson curriculum
    therapist therapy doctor pediatrician paediatrician research statistics parental filter
    block blocking stop quit addiction treatment hotline charity`,
  ],
  [
    signs.person,
    `celebrity celebrities celeb celebs politician politicians president senator influencer
    influencers streamer streamers youtuber youtubers popstar`,
  ],
  [
    signs.relation,
    `ex exgirlfriend exboyfriend exwife exhusband classmate classmates coworker coworkers colleague
    colleagues neighbour neighbours neighbor neighbors teacher boss sister cousin
    crush roommate flatmate`,
  ],
  [signs.whose, 'my our his her their this'],
  [signs.fake, 'deepfake deepfakes deepfaked nudify nudifies nudifying faceswap'],
  [signs.without, 'without no'],
  [signs.consent, 'consent consenting permission knowledge knowing'],
  [signs.takeOff, 'remove removes removing strip strips take erase'],
  [signs.undress, 'undress undresses'],
  [signs.theirs, 'her his their him them'],
  [signs.clothes, 'clothes clothing shirt dress skirt bra bikini underwear top pants outfit'],
  [signs.photo, 'photo photos picture pictures image images pic pics selfie selfies'],
  [
    signs.imagery,
    `draw paint sketch render generate photo photos picture pictures image images pic pics video
    videos nudes deepfake deepfakes`,
  ],
  [
    signs.bare,
    `nude nudes naked topless bottomless undressed unclothed unclad porn porno pornographic
    pornography`,
  ],
];

/** What each word is a sign of, as bits. */
export const lexicon: ReadonlyMap<string, number> = toLexicon();

/** The last three letters of each of its words. */
export const endings: ReadonlySet<string> = new Set(
  [...lexicon.keys()].flatMap((word) => (word.length < 3 ? [] : [word.slice(-3)])),
);

function toLexicon(): Map<string, number> {
  const all = new Map<string, number>();
  const add = (word: string, sign: number) => all.set(word, (all.get(word) ?? 0) | sign);
  for (const [sign, words] of lists) for (const word of words.split(/\s+/)) add(word, sign);
  for (let age = 0; age < 18; age += 1) {
    for (const end of ['yo', 'yrold', 'yearold']) add(`${age}${end}`, minor);
  }
  return all;
}
