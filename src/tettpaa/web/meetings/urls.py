"""Addresses of teams and meetings. What names a young person is an id."""

from django.urls import path

from tettpaa.web.meetings import calendar, room, views

urlpatterns = [
    path("moter/", views.meetings, name="meetings"),
    path("moter/team/nytt/", views.begin, name="team_begin"),
    path("moter/team/<uuid:team>/", views.team, name="team"),
    path("moter/team/<uuid:team>/ta-med/", views.seat, name="team_seat"),
    path("moter/sak/<uuid:person>/", views.put, name="meeting_raise"),
    path("moter/kalender/<slug:secret>.ics", calendar.feed, name="meeting_feed"),
    path("moter/<uuid:meeting>/", room.meeting, name="meeting"),
    path("moter/<uuid:meeting>/referat/", room.minutes, name="meeting_minutes"),
    path("moter/<uuid:meeting>/mote.ics", calendar.invitation, name="meeting_invitation"),
    path("moter/<uuid:meeting>/<uuid:talk>/", room.item, name="meeting_item"),
]
