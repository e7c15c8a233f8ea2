"""Addresses of the desk's pages about pathways, under /desk/, in the namespace `editing`."""

from django.urls import path

from referral import desk_draft_parts, desk_drafts, desk_pathways, desk_preview, desk_proofs

app_name = "editing"
urlpatterns = [
    path("pathways/", desk_pathways.every, name="every"),
    path("pathways/editions/", desk_pathways.history, name="history"),
    path("pathways/editions/back/", desk_pathways.roll_back, name="roll-back"),
    path("pathways/editions/<slug:edition>/again/", desk_pathways.restore, name="restore"),
    path("pathways/editions/<slug:edition>/proof/", desk_proofs.prove_edition, name="prove-edition"),
    path("pathways/proof/state/", desk_proofs.state, name="proof-state"),
    path("pathways/import/", desk_pathways.bring_in, name="import"),
    path("pathways/drafts/<uuid:pk>/", desk_drafts.one, name="draft"),
    path("pathways/drafts/<uuid:pk>/check/", desk_drafts.check, name="check"),
    path("pathways/drafts/<uuid:pk>/proof/", desk_proofs.prove, name="prove"),
    path("pathways/drafts/<uuid:pk>/propose/", desk_drafts.propose, name="propose"),
    path("pathways/drafts/<uuid:pk>/agree/", desk_drafts.agree, name="agree"),
    path("pathways/drafts/<uuid:pk>/refuse/", desk_drafts.refuse, name="refuse"),
    path("pathways/drafts/<uuid:pk>/take-back/", desk_drafts.take_back, name="take-back"),
    path("pathways/drafts/<uuid:pk>/aside/", desk_drafts.discard, name="discard"),
    path("pathways/drafts/<uuid:pk>/files/", desk_drafts.export, name="draft-files"),
    path("pathways/drafts/<uuid:pk>/walk/", desk_preview.preview, name="preview"),
    path("pathways/drafts/<uuid:pk>/questions/", desk_draft_parts.new_question, name="new-question"),
    path("pathways/drafts/<uuid:pk>/questions/<slug:name>/", desk_drafts.question, name="question"),
    path("pathways/drafts/<uuid:pk>/plan/", desk_draft_parts.plan, name="plan"),
    path("pathways/drafts/<uuid:pk>/cards/<slug:name>/", desk_draft_parts.card, name="card"),
    path("pathways/drafts/<uuid:pk>/words/", desk_draft_parts.wording, name="wording"),
    path("pathways/<slug:folder>/", desk_pathways.one, name="one"),
    path("pathways/<slug:folder>/files/", desk_pathways.export, name="files"),
    path("pathways/<slug:folder>/draft/", desk_pathways.begin, name="begin"),
]
