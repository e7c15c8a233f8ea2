"""The addresses of the fourth door; config.urls leaves them out everywhere else."""

from django.urls import path

from safety import health_shown

app_name = "health"
urlpatterns = [
    path("live", health_shown.live, name="live"),
    path("ready", health_shown.ready, name="ready"),
    path("metrics", health_shown.metrics, name="metrics"),
]
