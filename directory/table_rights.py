"""Who may do what with the directory's tables (pure).

The public door reads what a listing is made of before it is let out (`directory.disclosure`), and of a
service, its body and its places only the columns for that. It reads no address, no sealed place and no draft,
and nothing of who checked what.
"""

from typing import Final

from safety.database_rights import ALL, READ, Right, Role, Table, may

OF_THE_DESK: Final[Table] = {Role.DESK: ALL}
ALSO_PUBLIC: Final[Table] = {Role.DESK: ALL, Role.PUBLIC: READ}

# What `published` reads of a service, beside what decides whether it is shown.
SERVICE: Final = (
    "id organization_id seed_id state due_on visibility pair search_text name alternate_name"
    " description email minimum_age maximum_age minimum_age_months maximum_age_months kind more_kinds"
    " audience group image_age callers cost free anonymous image_upload police menu state_migration_body"
    " helpline grade hours_known timezone hours_note country doubts notes seen sources wait_time"
    " wait_days exclusions holidays"
)
TABLES: Final[dict[str, Table]] = {
    "directory.Service": {
        Role.DESK: ALL, Role.PUBLIC: may(read=SERVICE), Role.METRICS: may(read="state due_on visibility"),
    },
    "directory.Organization": {Role.DESK: ALL, Role.PUBLIC: may(read="id name")},
    "directory.Location": {Role.DESK: ALL, Role.PUBLIC: may(read="id confidential")},
    "directory.ServiceAtLocation": {
        Role.DESK: ALL, Role.PUBLIC: may(read="id service_id location_id position"),
    },
    "directory.Room": {Role.DESK: ALL, Role.PUBLIC: may(read="service_id status wait_days confirmed_at")},
    "directory.DirectoryVersion": {Role.DESK: ALL, Role.PUBLIC: READ, Role.METRICS: READ},
    "directory.EmergencyNumber": {Role.DESK: ALL, Role.PUBLIC: READ, Role.METRICS: may(read="id")},
    **dict.fromkeys(
        (
            "directory.Phone", "directory.Url", "directory.Language", "directory.Schedule",
            "directory.ServiceArea", "directory.PlatformRoute", "directory.OutwardService",
            "directory.OutwardOrganization", "directory.OutwardPlace", "directory.OutwardTerm",
            "directory.OutwardGone", "directory.SearchRow", "directory.SearchWord", "directory.SearchSlip",
            "directory.Synonym", "directory.Taxonomy", "directory.TaxonomyTerm", "directory.VersionStep",
        ),
        ALSO_PUBLIC,
    ),
    # A press of one of four buttons: added, counted up to a number a day, and never changed from outside.
    "directory.Feedback": {
        Role.DESK: ALL, Role.PUBLIC: may(Right.INSERT, read="service_id said on"),
    },
    **dict.fromkeys(
        (
            "directory.Shelter", "directory.Address", "directory.Contact", "directory.Edition",
            "directory.CallBack", "directory.Checklist", "directory.Verification", "directory.Accessibility",
            "directory.Attribute", "directory.CostOption", "directory.Followed", "directory.Funding",
            "directory.Metadata", "directory.OrganizationIdentifier", "directory.Program",
            "directory.RequiredDocument", "directory.SeedFile", "directory.ServiceCapacity",
            "directory.SynonymSeed", "directory.TermRule", "directory.Unit",
        ),
        OF_THE_DESK,
    ),
}  # fmt: skip
