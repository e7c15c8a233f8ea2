"""The addresses of case review at the desk. A case is named there by its draw, which nobody can guess."""

from django.urls import path

from referral import desk_review

app_name = "review"
urlpatterns = [
    path("review/", desk_review.page, name="page"),
    path("review/draw/", desk_review.draw, name="draw"),
    path("review/lessons/", desk_review.lessons, name="lessons"),
    path("review/lessons/<int:pk>/done/", desk_review.lesson_done, name="lesson-done"),
    path("review/<uuid:pk>/", desk_review.one, name="one"),
    path("review/<uuid:pk>/back/", desk_review.give_back, name="back"),
]
