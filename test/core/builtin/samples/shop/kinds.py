from enum import Enum


class Country(Enum):
    DE = "de"
    AT = "at"
    CH = "ch"


class Level(str, Enum):
    BASIC = "basic"
    GOLD = "gold"


FREE_FROM = 50
