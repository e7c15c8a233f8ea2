"""Words by which a note is read for names and addresses, in the six languages (pure).

Frequent given names only: whoever has a rare one is found by the capital, by what stands before it, or not.
"""

from typing import Final

PLATFORMS: Final = (
    "instagram", "insta", "snapchat", "snap", "tiktok", "telegram", "whatsapp", "discord", "facebook",
    "signal", "skype", "wechat", "weixin", "qq", "vk", "kik", "twitter", "roblox", "steam", "line",
    "微信", "抖音", "微博", "телеграм", "вконтакте", "вк", "إنستغرام", "تيليجرام", "واتساب", "سناب",
)  # fmt: skip

# The word stands before the name of the street, or after it.
STREETS_BEFORE: Final = (
    "calle", "avenida", "av", "plaza", "paseo", "carretera", "camino", "piso",
    "rue", "avenue", "boulevard", "bd", "impasse", "allée", "chemin", "place de la", "quai",
    "улица", "ул", "проспект", "пр-т", "переулок", "пер", "бульвар", "шоссе", "площадь", "дом", "кв",
    "квартира", "flat", "apartment", "apt",
)  # fmt: skip
STREETS_AFTER: Final = (
    "street", "st", "road", "rd", "avenue", "ave", "lane", "drive", "close", "terrace", "square",
    "crescent", "boulevard", "улица", "проспект", "переулок", "шоссе",
)  # fmt: skip
PLACES_ZH: Final = "路|街|道|巷|弄|胡同|小区|大厦|村|新村"

NAMED_AFTER: Final = (
    "name is", "named", "called", "calls herself", "calls himself", "mr", "mrs", "ms", "miss", "dr", "mr.",
    "mrs.", "ms.", "dr.", "se llama", "llamada", "llamado", "su nombre es", "señora", "señor", "sra.", "sr.",
    "doña", "don", "s'appelle", "s’appelle", "nommée", "nommé", "son nom est", "madame", "monsieur", "mme",
    "mlle", "m.", "зовут", "имя", "по имени", "фамилия", "гражданка", "гражданин", "г-жа", "г-н",
    "اسمها", "اسمه", "اسمي", "تدعى", "يدعى", "السيدة", "السيد", "الآنسة", "أم", "أبو",
)  # fmt: skip
# Words that more often stand before something else: only a capital after them is a name.
OFTEN_NO_NAME: Final = frozenset(
    {"named", "called", "miss", "don", "m.", "имя", "llamado", "llamada", "nommé"}
)
NAMED_AFTER_ZH: Final = "名叫|叫做|姓名是|姓名|名字是|名字叫|我叫|她叫|他叫|化名"
CHINESE_TITLES: Final = "先生|女士|小姐|太太|老师|阿姨|叔叔|同学"
FAMILY_NAMES_ZH: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
)

GIVEN_NAMES: Final = frozenset(
    # English, Spanish and French ones that are no other word of these languages, in small letters
    """
    anna maria mary sarah emma olivia sophie lucy emily jessica laura hannah charlotte amelia chloe megan
    james john michael david daniel thomas robert william joseph george oliver jack harry samuel benjamin
    lucía lucia sofía sofia martina paula carmen isabel ana elena marta juan josé jose carlos luis javier
    miguel antonio pedro diego alejandro pablo fernando jorge manuel rosa
    camille léa lea manon inès ines jeanne juliette nathalie isabelle françoise pierre jean michel philippe
    nicolas julien antoine guillaume mathieu thierry
    fatima aisha amina leila layla yasmin mohammed muhammad mohamed ahmed ali omar hassan hussein ibrahim
    yusuf khalid mustafa
    """.split()  # noqa: SIM905 - a row for each word would hide the words
    # Russian, in the forms that sentences put them in
    + """
    анна анны анне анну мария марии марию елена елены елену ольга ольги ольгу наталья натальи татьяна
    татьяны екатерина екатерины катя кати катю настя насти ирина ирины светлана светланы юлия юлии дарья
    дарьи даша маша саша лена александр александра сергей сергея дмитрий дмитрия андрей андрея алексей
    алексея иван ивана михаил михаила николай николая максим максима артём
    """.split()  # noqa: SIM905 - a row for each word would hide the words
    # Arabic ones that are hardly ever another word
    + """
    فاطمة عائشة مريم خديجة زينب ليلى سارة ياسمين أمينة رنا هدى منى سلمى دعاء هبة نورا رانيا
    محمد أحمد علي عمر حسن حسين خالد يوسف إبراهيم مصطفى عبدالله عبدالرحمن محمود طارق سامر كريم ياسر
    """.split()  # noqa: SIM905 - a row for each word would hide the words
)  # fmt: skip

NO_NAMES: Final = frozenset(
    """
    i i'm i’m i've i’ve i'll ok sms police ngo id un eu uk usa us hiv std pep dna
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december christmas easter ramadan eid
    english spanish french arabic russian chinese ukrainian farsi dari urdu turkish german italian
    portuguese european african asian american british muslim christian jewish islam god
    instagram snapchat tiktok telegram whatsapp discord facebook messenger signal skype wechat youtube google
    gmail iphone android apple microsoft outlook icloud roblox steam twitter reddit onlyfans airtag internet
    stopncii interpol europol unicef unhcr iom red cross safeguarding helpline
    lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto
    septiembre octubre noviembre diciembre navidad guardia civil
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août
    septembre octobre novembre décembre noël ramadan
    россия москва интернет телеграм вконтакте ватсап инстаграм
    """.split()  # noqa: SIM905 - a row for each word would hide the words
)
