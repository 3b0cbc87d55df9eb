from django.apps import AppConfig


class Queue(AppConfig):
    name = "tettpaa.queue"
    label = "queue"
