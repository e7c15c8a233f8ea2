"""What the referral room keeps. Each module is imported here; classes are imported from where they stand."""

from referral.models import case, complaint, figure, handover, pathway, proof, referral  # noqa: F401 - Django finds models here
