from django.apps import AppConfig


class Accounts(AppConfig):
    name = "tettpaa.accounts"
    label = "accounts"
