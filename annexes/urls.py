from django.urls import URLPattern

app_name = "annexes"

urlpatterns: list[URLPattern] = []
