"""Decisions about single rows that no column of a table holds, each with its reason for the report."""

from typing import Final

# The age in the picture, not the age of the person who asks for help: these set no age limit for the person.
IMAGE_AGE: Final = {
    "stopncii": ("adult", "the person must have been 18 or over in the picture"),
    "xx-stopncii-org": ("adult", "the person must have been 18 or over in the picture"),
    "ncmec-take-it-down": ("under18", "for pictures made before 18; adults may use it for such pictures"),
    "xx-take-it-down": ("under18", "for pictures made before 18; adults may use it for such pictures"),
    "report-remove": ("under18", "pictures of a person under 18; the person too must be under 18"),
    "c3p-support": ("under18", "for people with a picture shared from when they were under 18"),
    "arachnid-upload": ("under18", "for pictures of sexual abuse of a child, at any age of the survivor"),
}
# Rows whose age column means the picture: the limit is not taken over to the person.
AGE_OF_PICTURE_ONLY: Final = frozenset({"ncmec-take-it-down", "xx-take-it-down"})

# Descriptions in the words that this project uses to the person: a code made from the picture, and never the
# word for it that makes people fear for their finger; the person harmed, not a victim.
DESCRIPTION: Final = {
    "stopncii": (
        "Makes a code from an intimate picture on the person's own device and passes only the code "
        "to sites that take part. They can use it to block copies."
    ),
    "ncmec-take-it-down": (
        "Makes a code from a nude or sexual picture taken before age 18 and shares only the code "
        "with sites that take part. A trusted adult, or the person as an adult, may use it too."
    ),
    "salvation-army-ms": "24-hour line for people who may be living in modern slavery.",
    "ccri-safety-center": (
        "Step-by-step guide for people harmed by image-based abuse: safety, proof, removal, laws and lawyers."
    ),
    "ic3": "Takes complaints about internet crime from people harmed or from somebody acting for them.",
    "tw-mohw": (
        "Government team that helps people to get intimate images removed, with counselling and "
        "legal referral."
    ),
    "il-maat": "Works with people harmed by sexual crimes online who want to go to the police or to court.",
    "fr-3018": (
        "National number for young people harmed by digital violence; may ask sites to remove content."
    ),
    "ru-soprotivlenie": "Free help for people harmed by crime and for witnesses.",
}

# Places smaller or other than the column of the country says, as the row's own text states.
REGION: Final = {
    "rcew-247": ("England and Wales", "the description says England and Wales"),
    "salvation-army-ms": ("England and Wales", "the doubt says England and Wales"),
    "report-fraud": ("England, Wales and Northern Ireland", "the description names them"),
    "at-kija": ("Oberösterreich", "the doubt says one region only, the name says which"),
    "parihar-in": ("Bengaluru", "run with the police of Bengaluru"),
    "child-safety-online-africa": ("Africa", "the description says Africa-wide"),
    "latam-acoso": ("Latin America", "the description says Latin American"),
}
SCOPE: Final = {"europol-links": ("EU", "the description says by country of the EU")}

# Directories and pages to read, whatever their kind: nobody to talk to behind them.
NOBODY_BEHIND: Final = {
    "lila-help": "a directory",
    "chayn-directory": "a directory",
    "fr-image": "a page to read",
    "ywca-ca": "a guide to read",
    "ccri-safety-center": "a guide to read",
    "lff-ecsa": "a database of programmes",
    "traffickcam": "an app for photographs of hotel rooms",
    "stop-app": "an app for tips",
    "redirection": "a programme to work through alone",
    "redirection-mtt": "a programme to work through alone",
    "lu-beesecure": "the description names the operator, not a line",
}
