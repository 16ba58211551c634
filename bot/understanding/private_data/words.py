"""Words that stand where a password would: «the password is wrong» tells no secret."""

import re

#: What is said about a password, of it, or after it.
_SAID = """
a about after again all almost also always an and annoying anymore any anyone as asap at awful back bad bc because
been before being better bit blank broken busted but by can cant can't case case-sensitive cannot complex correct
could dead did didn't different difficult do does doesn't doesnt don't dont down dumb easy empty enough error
everywhere exactly expired expiring fail failed failing fails false fault fine fixed for forbidden forever forget
forgot forgotten from funny garbage getting given going gone good got great had hard has hasn't hasnt have
haven't help her here hidden his hopeless how i i'm idk if ill im impossible in incorrect insecure instead into
invalid is isn't isnt it it's its just keep keeps known kind leaked least like limited link locked long longer
lost mail maximum maybe me mine minimum missing mixed more must my n/a necessary need needed needs never new
no nobody none nope not nothing now null of off ok okay old on once one only open optional or our out over page
perfect please pls plz possible private probably problem public quite randomly really refused rejected required
reset rubbish safe same saved screwed secret secure sent set short should shown so somehow something
sorry spelled still strong stuck stupid such super sure taken thanks that that's the their then there these they
this thru till to today tomorrow too totally trouble two u unable unclear under undefined unknown unsafe unsaved
until up updated upper us useless useful valid very via visible wasn't was we weak weird well were what what's when
where which who whose why will with without won't wont work working works worthless would wrong yes yet you your
yours *** **** ***** ****** ******** reset-password link field button box screen form hint manager
recovery
order orders number numbers email e-mail username user account login code codes customer
i'd i'll i've protection policy strength rules
"""
NO_PASSWORD = frozenset(_SAID.split())
#: Most words of that kind that are not on the list end so.
STATE = re.compile(r"(?:ed|ing|able|ible|ful|less|ous|ive|ly|n't|nt|ical|ish|some)$")
#: After a number: a length, a count, not the password itself.
UNIT = re.compile(
    r"\s?-?(?:(?:char(?:acter)?s?|digits?|letters?|symbols?|times?|days?|hours?|hrs?|minutes?|mins?|weeks?|months?|years?|tries"
    r"|attempts|words?|%)\b|[位次个個天分小时時字年月周週遍回条條种種元块塊折])",
    re.IGNORECASE,
)
#: Before the word: it is forgotten or to be changed, so what follows is something else.
FORGOTTEN = re.compile(
    r"(?:\b(?:forg[eo]t\w*|re-?set\w*|lost|los[et]|chang\w+|recover\w*|wrong|incorrect|invalid|remember\w*|no|without)\b"
    r"|忘|重置|重設|重设|找回|改|换|換|錯|错|记不|記不|唔記)[^\n.,，。!?！？;；:]{0,20}$",
    re.IGNORECASE,
)
