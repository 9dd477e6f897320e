# ruff: noqa: SIM905
"""Syllables of words that nobody knows: the model learns that an unknown thing is unknown."""

from __future__ import annotations

PSEUDO_WORDS = tuple(
    """ba be bi bo bra dax dra dor fli flo fen gar gim glo hob hin jab jel kel kra kip lan lum mip
    mor nar nib nol pax plo pri quo ras rem sil sko snu tam tor tri ulo vam vex wib wug yor zan zop
    ster nick bert ling ton ver mond chap kal lor tem sar""".split()
)
