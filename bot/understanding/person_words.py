"""The wordings behind `person_request`, one rule a line; read folded: lower case, Simplified characters."""

import re

_STRONG = (
    r"(?:human(?: being)?s?(?! (?:hair|size|body|shape|rights|resources|error|anatomy))|agents?|operators?"
    r"|representatives?|reps?|advis[eo]rs?|supervisors?|managers?|csr|人工|真人|活人|客服|经理|主管)"
)
_SORT = r"(?:real|live|actual|human|another|new|customer|service|support|care|senior|duty|available|next|free)"
_NAMED = (
    rf"(?:(?:{_SORT} ){{0,3}}{_STRONG}|(?:real|live|actual|human) (?:person|people|one|someone|somebody|being)"
    r"|(?:someone|somebody|anyone|anybody) (?:real|human|alive|in charge|senior)|person in charge)"
)
_ANYONE = (
    rf"(?:{_NAMED}|(?:customer|client) (?:service|services|support|care)|someone|somebody|anyone|anybody|a person"
    r"|(?:a |any )?(?:member of )?(?:your )?(?:staff|team|colleagues?|employees?|boss|superior))"
)
_THE = r"(?:(?:a|an|the|your|any|some|one of your|my|ur) )?"
_BOT = r"(?:a |the |this |any |your )?(?:stupid )?(?:bot|robot|machine|computer|ai)\b"
_END = r"(?: (?:please|now|asap|quick|quickly|immediately|here|thanks?|urgent(?:ly)?))+$"

ENGLISH = (
    # talk to …
    rf"\b(?:speak|talk|chat|spk)(?:ing)? (?:directly )?(?:to|with|2) {_THE}{_ANYONE}\b",
    r"\b(?:anyone|anybody|someone|somebody|person) (?:else |there )?(?:i|we) (?:can|could) (?:talk|speak|chat)",
    r"\bwho can i (?:talk|speak|chat) (?:to|with)\b",
    rf"\b(?:do not|don'?t) want (?:to (?:talk|speak|chat) (?:to|with) )?{_BOT}",
    r"\b(?:no more|stop (?:with )?the|enough (?:of|with) (?:the|this)) (?:bots?|robots?)\b",
    # put me through to …
    (
        r"\b(?:connect|transfer|put|pass|hand|forward|switch|redirect|escalate|refer)\b(?: \w+){0,2}?"
        rf"(?: (?:me|this|it|us))?(?: (?:over|on|through|up|back|along))? (?:to|with|on to|2) {_THE}"
        rf"(?:{_NAMED}|person|colleague|someone|somebody|customer (?:service|support|care))\b"
    ),
    r"^(?:please )?(?:transfer|connect) me(?: please| now)?$",
    r"^(?:please )?escalate(?: this| it| my \w+| order \w+)?(?: please| now)?$",
    # want …
    (
        r"\b(?:want|need|get(?: me)?|give me|gimme|prefer|would like|i'd like|have|find me|request|requesting|demand"
        rf"|bring me) {_THE}{_NAMED}\b"
    ),
    (
        r"\b(?:want|need|give me|get me|gimme|prefer) (?:a |an )?(?:person|human)"
        r"(?=$| (?:please|now|not|instead|to (?:talk|help|speak)))"
    ),
    rf"\b{_NAMED}{_END}",
    r"\b(?:next|first) available (?:advis[eo]r|agent|operator|representative|person|colleague)\b",
    (
        rf"\bis (?:there )?(?:a|any|some) {_NAMED}"
        r" (?:available|around|free|online|on duty|i can|who can|to (?:talk|speak|help))"
    ),
    # can somebody …
    (
        rf"\b(?:can|could|may|would|will|let|have|get) {_THE}(?:{_NAMED}|person|human|colleague) (?:please )?"
        r"(?:help|look|check|double check|take|handle|read|answer|assist|review|deal|join|reply|respond|call|contact)\b"
    ),
)

#: Asks to be called; not where it is about a delivery.
ENGLISH_CALL = (
    r"\b(?:call|phone|ring) (?:me|us) back\b",
    r"\bgive me a (?:call|ring)\b",
    r"^call ?back\b",
    (
        r"\b(?:can|could|please have|have|get) (?:you|someone|somebody|anyone|your \w+|(?:one of your|a) colleagues?)"
        r" (?:please )?(?:call|phone|ring|contact) me\b"
    ),
)

_AUTOMATIC = r"(?:机器人|机械人|ai|电脑|智能客服)"
_CHINESE_NAMED = (
    r"(?:(?:人工|人功|人公|仁工)"
    r"(?!费|智能|成本|湖|皮|草|关节|合成|呼吸|服务费|安装|钻|泪|宝石|毛|木|养殖|智障|搬|审核)"
    r"|真人(?!秀|版|大小|照|图|示范|模特|实拍|试穿)|活人|专人"
    r"|客服(?!电话|热线|微信|邮箱|号码|时间|态度|说|告诉|上班|回复|让我|叫我|一直|都|答应|没|不|也)"
    r"|(?:real ?|live ?)?(?:human|agent|person|operator|manager|supervisor|cs)\b)"
)
_CHIEF = r"(?:经理|主管|领导|负责人|店长|老板|上级|上司|管事的?|你们的人|工作人员|专员|同事|同仁)"
_GAP = r"(?:一下|一个|一位|个|位|名|下|到|给|去|出|来|你们|您们|你哋|贵公司|你|您|的|那边|这边|我|嘅|返|上|在线|值班)"
_FETCH = (
    r"(?:转接|转到|转去|转|接通|接|换|找|叫|要|连线|联系|联络|呼叫|搵|揾|来|派|需要|请|给|俾|畀|求|喊|切换|切|驳去|驳"
    r"|有冇|有没有|有无|想见|安排)"
)
_TALK = r"(?:说|聊|谈|讲|沟通|对话|倾|通话|交流|联系)"

CHINESE = (
    rf"{_FETCH}{_GAP}{{0,4}}{_CHINESE_NAMED}",
    rf"(?:转接|转|接|找|叫|要|请|喊|搵|揾|让|联系|给我|派|安排){_GAP}{{0,4}}{_CHIEF}(?!是谁|推荐|说|电话)",
    r"等(?:人工|真人)",
    r"有(?:真人|人工|活人)(?:客服|服务)?(?:吗|么|没|在|能|可以|帮)",
    r"(?:真人|人工)(?:客服|服务)?(?:呢|在吗|在哪|在不在|入口|接听|处理|介入|回复我)",
    rf"(?:跟|和|同|与)(?:一?[个位])?(?:真人|人工|活人|真的人|人|客服|{_CHIEF})(?:员工|客服)?(?:直接)?{_TALK}",
    rf"(?:不想|不要|唔想|唔要|不愿意?)(?:再)?(?:跟|和|同|与)?{_AUTOMATIC}(?:{_TALK}|废话|$)",
    r"换个?真?人(?:来|跟我|同我|处理|说|同|啦|吧)",
    r"(?:找|安排|叫|派|俾)个?人(?:跟我|同我|通话|处理|来?帮我|来处理)|给我个人$",
)

#: Asks to be called; not where it is about a delivery.
CHINESE_CALL = (
    r"(?:回电|回个?电话|打个?电话|打返电话|打返)(?:话)?(?:给我|俾我|畀我)",
    r"给我(?:回个?电话?|打个?电话|回电)",
)

#: The whole message, without please and thanks.
ALONE = (
    rf"{_THE}{_NAMED}",
    rf"{_THE}(?:human|person)",
    r"customer (?:service|care|support)|live chat",
    r"(?:press |dial )?0+",
    r"人工|真人|活人|客服|人|经理|主管|人工客服|真人客服|人工服务|转人工|转真人|转客服",
    r"ren ?gong|zhen ?ren|zhuan ren ?gong",
)


def either(rules: tuple[str, ...]) -> re.Pattern[str]:
    """Return one pattern that matches where any of the rules does."""
    return re.compile("|".join(f"(?:{rule})" for rule in rules))
