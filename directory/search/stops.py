"""Words that every sentence has, and that say nothing of what somebody looks for (pure).

Written for this search: short words of six languages, those with which people ask for help at all, and those
for the person who did it: what was done decides. Where nothing else was typed they are looked for.
"""

from typing import Final

from directory.search.terms import bare

_ENGLISH: Final = """
    a about after all am an and any are as at be because been before being but by can could did do does
    doing for from get gets getting give had has have having he her hers him his how i if in into is it its
    just keep keeps know let like make me mine my near need needs no not now of on or our out over please
    she should so some somebody someone something than that the their them then there they this to too up us
    very want wants was we were what when where which who why will with would you your help find looking
    look search service services husband boyfriend partner ex line helpline hotline number phone call
    contact support advice organisation organization s t ll ve re m d
"""
_SPANISH: Final = """
    a al algo alguien ante como con cual cuando de del desde donde e el ella ellos en era es esta estan
    estar este esto estoy fue ha hace hacer han hay he la las le les lo los me mi mis mucho muy necesito no
    nos o para pero por porque que quien quiero se ser si sin sobre son su sus te tengo tiene todo tu un una
    unas uno unos y ya yo ayuda ayudar busco buscar marido esposo novio pareja ex linea telefono numero
    llamar servicio servicios apoyo
"""
_FRENCH: Final = """
    a ai alors apres as au aux avec avez besoin ce ces cela cet cette comme comment d dans de des du elle
    elles en est et etait ete etre eu fait il ils j je l la le les leur leurs lui m ma mais me mes moi mon n
    ne nos notre nous on ont ou par pas pour que quel quelle qui quoi s sa sans se ses si son sont sur ta te
    tes toi ton tu un une vers veux voudrais vos votre vous y aide aider cherche chercher mari conjoint
    compagnon copain ex ligne telephone numero appeler service services soutien quelqu
"""
_RUSSIAN: Final = """
    а без бы был была были было быть в вам вас во вот все вы где да для до его ее если есть еще же за и из
    или им их к как когда кто ли меня мне мной мой моя мои моего моей мы на над надо нам нас не него нее нет
    ни но ну о об он она они оно от очень по под при с себя со так также там то тоже только ты у уже хочу
    что чтобы эта эти это этот я нужна нужно нужен помощь помогите помочь ищу линия телефон номер служба
    поддержка
"""
_ARABIC: Final = """
    في من على الى إلى عن مع هذا هذه ذلك التي الذي ان أن إن كان كانت قد لا لم لن ما ماذا متى اين أين كيف هل
    هو هي انا أنا نحن هم لي لك له لها بي به بها ثم او أو و يا كل بعض عند بعد قبل احتاج أحتاج اريد أريد
    مساعدة المساعدة خط رقم هاتف خدمة خدمات دعم شخص احد أحد زوجي زوج خطيبي
"""
_CHINESE: Final = """
    怎么办 怎么 怎样 如何 什么 哪里 哪儿 我们 他们 她们 我的 他的 她的 有人 需要
    想要 求助 帮助 帮忙 热线 电话 服务 请问 老公 丈夫 男友 男朋友 前男友 我 你 他
    她 它 的 了 吗 呢 被 在 和 与 有 是 把 给 对 想 要 请 人 了
"""

_WORDS: Final = frozenset(
    bare(word) for text in (_ENGLISH, _SPANISH, _FRENCH, _RUSSIAN, _ARABIC) for word in text.split()
)
_SIGNS: Final = tuple(sorted({bare(word) for word in _CHINESE.split()}, key=lambda word: (-len(word), word)))


def is_stop(word: str) -> bool:
    """Return whether a bare word says nothing of what is looked for; single letters do not either."""
    return word in _WORDS or (len(word) == 1 and word.isalpha())


def without_common_signs(run: str) -> list[str]:
    """Return what is left of an unspaced run between the words that say nothing."""
    rest = run
    for word in _SIGNS:
        rest = rest.replace(word, " ")
    return rest.split()
